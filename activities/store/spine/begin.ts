import { breakerOf } from '../../../domain/breaker.js';
import type { Bucket } from '../../../domain/budget.js';
import { targetName } from '../../../domain/proposal.js';
import type { Spoken } from '../../../domain/gate/verdict.js';
import type { Transaction } from '../database.js';
import { holdBreaker, takeProbe } from './breakers.js';
import type { Step, Tools } from './judge.js';
import { entryOf, holdRecord, type Record } from './record.js';
import type { Known } from './standing.js';
import { judgeNow, reasonsOf } from './verdicts.js';

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
    const breaker = await holdBreaker(tx, account, breakerOf(record.proposal));
    const { verdict, hash, buckets, now } = await judgeNow(tx, record, known, digest);
    if (verdict.decision !== 'proceed') return { state: 'again', because: reasonsOf(verdict), rules: verdict.spoke };
    if (hash !== planHash) return { state: 'again', because: 'the plan is another one now' };
    const leases = await takeLeases(tx, record, leaseMs);
    if (leases.holder !== undefined) return { state: 'held', because: `${leases.target} is held by ${leases.holder}` };
    await reserve(tx, record, buckets);
    if (breaker) await takeProbe(tx, breaker, { account, key, now });
    await tx.query(
      `UPDATE intervention SET stage = 'acting', begun_at = clock(), fence = $3 WHERE account = $1 AND key = $2`,
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

interface Leases {
  readonly fence: number;
  readonly holder?: string;
  readonly target?: string;
}

/** All or none, in one order for everybody. A child works under its parent's lease. */
async function takeLeases(tx: Transaction, { proposal, plan }: Record, leaseMs: number): Promise<Leases> {
  const { account, key, parent } = proposal;
  const targets = [...new Set((plan?.touches ?? [proposal.target]).map(targetName))].toSorted();
  await tx.query(
    `INSERT INTO lease (account, target, fence, held_until) SELECT $1, t, 0, '-infinity' FROM unnest($2::text[]) AS t
     ON CONFLICT DO NOTHING`,
    [account, targets],
  );
  const rows = await tx.query<{ target: string; holder: string | null; held: boolean; fence: string }>(
    `SELECT target, holder, held_until > clock() AS held, fence FROM lease WHERE account = $1 AND target = ANY ($2)
     ORDER BY target FOR UPDATE`,
    [account, targets],
  );
  const foreign = rows.find(({ holder, held }) => held && holder !== null && holder !== key && holder !== parent);
  if (foreign) return { fence: 0, holder: foreign.holder ?? '', target: foreign.target };
  // One number for all of them, above every earlier one.
  const fence = Math.max(...rows.map((row) => Number(row.fence))) + 1;
  await tx.query(
    `UPDATE lease SET fence = $3, holder = $4, held_until = clock() + make_interval(secs => $5 / 1000.0)
     WHERE account = $1 AND target = ANY ($2)`,
    [account, targets, fence, key, leaseMs],
  );
  return { fence };
}

async function reserve(tx: Transaction, { proposal }: Record, buckets: readonly Bucket[]): Promise<void> {
  await tx.query(
    `INSERT INTO reservation (account, intervention, bucket, at) SELECT $1, $2, b, clock() FROM unnest($3::text[]) AS b`,
    [proposal.account, proposal.key, buckets.map(({ bucket }) => bucket)],
  );
}
