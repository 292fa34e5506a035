import type { Json } from '../../../domain/canonical-json.js';
import type { Plan } from '../../../domain/plan.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Database, Transaction } from '../database.js';
import { type UndoAttempt, undoAttempts } from '../spine/undone.js';

export interface InterventionFilter {
  readonly open?: boolean;
  readonly outcome?: string;
  readonly target?: string;
  readonly action?: string;
  /** As it is written in rows: `person/ada`, `agent/night-watch`. */
  readonly proposer?: string;
  /** The key of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

export interface ListedIntervention {
  readonly key: string;
  readonly action: string;
  readonly target: string;
  readonly proposer: string;
  readonly origin: string;
  readonly severity: string;
  readonly summary: string;
  readonly stage: string;
  readonly proposedAt: Date;
  readonly outcome?: string;
  readonly because?: string;
  readonly endedAt?: Date;
}

const LISTED = `key, action, target, proposer, origin, severity, proposal ->> 'summary' AS summary, stage,
  proposed_at AS "proposedAt", outcome, because, ended_at AS "endedAt"`;

/** The newest first, a page at a time. */
export function listInterventions(
  db: Database,
  account: string,
  { open, outcome, target, action, proposer, after, limit }: InterventionFilter,
): Promise<readonly ListedIntervention[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedIntervention & Record<string, unknown>>(
      `SELECT ${LISTED} FROM intervention
       WHERE account = $1 AND ($2::boolean IS NULL OR (outcome IS NULL) = $2) AND ($3::text IS NULL OR outcome = $3)
         AND ($4::text IS NULL OR target = $4) AND ($5::text IS NULL OR action = $5) AND ($6::text IS NULL OR proposer = $6)
         AND ($7::text IS NULL
           OR (proposed_at, key) < (SELECT proposed_at, key FROM intervention WHERE account = $1 AND key = $7))
       ORDER BY proposed_at DESC, key DESC LIMIT $8`,
      [
        ...[account, open ?? null, outcome ?? null, target ?? null, action ?? null, proposer ?? null, after ?? null],
        limit,
      ],
    );
    return rows.map(withoutNulls);
  });
}

export interface JudgementRow {
  readonly round: number;
  readonly at: Date;
  readonly planHash: string;
  readonly because: string;
  readonly stale: boolean;
  readonly verdict: { readonly [name: string]: Json };
}

export interface AnswerRow {
  readonly id: string;
  readonly step: number;
  readonly person: string;
  readonly says: string;
  readonly reason?: string;
  readonly delegate?: string;
  readonly door: string;
  readonly at: Date;
}

export interface EffectRow {
  readonly key: string;
  readonly step: string;
  readonly begunAt: Date;
  readonly receipt?: Json;
  readonly receivedAt?: Date;
}

export interface EntryRow {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string;
  readonly data: { readonly [name: string]: Json };
}

export interface RequestSummary {
  readonly id: string;
  readonly round: number;
  readonly state: string;
  readonly step: number;
  readonly planHash: string;
  readonly rules: readonly string[];
  readonly chain: { readonly steps: readonly { readonly [name: string]: Json }[] };
  readonly openedAt: Date;
  readonly deadline: Date;
  readonly closedAt?: Date;
  readonly answers: readonly AnswerRow[];
}

export interface WholeIntervention extends ListedIntervention {
  readonly proposal: Proposal;
  readonly plan?: Plan;
  readonly planHash?: string;
  readonly begunAt?: Date;
  readonly judgements: readonly JudgementRow[];
  readonly requests: readonly RequestSummary[];
  readonly effects: readonly EffectRow[];
  readonly entries: readonly EntryRow[];
  /** What was proposed to put it back. */
  readonly undos: readonly UndoAttempt[];
}

/** Everything that is known of one, as it was at one instant. */
export function readIntervention(db: Database, account: string, key: string): Promise<WholeIntervention | undefined> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<Omit<WholeIntervention, 'judgements'> & Record<string, unknown>>(
      `SELECT ${LISTED}, proposal, plan, plan_hash AS "planHash", begun_at AS "begunAt"
       FROM intervention WHERE account = $1 AND key = $2`,
      [account, key],
    );
    if (!row) return undefined;
    return {
      ...withoutNulls(row),
      judgements: await judgementsOf(tx, account, key),
      requests: await requestsOf(tx, account, key),
      effects: await effectsOf(tx, account, key),
      entries: await entriesOf(tx, row.proposal),
      undos: await undoAttempts(tx, { account, ...row }),
    };
  });
}

function judgementsOf(tx: Transaction, account: string, key: string): Promise<readonly JudgementRow[]> {
  return tx.query<JudgementRow & Record<string, unknown>>(
    `SELECT round, at, plan_hash AS "planHash", because, stale, verdict FROM judgement
     WHERE account = $1 AND intervention = $2 ORDER BY round LIMIT 200`,
    [account, key],
  );
}

async function requestsOf(tx: Transaction, account: string, key: string): Promise<readonly RequestSummary[]> {
  const requests = await tx.query<Omit<RequestSummary, 'answers'> & Record<string, unknown>>(
    `SELECT id, round, state, step, plan_hash AS "planHash", rules, chain, opened_at AS "openedAt", deadline,
       closed_at AS "closedAt" FROM request WHERE account = $1 AND intervention = $2 ORDER BY round`,
    [account, key],
  );
  const answers = await tx.query<AnswerRow & { readonly request: string } & Record<string, unknown>>(
    `SELECT request, id, step, person, says, reason, delegate, door, at FROM answer
     WHERE account = $1 AND request = ANY ($2) ORDER BY at, id LIMIT 500`,
    [account, requests.map(({ id }) => id)],
  );
  return requests.map((request) => ({
    ...withoutNulls(request),
    answers: answers
      .filter((answer) => answer.request === request.id)
      .map(({ request: _of, ...one }) => withoutNulls(one)),
  }));
}

async function effectsOf(tx: Transaction, account: string, key: string): Promise<readonly EffectRow[]> {
  const rows = await tx.query<EffectRow & Record<string, unknown>>(
    `SELECT key, step, begun_at AS "begunAt", receipt, received_at AS "receivedAt" FROM effect
     WHERE account = $1 AND intervention = $2 ORDER BY begun_at LIMIT 100`,
    [account, key],
  );
  return rows.map(withoutNulls);
}

/** By the correlation, which the book can look up, and of those the ones that name this intervention. */
async function entriesOf(tx: Transaction, { account, key, correlation }: Proposal): Promise<readonly EntryRow[]> {
  const rows = await tx.query<{ seq: string; at: string; kind: string; actor: string; data: EntryRow['data'] }>(
    `SELECT seq, at_ms AS at, kind, actor, body::jsonb -> 'data' AS data FROM ledger
     WHERE account = $1 AND correlation = $2 AND body::jsonb -> 'data' ->> 'intervention' = $3 ORDER BY seq LIMIT 500`,
    [account, correlation, key],
  );
  return rows.map(({ seq, at, ...entry }) => ({ ...entry, seq: Number(seq), at: new Date(Number(at)) }));
}

/** What a row has not is left out, not said as null. */
export function withoutNulls<Row extends object>(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Row;
}
