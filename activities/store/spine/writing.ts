import type { Json } from '../../../domain/canonical-json.js';
import type { Standing } from '../../../domain/gate/standing.js';
import type { Verdict } from '../../../domain/gate/verdict.js';
import type { Database } from '../database.js';
import { noteSuccess } from './breakers.js';
import type { Tools } from './judge.js';
import { holdsFence, renewLeases } from './leases.js';
import { entryOf, holdRecord } from './record.js';
import type { Known } from './standing.js';
import { judgeNow } from './verdicts.js';

/** Rules that stop work which has begun. Budgets, windows and asks were settled when it began. */
const LEASH = new Set([
  ...['readable', 'kill-switch', 'freeze', 'proposer-state', 'trust-floor', 'tier', 'role', 'blocked', 'namespace'],
  ...['capability', 'stage', 'scope-risk', 'patrol-level', 'assistant-level'],
]);
/** Levels are lowered to stop what goes by itself: where one asks now, and nobody has answered it, nothing more is written. */
const LEVELS = new Set(['patrol-level', 'assistant-level']);

export type Leave =
  /** Why nothing more may be written. */
  | { readonly because: string }
  /** `first`: nothing of this effect was sent before. */
  | { readonly first: boolean };

export interface Write {
  readonly known: Known;
  readonly fence: number;
  readonly leaseMs: number;
  readonly step: 'apply' | 'undo';
  readonly effect: string;
}

/**
 * Whether the next write is allowed. That it is sent is noted in the same transaction, before it is: a crash in between is
 * then known, and what was never allowed leaves no trace of a sending.
 */
export function leaveToWrite(
  { db, digest }: Tools,
  ref: { readonly account: string; readonly key: string },
  write: Write,
): Promise<Leave> {
  const { known, fence, leaseMs, step, effect } = write;
  return db.withAccount(ref.account, async (tx) => {
    const record = await holdRecord(tx, ref.account, ref.key);
    if (record.outcome !== undefined) return { because: `it has ended already: ${record.outcome}` };
    if (step === 'apply' && record.calledOff) return { because: 'it was called off' };
    if (!(await holdsFence(tx, record, fence))) return { because: 'its lease was lost to somebody else, or ran out' };
    const { verdict, standing } = await judgeNow(tx, record, known, digest);
    const because = step === 'undo' ? undoLeash(standing) : applyLeash(verdict);
    if (because !== undefined) return { because };
    await renewLeases(tx, record, leaseMs);
    const made = await tx.query(
      `INSERT INTO effect (account, key, intervention, step, begun_at) VALUES ($1, $2, $3, $4, clock())
       ON CONFLICT (account, key) DO NOTHING RETURNING key`,
      [ref.account, effect, ref.key, step],
    );
    return { first: made.length > 0 };
  });
}

function applyLeash({ spoke }: Verdict): string | undefined {
  const stops = (says: string, rule: string) =>
    says === 'refuse' || says === 'record' || (says === 'ask' && LEVELS.has(rule));
  return spoke.find(({ rule, says }) => LEASH.has(rule) && stops(says, rule))?.because;
}

/** Putting things back is let through a freeze and a pause; the kill switch and a revocation stop even that. */
function undoLeash({ killSwitch, proposer }: Pick<Standing, 'killSwitch' | 'proposer'>): string | undefined {
  if (killSwitch) return `the kill switch is on (${killSwitch.by}: ${killSwitch.reason})`;
  return proposer.state === 'revoked' ? `${proposer.kind} ${proposer.id} is revoked` : undefined;
}

/** What is known of an effect; undefined where nothing was sent. */
export async function readEffect(
  db: Database,
  account: string,
  effect: string,
): Promise<{ readonly receipt?: Json } | undefined> {
  const [row] = await db.withAccount(account, (tx) =>
    tx.query<{ receipt: Json }>('SELECT receipt FROM effect WHERE account = $1 AND key = $2', [account, effect]),
  );
  return row && (row.receipt === null ? {} : { receipt: row.receipt });
}

export interface Received {
  readonly effect: string;
  readonly step: 'apply' | 'undo';
  readonly receipt: Json;
  /** The breakers that hear of a success. */
  readonly breakers?: readonly string[];
}

/** What came back: in the row, in the book and at the breaker, once. */
export function noteReceipt(
  { db, ledger }: Tools,
  { account, key }: { readonly account: string; readonly key: string },
  { effect, step, receipt, breakers = [] }: Received,
): Promise<void> {
  return db.withAccount(account, async (tx) => {
    const { proposal } = await holdRecord(tx, account, key);
    const fresh = await tx.query(
      `UPDATE effect SET receipt = $3, received_at = clock() WHERE account = $1 AND key = $2 AND receipt IS NULL RETURNING key`,
      [account, effect, JSON.stringify(receipt)],
    );
    if (fresh.length === 0) return;
    await noteSuccess(tx, account, breakers);
    await ledger.appendIn(tx, account, [entryOf(proposal, 'receipt', step, { step, effect, receipt })]);
  });
}
