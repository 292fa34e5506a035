import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** What the database says aloud at a commit. A word only wakes: the rows say what there is to do. */
export const CHANNEL = { errand: 'reeve_errand', post: 'reeve_post', node: 'reeve_node', fleet: 'reeve_fleet' } as const;
export type Channel = (typeof CHANNEL)[keyof typeof CHANNEL];

export interface Listening {
  readonly close: () => Promise<void>;
}

export interface ListeningSpec {
  readonly url: string;
  /** Named in the server's list of connections. */
  readonly name: string;
  /** Called at each word; also once, without one, for each channel whenever listening begins: what was said before went unheard. */
  readonly on: Readonly<Partial<Record<Channel, (word?: string) => void>>>;
  /** Told once when it can't listen any more, and once when it can again. */
  readonly onChange?: (hears: boolean, why?: Error) => void;
}

const CONNECT_MS_MAX = 5_000;
const CLOSE_MS_MAX = 1_000;
const AGAIN_MS_MIN = 200;
const AGAIN_MS_MAX = 30_000;

/**
 * Holds one connection that hears what is said on some channels, and opens it anew for as long as it takes.
 * Whoever listens must look by the clock too: a pooler that shares connections lets nothing through, and says nothing of it.
 */
export function listen({ url, name, on, onChange = () => undefined }: ListeningSpec): Listening {
  const channels = Object.entries(on);
  const closing = new AbortController();
  const { signal } = closing;
  let client: pg.Client | undefined;
  let againMs = AGAIN_MS_MIN;
  let hears = true;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const why = await hear().catch((error: Error) => error);
      if (signal.aborted) return;
      tell(false, why);
      await pause(againMs, undefined, { signal }).catch(() => undefined);
      againMs = Math.min(AGAIN_MS_MAX, againMs * 2);
    }
  }

  /** Until the connection is over; says why. */
  async function hear(): Promise<Error> {
    const opened = new pg.Client({
      ...{ connectionString: url, application_name: name, keepAlive: true },
      ...{ connectionTimeoutMillis: CONNECT_MS_MAX, query_timeout: CONNECT_MS_MAX },
    });
    client = opened;
    const over = new Promise<Error>((resolve) => {
      opened.once('error', resolve);
      opened.once('end', () => resolve(new Error('the connection was closed')));
    });
    try {
      await opened.connect();
      opened.on('notification', ({ channel, payload }) => on[channel as Channel]?.(payload));
      await opened.query(channels.map(([channel]) => `LISTEN ${channel}`).join('; '));
      againMs = AGAIN_MS_MIN;
      tell(true);
      for (const [, wake] of channels) wake('');
      return await over;
    } finally {
      // One that did not come to the end of its opening is open all the same.
      opened.on('error', () => undefined);
      void opened.end().catch(() => undefined);
    }
  }

  function tell(now: boolean, why?: Error): void {
    if (now !== hears) onChange(now, why);
    hears = now;
  }

  const running = run();
  return {
    async close() {
      closing.abort();
      void client?.end().catch(() => undefined);
      // A server that says nothing any more must not hold up a drain.
      await Promise.race([running, pause(CLOSE_MS_MAX, undefined, { ref: false })]);
    },
  };
}
