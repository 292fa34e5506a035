import type { Chain } from '../../../domain/approval/chain.js';
import type { Verdict } from '../../../domain/gate/verdict.js';
import type { Digest } from '../../../domain/ledger.js';
import type { Risk } from '../../../domain/scales.js';
import type { Ledger } from '../../ledger/append.js';
import type { Database, Transaction } from '../database.js';
import { postRequest } from './posts.js';
import { entryOf, holdRecord, type Record } from './record.js';
import { requestId } from './requests.js';
import type { Known } from './standing.js';
import { type Judgement, judgeNow, outsideOf, reasonsOf, verdictJson } from './verdicts.js';

/** As with what is open: the last places are for people. */
const PENDING_MAX = { agent: 90, person: 100 } as const;
const REQUESTS_MAX = 2;

export interface Step {
  readonly account: string;
  readonly key: string;
  readonly round: number;
}

export interface Waited {
  readonly rule: string;
  readonly ms: number;
}

export interface Tools {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly digest: Digest;
}

export interface JudgedRow {
  readonly verdict: Verdict;
  readonly hash: string;
  /** Absent where it was judged before and is only said again. */
  readonly risk?: Risk;
  readonly because: string;
  /** Set where people are asked. */
  readonly request?: { readonly id: string; readonly withinMs: number };
  /** The plan that people approved is not the plan any more. */
  readonly stale: boolean;
  readonly now: number;
  /** A try before this one had judged already. */
  readonly again?: boolean;
}

/** Judges once a round: the row, the entry in the book and the request to people are one transaction. */
export function judgeRound(
  { db, ledger, digest }: Tools,
  step: Step,
  { known, waited }: { readonly known: Known; readonly waited?: Waited },
): Promise<JudgedRow> {
  const { account, key, round } = step;
  return db.withAccount(account, async (tx) => {
    const held = await holdRecord(tx, account, key);
    const earlier = await judgedBefore(tx, step);
    if (earlier) return earlier;
    const record = waited ? await addWaited(tx, held, waited) : held;
    const judgement = await judgeNow(tx, record, known, digest);
    const outside = outsideOf(record.proposal, judgement);
    const stale = outside !== undefined || (await isStale(tx, record, judgement.hash));
    const asked = !stale && judgement.verdict.decision === 'ask' ? await ask(tx, record, judgement, round) : undefined;
    const verdict = asked?.refused ? refusedAs(judgement.verdict, asked.refused) : judgement.verdict;
    const judged: JudgedRow = {
      ...{ verdict, hash: judgement.hash, risk: judgement.risk, stale, now: judgement.now },
      because: stale ? (outside ?? STALE) : reasonsOf(verdict),
      ...(asked?.id && { request: { id: asked.id, withinMs: asked.withinMs } }),
    };
    await keep(tx, record, round, judged);
    await ledger.appendIn(tx, account, entriesOf(record, round, judged));
    return judged;
  });
}

const STALE =
  'the plan that people approved is not the plan any more: the target, the policy or the action changed since';

function entriesOf({ proposal }: Record, round: number, { verdict, hash, because, stale, request }: JudgedRow) {
  const judged = entryOf(proposal, 'judged', String(round), {
    ...{ round, because, planHash: hash, decision: stale ? 'stale' : verdict.decision },
    rules: verdict.spoke.map(({ rule, says }) => `${rule}: ${says}`),
  });
  if (!request || !verdict.chain) return [judged];
  const steps = stepsJson(verdict.chain);
  return [judged, entryOf(proposal, 'asked', String(round), { request: request.id, planHash: hash, steps })];
}

/** A try before this one may have judged, and its answer was lost on the way: the same is said again. */
async function judgedBefore(tx: Transaction, { account, key, round }: Step): Promise<JudgedRow | undefined> {
  const [row] = await tx.query<{
    verdict: Verdict;
    hash: string;
    because: string;
    stale: boolean;
    now: number;
    request: string | null;
    left: number | null;
  }>(
    `SELECT j.verdict, j.plan_hash AS hash, j.because, j.stale, ms(clock()) AS now, r.id AS request, ms(r.deadline) - ms(clock()) AS left
     FROM judgement j LEFT JOIN request r ON r.account = j.account AND r.intervention = j.intervention AND r.round = j.round
     WHERE j.account = $1 AND j.intervention = $2 AND j.round = $3`,
    [account, key, round],
  );
  if (!row) return undefined;
  const { request, left, ...judged } = row;
  return {
    ...judged,
    again: true,
    ...(request !== null && { request: { id: request, withinMs: Math.max(0, left ?? 0) } }),
  };
}

