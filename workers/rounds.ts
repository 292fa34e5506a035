import { setTimeout as pause } from 'node:timers/promises';
import { type Channel, listen, type Listening } from '../activities/store/listen.js';

/** Work that is looked for again and again, for as long as it takes. */
export interface Rounds {
  readonly stop: () => Promise<void>;
}

export interface RoundsSpec {
  /** One look; answers how long to rest after it. */
  readonly pass: () => Promise<number>;
  /** Told that a look failed; answers when to look again. */
  readonly onFailure: (error: Error) => number;
  /** Where it hears that there is work as soon as it is committed; without it there is only the clock. */
  readonly hears?: {
    readonly url: string;
    /** Named in the server's list of connections. */
    readonly name: string;
    readonly channel: Channel;
    readonly onChange?: (hears: boolean, why?: Error) => void;
  };
}

/** Looks by the clock and at each word, so that nothing is lost where it can't hear. */
export function startRounds({ pass, onFailure, hears }: RoundsSpec): Rounds {
  let stopped = false;
  let rest = new AbortController();
  const listening: Listening | undefined =
    hears &&
    listen({
      ...{ url: hears.url, name: hears.name, on: { [hears.channel]: () => rest.abort() } },
      ...(hears.onChange && { onChange: hears.onChange }),
    });

  async function run(): Promise<void> {
    while (!stopped) {
      // Made before it looks: what is said while it works ends the rest that follows.
      rest = new AbortController();
      const waitMs = await pass().catch(onFailure);
      if (stopped) return;
      await pause(waitMs, undefined, { signal: rest.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async stop() {
      stopped = true;
      rest.abort();
      await Promise.all([running, listening?.close()]);
    },
  };
}

/** A sweep that takes some rows at a time: at once again while there are more, else after a while. */
export function sweeping(sweep: (most: number) => Promise<number>, most: number, everyMs: number): () => Promise<void> {
  let at = 0;
  return async () => {
    if (performance.now() < at) return;
    const gone = await sweep(most);
    at = performance.now() + (gone === most ? 0 : everyMs);
  };
}
