import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './child.js';

const LASTS_MS = 60_000;

export interface Supervised {
  readonly stop: () => Promise<void>;
}

/** Starts a part again, in the same place, when it ends without being asked to. */
export function supervise(
  name: string,
  first: Child,
  again: () => Promise<Child>,
  say: (level: 'info' | 'warn', text: string) => void,
): Supervised {
  let child = first;
  const stopping = new AbortController();
  const { signal: stopped } = stopping;
  const watching = (async () => {
    for (let failures = 0; ;) {
      const began = Date.now();
      const { code, signal } = await child.exited;
      if (stopped.aborted) return;
      say('warn', `${name} ended by itself (${signal ?? `code ${code}`}); it is started again`);
      // The first time at once; one that keeps ending is not started in a loop without rest.
      failures = Date.now() - began > LASTS_MS ? 0 : failures + 1;
      const restMs = failures > 1 ? Math.min(30_000, 250 * 2 ** failures) : 0;
      await pause(restMs, undefined, { signal: stopped }).catch(() => undefined);
      if (stopped.aborted) return;
      try {
        child = await again();
        say('info', `${name} runs again`);
      } catch (error) {
        say('warn', `${name} could not be started again: ${(error as Error).message}`);
      }
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await child.stop();
      await watching;
      // What was being started meanwhile is stopped too.
      await child.stop();
    },
  };
}
