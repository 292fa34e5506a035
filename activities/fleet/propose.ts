import { decide } from '../../domain/sensing/decide.js';
import type { Decision } from '../../domain/sensing/decide.js';
import { attribute } from '../../domain/sensing/attribution.js';
import { manyText, taskText } from '../../domain/sensing/runbooks.js';
import type { Kind } from '../../domain/sensing/sensor.js';
import { type Proposal, type Target, targetName } from '../../domain/proposal.js';
import { type Action, Faulted } from '../actions/action.js';
import { NotAccepted } from '../store/accept/book.js';
import { acceptProposal } from '../store/accept/proposals.js';
import {
  countDecisions,
  keepAttribution,
  readTier,
  keepSeen,
  writeDecision,
  type NewDecision,
} from '../store/sensing/decisions.js';
import type { DecidableCondition } from '../store/sensing/standing.js';
import { readSurroundings } from '../store/sensing/surroundings.js';
import type { Transaction } from '../store/database.js';
import type { FleetDeps } from './deps.js';

interface Deciding {
  readonly account: string;
  readonly agent: string;
  readonly now: number;
}

/** Decides about one condition and does what follows: a row with its reasons, and a wish where one is due. */
export async function settleOne(
  deps: FleetDeps,
  at: Deciding,
  condition: DecidableCondition,
  kind: Kind,
): Promise<NewDecision['outcome'] | 'quiet'> {
  const decided = decide(condition, kind, at.now);
  if (decided.outcome === 'quiet') return 'quiet';
  const base = baseOf(at, condition, decided);
  if (kind.isAttributed && !condition.isAttributed && condition.members === undefined)
    await deps.db.withAccount(at.account, (tx) => look(tx, at, condition));
  const outcome =
    decided.outcome === 'propose'
      ? await propose(deps, at, { condition, kind, decided, base })
      : await deps.db.withAccount(at.account, async (tx) => {
          await writeDecision(tx, at.account, { ...base, outcome: decided.outcome });
          return decided.outcome;
        });
  deps.onDecision({ agent: at.agent, kind: kind.kind, outcome });
  return outcome;
}

function baseOf({ agent }: Deciding, condition: DecidableCondition, decided: Exclude<Decision, { outcome: 'quiet' }>) {
  return {
    ...{ condition: condition.id, agent, kind: condition.kind, severity: condition.severity },
    ...{ category: decided.category, action: '', target: targetName(condition.subject), reasons: decided.reasons },
    correlation: condition.correlation,
  };
}

async function look(tx: Transaction, { account, now }: Deciding, condition: DecidableCondition): Promise<void> {
  const around = await readSurroundings(tx, account, condition.subject.name);
  if (around) await keepAttribution(tx, account, condition.id, attribute(around, now));
}

interface Wanted {
  readonly condition: DecidableCondition;
  readonly kind: Kind;
  readonly decided: Extract<Decision, { outcome: 'propose' }>;
  readonly base: Omit<NewDecision, 'outcome'>;
}

async function propose(deps: FleetDeps, at: Deciding, wanted: Wanted): Promise<NewDecision['outcome']> {
  const { account, agent } = at;
  const { condition, decided, base, kind } = wanted;
  const wish = await wishOf(deps, account, wanted);
  const times = await deps.db.withAccount(account, (tx) => countDecisions(tx, account, condition.id));
  const proposal: Proposal = {
    ...{ account, key: `fleet.${condition.id.slice(0, 13)}.${times + 1}`, ...wish.what },
    ...{ by: { kind: 'agent', id: agent }, origin: 'fleet', severity: condition.severity, why: [condition.id] },
    summary: `${kind.title}: ${targetName(condition.subject)}`.slice(0, 300),
    correlation: condition.correlation,
  };
  const row = { ...base, action: proposal.action, target: targetName(proposal.target), step: decided.step };
  try {
    await acceptProposal(
      deps,
      { account, principal: agent, kind: 'agent', door: 'machine' },
      {
        proposal,
        category: wish.category,
        security: kind.isSecurity === true,
        trace: {},
        async also(tx, key) {
          await keepSeen(tx, account, targetName(proposal.target), kind.kind);
          await writeDecision(tx, account, { ...row, outcome: 'proposed', intervention: key });
        },
      },
    );
    return 'proposed';
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
    const reasons = [...decided.reasons, error.message];
    await deps.db.withAccount(account, (tx) => writeDecision(tx, account, { ...row, outcome: 'refused', reasons }));
    return 'refused';
  }
}

