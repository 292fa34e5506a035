import { setTimeout as pause } from 'node:timers/promises';
import type { Child } from './child.js';

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
  let stopping = false;
  const watching = (async () => {
    for (let failures = 0; !stopping;) {
      const { code, signal } = await child.exited;
      if (stopping) return;
      say('warn', `${name} ended by itself (${signal ?? `code ${code}`}); it is started again`);
      try {
        child = await again();
        failures = 0;
        say('info', `${name} runs again`);
      } catch (error) {
        failures += 1;
        say('warn', `${name} could not be started again: ${(error as Error).message}`);
        await pause(Math.min(30_000, 500 * 2 ** failures));
      }
    }
  })();
  return {
    async stop() {
      stopping = true;
      await child.stop();
      await watching;
    },
  };
}
