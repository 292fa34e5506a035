import type { Json } from '../../../domain/canonical-json.js';
import type { Standing } from '../../../domain/gate/standing.js';
import type { Database, Transaction } from '../database.js';
import type { Tools } from './judge.js';
import { entryOf, holdRecord, type Record } from './record.js';
import type { Known } from './standing.js';
import { judgeNow } from './verdicts.js';

/** Rules that stop work which has begun. Budgets, windows and asks were settled when it began. */
const LEASH = new Set([
  ...['readable', 'kill-switch', 'freeze', 'proposer-state', 'trust-floor', 'tier', 'role', 'blocked', 'namespace'],
  ...['capability', 'stage', 'scope-risk', 'patrol-level', 'assistant-level'],
]);
/** Why nothing more may be written; undefined when the next write is allowed. */
export function leashSays(
  { db, digest }: Tools,
  ref: { readonly account: string; readonly key: string },
  { known, fence, step }: { readonly known: Known; readonly fence: number; readonly step: 'apply' | 'undo' },
): Promise<string | undefined> {
  return db.withAccount(ref.account, async (tx) => {
    const record = await holdRecord(tx, ref.account, ref.key);
    if (record.outcome !== undefined) return `it has ended already: ${record.outcome}`;
    if (!(await holdsFence(tx, record, fence))) return 'its lease was lost to somebody else, or ran out';
    const { verdict, standing } = await judgeNow(tx, record, known, digest);
    if (step === 'undo') return undoLeash(standing);
    return verdict.spoke.find(({ rule, says }) => (says === 'refuse' || says === 'record') && LEASH.has(rule))?.because;
  });
}

/** Putting things back is let through a freeze and a pause; the kill switch and a revocation stop even that. */
function undoLeash({ killSwitch, proposer }: Pick<Standing, 'killSwitch' | 'proposer'>): string | undefined {
  if (killSwitch) return `the kill switch is on (${killSwitch.by}: ${killSwitch.reason})`;
  return proposer.state === 'revoked' ? `${proposer.kind} ${proposer.id} is revoked` : undefined;
}

async function holdsFence(tx: Transaction, { proposal }: Record, fence: number): Promise<boolean> {
  const lost = await tx.query(
    `SELECT target FROM lease WHERE account = $1 AND holder = $2 AND (fence <> $3 OR held_until <= clock())
     UNION ALL SELECT 'none' WHERE NOT EXISTS (SELECT 1 FROM lease WHERE account = $1 AND holder = $2 AND fence = $3)`,
    [proposal.account, proposal.key, fence],
  );
  return lost.length === 0;
}

/** Written before anything is sent, so that a crash in between is known. `again`: a try before this one wrote it. */
export function noteSending(
  db: Database,
  { account, key }: { readonly account: string; readonly key: string },
  { effect, step }: { readonly effect: string; readonly step: 'apply' | 'undo' },
): Promise<{ readonly again: boolean; readonly receipt?: Json }> {
  return db.withAccount(account, async (tx) => {
    const made = await tx.query(
      `INSERT INTO effect (account, key, intervention, step, begun_at) VALUES ($1, $2, $3, $4, clock())
       ON CONFLICT (account, key) DO NOTHING RETURNING key`,
      [account, effect, key, step],
    );
    if (made.length > 0) return { again: false };
    const [row] = await tx.query<{ receipt: Json }>('SELECT receipt FROM effect WHERE account = $1 AND key = $2', [
      account,
      effect,
    ]);
    return { again: true, ...(row?.receipt !== null && row?.receipt !== undefined && { receipt: row.receipt }) };
  });
}

/** What came back, in the row and in the book. */
export function noteReceipt(
  { db, ledger }: Tools,
  { account, key }: { readonly account: string; readonly key: string },
  { effect, step, receipt }: { readonly effect: string; readonly step: 'apply' | 'undo'; readonly receipt: Json },
): Promise<void> {
  return db.withAccount(account, async (tx) => {
    const { proposal } = await holdRecord(tx, account, key);
    const fresh = await tx.query(
      `UPDATE effect SET receipt = $3, received_at = clock() WHERE account = $1 AND key = $2 AND receipt IS NULL RETURNING key`,
      [account, effect, JSON.stringify(receipt)],
    );
    if (fresh.length > 0)
      await ledger.appendIn(tx, account, [entryOf(proposal, 'receipt', step, { step, effect, receipt })]);
  });
}
