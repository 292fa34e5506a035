import type { Chain } from '../../../domain/approval/chain.js';
import { type Answers, ANSWERS, type AnswerWord, delegatedTo } from '../../../domain/approval/tally.js';
import { type Voter, whyNot } from '../../../domain/approval/vote.js';
import type { Effect, Plan } from '../../../domain/plan.js';
import type { Caller, PrincipalState } from '../../../domain/principal.js';
import type { Proposal } from '../../../domain/proposal.js';
import { mayAct, type Role } from '../../../domain/roles.js';
import { KINDS } from '../../../domain/sensing/index.js';
import { seenIn } from '../../../domain/sensing/runbooks.js';
import type { Payload } from '../../../domain/sensing/sensor.js';
import type { Database, Transaction } from '../database.js';
import { answersOf, fourEyesWaived } from '../spine/requests.js';

/** What was seen that the wish answers. */
export interface Evidence {
  readonly condition: string;
  /** In words. */
  readonly title: string;
  readonly open: boolean;
  readonly seen: readonly { readonly name: string; readonly value: string }[];
}

/** A question to people, as anybody may see it. */
export interface Asked {
  readonly id: string;
  readonly intervention: string;
  readonly state: string;
  readonly action: string;
  readonly target: string;
  readonly proposer: string;
  readonly forUser?: string;
  readonly severity: string;
  /** As it counted when people were asked: a row can make an action weigh more. Absent for what was asked before that was kept. */
  readonly risk?: string;
  readonly summary: string;
  readonly parameters: Proposal['parameters'];
  /** Absent where nothing that a sensor saw stands behind it. */
  readonly evidence?: Evidence;
  /** Sent back with the answer, so that nobody answers for another plan than the one that was read. */
  readonly planHash: string;
  readonly effects: readonly Effect[];
  readonly blast?: Plan['blast'];
  readonly undoable: boolean;
  readonly rules: readonly { readonly rule: string; readonly because: string; readonly remedy: string }[];
  readonly step: { readonly name: string; readonly role: string; readonly number: number; readonly of: number };
  readonly said: readonly { readonly person: string; readonly says: string; readonly reason?: string }[];
  /** How many more people must say yes in this step. */
  readonly missing: number;
  readonly openedAt: Date;
  readonly deadline: Date;
  readonly leftMs: number;
  /** False where a button in a chat is not enough to say yes. */
  readonly chat: boolean;
  /** How the intervention ended, once it has. */
  readonly outcome?: string;
  readonly because?: string;
}

/** The same, with what the caller may say to it. */
export interface Approval extends Asked {
  /** What the caller may say here; of each other word, why not. */
  readonly may: readonly AnswerWord[];
  readonly mayNot: Readonly<Partial<Record<AnswerWord, string>>>;
}

interface Row {
  readonly id: string;
  readonly intervention: string;
  readonly state: string;
  readonly proposal: Proposal;
  readonly target: string;
  readonly proposer: string;
  readonly plan: Plan | null;
  readonly planHash: string;
  readonly chain: Chain;
  readonly step: number;
  readonly spoke: readonly {
    readonly rule: string;
    readonly says: string;
    readonly because: string;
    readonly remedy: string;
  }[];
  readonly risk: string | null;
  readonly openedAt: Date;
  readonly deadline: Date;
  readonly leftMs: number;
  readonly outcome: string | null;
  readonly because: string | null;
  readonly condition: string | null;
  readonly kind: string | null;
  readonly isOpen: boolean | null;
  readonly payload: Payload | null;
}

const SEEN_MAX = 20;
const SEEN_CHARS_MAX = 300;
const SELECT = `SELECT r.id, r.intervention, CASE WHEN r.state = 'open' AND r.deadline <= clock() THEN 'expired' ELSE r.state END AS state,
   i.proposal, i.target, i.proposer, i.plan, r.plan_hash AS "planHash", r.chain, r.step, j.verdict -> 'spoke' AS spoke,
   j.verdict ->> 'risk' AS risk,
   r.opened_at AS "openedAt", r.deadline, greatest(0, ms(r.deadline) - ms(clock())) AS "leftMs", i.outcome, i.because,
   c.id AS condition, c.kind, c.closed_at IS NULL AS "isOpen", c.payload
 FROM request r JOIN intervention i ON i.account = r.account AND i.key = r.intervention
 JOIN judgement j ON j.account = r.account AND j.intervention = r.intervention AND j.round = r.round
 LEFT JOIN condition c ON c.account = r.account AND c.id = i.proposal -> 'why' ->> 0
 WHERE r.account = $1`;

/** What waits for people, the most urgent first. Bounded by the number of requests that may be open in an account. */
export function listApprovals(db: Database, caller: Caller): Promise<readonly Approval[]> {
  return db.withAccount(caller.account, async (tx) => {
    const rows = await tx.query<Row & Record<string, unknown>>(
      `${SELECT} AND r.state = 'open' AND r.deadline > clock() ORDER BY r.deadline, r.id LIMIT 500`,
      [caller.account],
    );
    return shown(tx, caller, rows);
  });
}