function stepsJson({ steps }: Chain) {
  return steps.map(({ name, role, quorum, withinMs }) => ({ name, role, quorum, withinMs }));
}

async function addWaited(tx: Transaction, record: Record, { rule, ms }: Waited): Promise<Record> {
  const deferredMs = { ...record.deferredMs, [rule]: (record.deferredMs[rule] ?? 0) + ms };
  await tx.query('UPDATE intervention SET deferred_ms = $3 WHERE account = $1 AND key = $2', [
    record.proposal.account,
    record.proposal.key,
    JSON.stringify(deferredMs),
  ]);
  return { ...record, deferredMs };
}

/** People said yes to one plan. Where it is another now, their yes is worth nothing. */
async function isStale(tx: Transaction, { proposal }: Record, hash: string): Promise<boolean> {
  const others = await tx.query(
    `SELECT id FROM request WHERE account = $1 AND intervention = $2 AND state = 'approved' AND plan_hash <> $3 LIMIT 1`,
    [proposal.account, proposal.key, hash],
  );
  return others.length > 0;
}

interface Asked {
  readonly id?: string;
  readonly withinMs: number;
  readonly refused?: string;
}

async function ask(tx: Transaction, { proposal }: Record, { verdict, hash }: Judgement, round: number): Promise<Asked> {
  const { account, key } = proposal;
  const [first] = verdict.chain?.steps ?? [];
  if (!first || !verdict.chain) throw new Error('people are to be asked, and nobody is named');
  const [count] = await tx.query<{ own: number; open: number }>(
    `SELECT (SELECT count(*)::int FROM request WHERE account = $1 AND intervention = $2 AND round <> $3) AS own,
       (SELECT count(*)::int FROM request WHERE account = $1 AND state = 'open') AS open`,
    [account, key, round],
  );
  if ((count?.own ?? 0) >= REQUESTS_MAX)
    return { withinMs: 0, refused: 'people were asked twice already; propose it anew if it is still wanted' };
  const open = count?.open ?? 0;
  if (open >= PENDING_MAX[proposal.by.kind])
    return { withinMs: 0, refused: `${open} requests wait for people already: answer or withdraw some first` };
  const rules = verdict.spoke.filter(({ says }) => says === 'ask').map(({ rule }) => rule);
  const id = requestId(key, round);
  await tx.query(
    `INSERT INTO request (account, id, intervention, round, plan_hash, rules, chain, opened_at, deadline)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock(), clock() + make_interval(secs => $8 / 1000.0)) ON CONFLICT DO NOTHING`,
    [account, id, key, round, hash, rules, JSON.stringify(verdict.chain), first.withinMs],
  );
  await postRequest(tx, proposal, id);
  const [row] = await tx.query<{ left: number }>(
    'SELECT ms(deadline) - ms(clock()) AS left FROM request WHERE account = $1 AND id = $2',
    [account, id],
  );
  return { id, withinMs: Math.max(0, row?.left ?? 0) };
}

function refusedAs({ chain: _chain, ...verdict }: Verdict, because: string): Verdict {
  const spoken = {
    rule: 'asking',
    says: 'refuse',
    because,
    remedy: 'fewer requests wait, or it is proposed anew',
  } as const;
  return { ...verdict, decision: 'refuse', outcome: 'refused', spoke: [...verdict.spoke, spoken] };
}

async function keep(
  tx: Transaction,
  { proposal: { account, key } }: Record,
  round: number,
  { verdict, hash, risk, because, stale }: JudgedRow,
): Promise<void> {
  await tx.query(
    `INSERT INTO judgement (account, intervention, round, at, plan_hash, verdict, because, stale)
     VALUES ($1, $2, $3, clock(), $4, $5, $6, $7)`,
    [account, key, round, hash, JSON.stringify(verdictJson(verdict, risk)), because, stale],
  );
  await tx.query(
    'UPDATE intervention SET round = $3, plan_hash = $4, stage = $5, because = NULL WHERE account = $1 AND key = $2',
    [
      ...[account, key, round, hash],
      verdict.decision === 'ask' ? 'asking' : verdict.decision === 'defer' ? 'waiting' : 'judged',
    ],
  );
}
