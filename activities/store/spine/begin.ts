import { breakersOf, namesOf } from '../../../domain/breaker.js';
import type { Bucket } from '../../../domain/budget.js';
import type { Spoken, Verdict } from '../../../domain/gate/verdict.js';
import type { Transaction } from '../database.js';
import { holdBreakers, takeProbe } from './breakers.js';
import type { Step, Tools } from './judge.js';
import { takeLeases } from './leases.js';
import { entryOf, holdRecord, type Record } from './record.js';
import type { Known } from './standing.js';
import { judgeNow, outsideOf, reasonsOf } from './verdicts.js';

export type BegunRow = { readonly rules?: readonly Spoken[] } & (
  | { readonly state: 'begun'; readonly fence: number }
  | { readonly state: 'again' | 'held'; readonly because: string }
);

/**
 * Where reading turns into acting, in one transaction: everything that the verdict stood on is read once more, budgets are
 * taken, the targets are held and the intent is in the book. What differs is judged again.
 */
export function beginActing(
  { db, ledger, digest }: Tools,
  { account, key, round }: Step,
  { known, planHash, leaseMs }: { readonly known: Known; readonly planHash: string; readonly leaseMs: number },
): Promise<BegunRow> {
  return db.withAccount(account, async (tx) => {
    // One begin at a time in an account: whoever counts a budget sees what the others took.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`begin/${account}`]);
    const record = await holdRecord(tx, account, key);
    if (record.begun) return { state: 'begun', fence: record.fence ?? 0 };
    // Held before it is judged: the probe that the verdict let through is the one that is taken.
    const breakers = await holdBreakers(tx, account, namesOf(breakersOf(record.proposal, known.card)));
    const judgement = await judgeNow(tx, record, known, digest);
    const { verdict, hash, buckets, now } = judgement;
    const outside = outsideOf(record.proposal, judgement);
    if (outside !== undefined) return { state: 'again', because: outside, rules: verdict.spoke };
    if (verdict.decision !== 'proceed') return { state: 'again', because: reasonsOf(verdict), rules: verdict.spoke };
    if (hash !== planHash) return { state: 'again', because: 'the plan is another one now' };
    const leases = await takeLeases(tx, record, leaseMs);
    if (leases.holder !== undefined) return heldBy(tx, record, `${leases.target} is held by ${leases.holder}`);
    await reserve(
      tx,
      record,
      buckets.filter(({ kind }) => kind === 'rate' || goesByItself(verdict)),
    );
    for (const breaker of breakers) await takeProbe(tx, breaker, { account, key, now });
    await tx.query(
      `UPDATE intervention SET stage = 'acting', because = NULL, begun_at = clock(), fence = $3 WHERE account = $1 AND key = $2`,
      [account, key, leases.fence],
    );
    await ledger.appendIn(tx, account, [
      entryOf(record.proposal, 'intent', '', {
        round,
        planHash: hash,
        fence: leases.fence,
        rules: verdict.spoke.map(({ rule, says }) => `${rule}: ${says}`),
      }),
    ]);
    return { state: 'begun', fence: leases.fence, rules: verdict.spoke };
  });
}

/** Whoever asks sees what it waits for, also where nobody opens the run. */
async function heldBy(tx: Transaction, { proposal: { account, key } }: Record, because: string): Promise<BegunRow> {
  await tx.query(`UPDATE intervention SET stage = 'waiting', because = $3 WHERE account = $1 AND key = $2`, [
    ...[account, key],
    because,
  ]);
  return { state: 'held', because };
}

/** What people said yes to, or granted with its parent, is no fix of its own accord and spends no consent. */
function goesByItself({ spoke }: Verdict): boolean {
  return !spoke.some(({ says }) => says === 'satisfied');
}

async function reserve(tx: Transaction, { proposal }: Record, buckets: readonly Bucket[]): Promise<void> {
  await tx.query(
    `INSERT INTO reservation (account, intervention, bucket, at) SELECT $1, $2, b, clock() FROM unnest($3::text[]) AS b`,
    [proposal.account, proposal.key, buckets.map(({ bucket }) => bucket)],
  );
}
