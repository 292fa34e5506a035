import type { Json } from '../../../domain/canonical-json.js';
import type { EntryDraft, EntryKind } from '../../../domain/ledger.js';
import type { Plan } from '../../../domain/plan.js';
import { type Proposal, targetName } from '../../../domain/proposal.js';
import { actorOf } from '../../../domain/principal.js';
import type { Transaction } from '../database.js';

/** An intervention as it stands in its row. */
export interface Record {
  readonly proposal: Proposal;
  readonly stage: string;
  readonly plan?: Plan;
  readonly round: number;
  readonly deferredMs: Readonly<{ [rule: string]: number }>;
  readonly fence?: number;
  readonly begun: boolean;
  /** Somebody wants it no more, whether its workflow has heard of it or not. */
  readonly calledOff: boolean;
  readonly outcome?: string;
  readonly because?: string;
  readonly planHash?: string;
}

/** Reads it and holds it until the transaction ends: two steps of one intervention never run at once. */
export async function holdRecord(tx: Transaction, account: string, key: string): Promise<Record> {
  const [row] = await tx.query<{
    proposal: Proposal;
    stage: string;
    plan: Plan | null;
    plan_hash: string | null;
    round: number;
    deferred_ms: { [rule: string]: number };
    fence: string | null;
    begun: boolean;
    called_off: boolean;
    outcome: string | null;
    because: string | null;
  }>(
    `SELECT proposal, stage, plan, plan_hash, round, deferred_ms, fence, begun_at IS NOT NULL AS begun,
       called_off_at IS NOT NULL AS called_off, outcome, because
     FROM intervention WHERE account = $1 AND key = $2 FOR UPDATE`,
    [account, key],
  );
  if (!row) throw new Error(`there is no intervention ${key} in account ${account}`);
  return {
    ...{ proposal: row.proposal, stage: row.stage, round: row.round, deferredMs: row.deferred_ms },
    ...{ begun: row.begun, calledOff: row.called_off },
    ...(row.plan && { plan: row.plan }),
    ...(row.plan_hash !== null && { planHash: row.plan_hash }),
    ...(row.fence !== null && { fence: Number(row.fence) }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.because !== null && { because: row.because }),
  };
}

/** An entry of the book that tells of a step of an intervention. */
export function entryOf(
  proposal: Proposal,
  kind: EntryKind,
  step: string,
  data: { readonly [name: string]: Json },
): EntryDraft {
  return {
    kind,
    key: `${kind}/${proposal.key}${step === '' ? '' : `/${step}`}`,
    actor: kind === 'proposed' ? actorOf({ kind: proposal.by.kind, principal: proposal.by.id }) : 'reeve/spine',
    subject: targetName(proposal.target),
    correlation: proposal.correlation,
    action: proposal.action,
    ...(proposal.by.kind === 'agent' && { agent: proposal.by.id }),
    ...(typeof data['outcome'] === 'string' && { outcome: data['outcome'] }),
    data: { intervention: proposal.key, ...data },
  };
}