/** How many wait for people, whoever may answer them. */
export function countApprovals(db: Database, account: string): Promise<number> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM request WHERE account = $1 AND state = 'open' AND deadline > clock()`,
      [account],
    );
    return row?.n ?? 0;
  });
}

export function readApproval(db: Database, caller: Caller, id: string): Promise<Approval | undefined> {
  return db.withAccount(caller.account, async (tx) => {
    const rows = await tx.query<Row & Record<string, unknown>>(`${SELECT} AND r.id = $2`, [caller.account, id]);
    return (await shown(tx, caller, rows))[0];
  });
}

/** One request as it stands, for who only tells of it. */
export async function readAsked(tx: Transaction, account: string, id: string): Promise<Asked | undefined> {
  const [row] = await tx.query<Row & Record<string, unknown>>(`${SELECT} AND r.id = $2`, [account, id]);
  return row && askedOf(row, await answersOf(tx, account, id));
}

async function shown(tx: Transaction, caller: Caller, rows: readonly Row[]): Promise<readonly Approval[]> {
  const waived = await fourEyesWaived(tx, caller.account);
  const voter = await voterOf(tx, caller);
  const approvals: Approval[] = [];
  for (const row of rows) {
    const answers = await answersOf(tx, caller.account, row.id);
    approvals.push({ ...askedOf(row, answers), ...wordsFor(row, answers, { voter, waived }) });
  }
  return approvals;
}

async function voterOf(tx: Transaction, caller: Caller): Promise<Voter> {
  const { account, principal, kind, roles: carried, chat } = caller;
  const [row] = await tx.query<{ roles: readonly Role[]; state: PrincipalState }>(
    'SELECT roles, state FROM principal WHERE account = $1 AND id = $2',
    [account, principal],
  );
  return {
    id: principal,
    kind,
    carried,
    roles: row?.roles ?? [],
    state: row?.state ?? 'revoked',
    ...(chat && { chat }),
  };
}

function askedOf(row: Row, answers: Answers): Asked {
  const { proposal, plan, chain } = row;
  const here = answers.filter(({ step }) => step === row.step);
  const step = chain.steps[row.step];
  const yes = here.filter(
    ({ says, state, roles, person }) =>
      says === 'approve' && state === 'active' && step && (mayAct(roles, step.role) || delegatedTo(here, person)),
  );
  return {
    ...{ id: row.id, intervention: row.intervention, state: row.state, action: proposal.action, target: row.target },
    ...{ proposer: row.proposer, severity: proposal.severity, summary: proposal.summary },
    ...(row.risk !== null && { risk: row.risk }),
    ...(proposal.forUser !== undefined && { forUser: proposal.forUser }),
    ...evidenceOf(row),
    ...{ parameters: proposal.parameters, planHash: row.planHash, effects: plan?.effects ?? [] },
    ...(plan && { blast: plan.blast }),
    undoable: plan !== null && plan.inverse !== null,
    rules: row.spoke
      .filter(({ says }) => says === 'ask')
      .map(({ rule, because, remedy }) => ({ rule, because, remedy })),
    step: { name: step?.name ?? '', role: step?.role ?? '', number: row.step + 1, of: chain.steps.length },
    said: here.map(({ person, says, reason }) => ({ person, says, ...(reason !== null && { reason }) })),
    missing: Math.max(0, (step?.quorum ?? 1) - yes.length),
    ...{ openedAt: row.openedAt, deadline: row.deadline, leftMs: row.leftMs, chat: step?.chat ?? false },
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.because !== null && { because: row.because }),
  };
}

function evidenceOf({ condition, kind, isOpen, payload }: Row): { readonly evidence?: Evidence } {
  if (condition === null || kind === null || payload === null) return {};
  const seen = seenIn(payload)
    .slice(0, SEEN_MAX)
    .map(([name, value]) => ({ name, value: value.slice(0, SEEN_CHARS_MAX) }));
  return { evidence: { condition, title: KINDS.get(kind)?.title ?? kind, open: isOpen === true, seen } };
}

function wordsFor(
  row: Row,
  answers: Answers,
  { voter, waived }: { readonly voter: Voter; readonly waived: boolean },
): Pick<Approval, 'may' | 'mayNot'> {
  const here = answers.filter(({ step }) => step === row.step);
  const question = { step: row.chain.steps[row.step], here, proposal: row.proposal, fourEyesWaived: waived };
  const given = here.find(({ person }) => person === voter.id);
  const no = (word: AnswerWord) =>
    closedWhy(row.state) ?? (given && `you have answered "${given.says}" already`) ?? whyNot(voter, question, word);
  const refusals = ANSWERS.map((word) => [word, no(word)] as const);
  return {
    may: refusals.filter(([, why]) => why === undefined).map(([word]) => word),
    mayNot: Object.fromEntries(refusals.filter(([, why]) => why !== undefined)),
  };
}

function closedWhy(state: string): string | undefined {
  return state === 'open' ? undefined : `this request is closed: it is ${state}`;
}