/** Many at once, and what Reeve has no hands for, are put to people; the rest is the category's own action. */
async function wishOf(deps: FleetDeps, account: string, wanted: Wanted) {
  const { condition, decided, kind } = wanted;
  const { members, subject, payload } = condition;
  const manual = (category: string, target: Target, text: string) => ({
    category,
    what: { action: 'manual', target, parameters: { category, text } },
  });
  if (members !== undefined) return manual('manual.task', subject, manyText(kind.title, members, targetName(subject)));
  const { category, target, parameters } = decided;
  const action = deps.actionFor(category);
  const byHand = await stepsByHand(deps, action, { account, target, parameters });
  const named = { title: kind.title, subject: targetName(subject), payload };
  if (action.card.class === 'modify-irreversible' && !(await mayEndThings(deps, account, wanted.base.agent))) {
    const text = byHand === undefined ? textFor(wanted, action) : taskText({ ...named, category, runbook: byHand });
    return manual('manual.task', target, text);
  }
  if (action.card.id !== 'manual' && byHand === undefined)
    return { category, what: { action: action.card.id, target, parameters } };
  const runbook =
    byHand ?? decided.runbook ?? `Do what ${category} stands for at ${targetName(target)}, and say so here.`;
  return manual(category, target, taskText({ ...named, category, runbook }));
}

/** Only who stands highest may wish what can not be taken back; people are asked even then. */
async function mayEndThings({ db }: FleetDeps, account: string, agent: string): Promise<boolean> {
  return (await db.withAccount(account, (tx) => readTier(tx, account, agent))) === 'T4';
}

/** What can not be taken back no agent may wish: a person looks, and proposes it where it is right. */
function textFor({ condition, decided, kind }: Wanted, { card }: Action): string {
  const name = targetName(decided.target);
  const how = `Where it is right to do it ("${card.title}"), a person proposes it: reeve propose ${card.id} --target ${name} --reason "…"`;
  return taskText({
    ...{ title: kind.title, category: decided.category, subject: targetName(condition.subject) },
    ...{ runbook: [decided.runbook ?? '', how].join('\n').trim(), payload: condition.payload },
  });
}

/** What people are told where an action has nobody here who could carry it out; undefined where it has. */
async function stepsByHand(
  { reach, missingCapabilities }: FleetDeps,
  { card, plan, parameters: shape }: Action,
  { account, target, parameters }: Pick<Proposal, 'account' | 'target' | 'parameters'>,
): Promise<string | undefined> {
  if (card.handsOver !== true) return undefined;
  const read = shape.safeParse(parameters);
  if (!read.success) return undefined;
  const planned = await plan({ account, intervention: '', target, parameters: read.data, reach }).catch(
    (error: unknown) => {
      if (error instanceof Faulted) return undefined;
      throw error;
    },
  );
  // Who can't be asked now may be able to: the spine plans anew, and says it where not.
  if (!planned) return undefined;
  const { effects, impossible } = planned;
  const missing = card.needs.find((need) => missingCapabilities.includes(need));
  const because = missing === undefined ? impossible : `"${missing}" is missing here`;
  if (because === undefined) return undefined;
  const steps = effects.find(({ path }) => path === 'steps')?.after;
  const lines = Array.isArray(steps) ? steps.map((step, nth) => `${nth + 1}. ${String(step)}`) : [];
  return [`Reeve can not do it itself: ${because}.`, ...lines].join('\n');
}
