import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../activities/store/database.js';
import { countApprovals } from '../activities/store/read/approvals.js';
import { accountIds } from '../activities/store/read/status.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';

const EVERY_MS = 15_000;

export interface Counting {
  readonly stop: () => Promise<void>;
}

/** Keeps the number of requests that wait for people, over all accounts, one account after the other. */
export function countOpenRequests(
  db: Database,
  { metrics, log, everyMs = EVERY_MS }: { readonly metrics: Metrics; readonly log: Log; readonly everyMs?: number },
): Counting {
  const stopping = new AbortController();
  const { signal } = stopping;
  async function run(): Promise<void> {
    while (!signal.aborted) {
      await count().catch((err: Error) => log.debug({ err }, 'the open requests could not be counted now'));
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
  async function count(): Promise<void> {
    let open = 0;
    for (const account of await accountIds(db)) {
      if (signal.aborted) return;
      open += await countApprovals(db, account);
    }
    metrics.openRequests.set(open);
  }
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
