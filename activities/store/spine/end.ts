import { changesNothing } from '../../../domain/plan.js';
import { storable } from '../../../domain/wording.js';
import { dropProbe } from './breakers.js';
import type { Tools } from './judge.js';
import { freeLeases } from './leases.js';
import { noticeEnd } from './notices.js';
import { touchPosts } from './posts.js';
import { entryOf, holdRecord } from './record.js';
import { moveTrust } from './trust.js';

export interface End {
  readonly account: string;
  readonly key: string;
  readonly outcome: string;
  readonly because: string;
  /** What ended it says nothing of who proposed it. */
  readonly fromOutside?: boolean;
}

export interface Ended {
  readonly action: string;
  /** The first one stands. */
  readonly outcome: string;
  readonly again: boolean;
}

const BECAUSE_CHARS_MAX = 2000;

/** Work that never wrote gives its budgets back; all other spent them, whatever it came to. Only the consent of a module is for what came about. */
const RELEASES = new Set([
  'refused',
  'recorded',
  'rejected',
  'expired',
  'stale',
  'changes-requested',
  'withdrawn',
  'cancelled',
]);

/** One outcome an intervention: the row, the leases, the budgets, the notice and the entry, or none of them. */
export function endIntervention(
  { db, ledger }: Tools,
  { account, key, outcome, fromOutside, ...end }: End,
): Promise<Ended> {
  // Others have a say in it, and what can't be kept would keep it from ever ending.
  const because = storable(end.because, BECAUSE_CHARS_MAX);
  return db.withAccount(account, async (tx) => {
    const { proposal, plan, outcome: ended } = await holdRecord(tx, account, key);
    if (ended !== undefined) return { action: proposal.action, outcome: ended, again: true };
    await tx.query(
      `UPDATE intervention SET stage = 'ended', outcome = $3, because = $4, ended_at = clock() WHERE account = $1 AND key = $2`,
      [account, key, outcome, because],
    );
    // Before the leases, as where both are taken.
    await dropProbe(tx, account, key);
    await freeLeases(tx, account, key);
    await tx.query(
      `UPDATE reservation SET state = CASE WHEN $3 OR ($4 AND bucket LIKE 'consent/%') THEN 'released' ELSE 'spent' END
       WHERE account = $1 AND intervention = $2 AND state = 'reserved'`,
      [...[account, key], RELEASES.has(outcome), outcome === 'failed'],
    );
    await tx.query(
      `UPDATE request SET state = 'withdrawn', closed_at = clock() WHERE account = $1 AND intervention = $2 AND state = 'open'`,
      [account, key],
    );
    await touchPosts(tx, account, key);
    if (proposal.undoes !== undefined) await touchPosts(tx, account, proposal.undoes);
    await noticeEnd(tx, proposal, { outcome, because });
    // Else an agent would earn trust with wishes that are fulfilled already.
    const silent = fromOutside === true || (outcome === 'verified' && plan !== undefined && changesNothing(plan));
    await ledger.appendIn(tx, account, [
      entryOf(proposal, 'outcome', '', { outcome, because }),
      ...(silent ? [] : await moveTrust(tx, proposal, outcome)),
    ]);
    return { action: proposal.action, outcome, again: false };
  });
}
