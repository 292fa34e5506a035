import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { KeyReused, LedgerBroken } from './accept/refused.js';

/** More wait than can be written soon: nothing was taken, and it may be sent again in a moment. */
export class Crowded extends Error {
  override name = 'Crowded';
}

export interface GroupBounds {
  /** So many are written at once. */
  readonly groupMax?: number;
  /** So many of one account may wait; who comes after is refused at once. */
  readonly waitingMax?: number;
  /** So long the first of a group waits for others, where the writers don't come together by themselves. */
  readonly lingerMs?: number;
}

interface Waiting<Draft, Done> {
  readonly draft: Draft;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: Error) => void;
}

/** Gathers what waits for one account at the same time into one write, in the order in which it came. */
export function groupWriter<Draft, Done>(
  write: (account: string, drafts: readonly Draft[]) => Promise<readonly Done[]>,
  { groupMax = 500, waitingMax = Number.POSITIVE_INFINITY, lingerMs = 0 }: GroupBounds = {},
): (account: string, draft: Draft) => Promise<Done> {
  type Group = readonly Waiting<Draft, Done>[];
  const queues = new Map<string, Waiting<Draft, Done>[]>();

  async function settle(account: string, group: Group): Promise<void> {
    const drafts = group.map(({ draft }) => draft);
    const done = await write(account, drafts);
    group.forEach(({ resolve }, index) => resolve(done[index] as Done));
  }

  async function writeGroup(account: string, group: Group): Promise<void> {
    try {
      await settle(account, group);
    } catch (error) {
      // One bad draft must not take its neighbours with it: whatever it was, each is tried alone.
      if (group.length > 1 && !(error instanceof LedgerBroken)) await writeApart(account, group);
      else for (const { reject } of group) reject(error as Error);
    }
  }

  async function writeApart(account: string, group: Group): Promise<void> {
    for (const [index, one] of group.entries()) {
      try {
        await settle(account, [one]);
      } catch (error) {
        one.reject(error as Error);
        if (isOfOneDraft(error)) continue;
        // A database that is away is asked once more, not once for each.
        for (const { reject } of group.slice(index + 1)) reject(error as Error);
        return;
      }
    }
  }

  async function drain(account: string, queue: Waiting<Draft, Done>[]): Promise<void> {
    do {
      // A turn of the event loop: writers that were just answered, or that arrive together, share the next commit.
      await (lingerMs > 0 && queue.length < groupMax ? pause(lingerMs) : turn());
      await writeGroup(account, queue.splice(0, groupMax));
      await turn();
    } while (queue.length > 0);
    queues.delete(account);
  }

  return (account, draft) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(account);
      if (queue && queue.length >= waitingMax) {
        reject(new Crowded('more wait here than can be written soon: nothing was taken, send it again in a moment'));
        return;
      }
      if (queue) {
        queue.push({ draft, resolve, reject });
        return;
      }
      const fresh = [{ draft, resolve, reject }];
      queues.set(account, fresh);
      void drain(account, fresh);
    });
}

/** Whether a failure says something of that draft alone, and nothing of the next one. */
function isOfOneDraft(error: unknown): boolean {
  if (error instanceof KeyReused || error instanceof RangeError || error instanceof TypeError) return true;
  // What PostgreSQL answers about data, a constraint or a limit. The rest is about the server, the connection or the rights.
  return error instanceof pg.DatabaseError && /^(?:22|23|54)/.test(error.code ?? '');
}
