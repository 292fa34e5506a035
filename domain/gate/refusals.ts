import { changesTheWorld } from '../action.js';
import { blastClass, BLAST } from '../plan.js';
import { levelOf } from '../policy/row.js';
import { mayAct } from '../roles.js';
import { tierRank } from '../scales.js';
import { inForce } from '../window.js';
import { targetName } from '../proposal.js';
import type { Rule, Subject } from './subject.js';
import type { Said } from './verdict.js';

export const SEEN_MAX_MS = 24 * 3_600_000;

const refuse = (because: string, remedy: string): Said => ({ says: 'refuse', because, remedy });
const percent = (part: number) => `${Math.round(part * 100)} %`;

export const unreadable: Rule = ({ standing }) => {
  const [first] = standing.unreadable;
  return first && refuse(`${first.part} can not be read: ${first.why}`, 'what can not be read counts as a no; mend it');
};

export const killSwitch: Rule = ({ standing: { killSwitch: on } }) =>
  on && refuse(`the kill switch is on (${on.by}: ${on.reason})`, 'an admin turns the kill switch off');

export const freeze: Rule = ({ standing: { freezes }, now }) => {
  const one = freezes.find((freeze) => inForce(freeze, now));
  return one && refuse(`a freeze is in force (${one.by}: ${one.reason})`, 'the freeze ends, or somebody thaws it');
};

export const proposerState: Rule = ({ standing: { proposer } }) => {
  const { kind, id, state, isUnknown } = proposer;
  if (state === 'active') return undefined;
  return isUnknown
    ? refuse(`there is no ${kind} ${id} in this account`, `name another, or an admin adds ${id}`)
    : refuse(`${kind} ${id} is ${state}`, `an admin makes ${id} active`);
};

export const knownAction: Rule = ({ proposal, standing }) =>
  standing.card
    ? undefined
    : refuse(`the catalogue has no action "${proposal.action}"`, 'name an action of "reeve actions list"');

export const parameters: Rule = ({ standing: { parametersFault } }) =>
  parametersFault === undefined
    ? undefined
    : refuse(`the parameters do not fit: ${parametersFault}`, 'propose it again with parameters that fit');

export const discovery: Rule = ({ proposal, standing: { seenAt, card }, now }) => {
  if (card?.class === 'observe') return undefined;
  const name = targetName(proposal.target);
  if (seenAt === undefined)
    return refuse(`undiscovered: Reeve has never observed ${name} in this account`, 'a source of Reeve observes it');
  return now - seenAt > SEEN_MAX_MS
    ? refuse(`undiscovered: ${name} was last observed more than 24 h ago`, 'a source of Reeve observes it again')
    : undefined;
};

export const impossible: Rule = ({ standing: { plan } }) =>
  plan?.impossible === undefined
    ? undefined
    : refuse(`it can not be done: ${plan.impossible}`, 'mend what the plan met, and propose it again');

export const trustFloor: Rule = ({ standing: { proposer }, rows }) => {
  const [row] = rows;
  if (proposer.kind === 'person' || !row || proposer.score >= row.scoreMin) return undefined;
  return refuse(
    `the trust score of ${proposer.id} is ${proposer.score.toFixed(2)}, below the floor ${row.scoreMin} of the row for ${levelOf(row)}`,
    'the agent earns trust back, or an admin lowers the floor of that row',
  );
};

/** What each tier may ever do. `modify-reversible` at T1 is for free namespaces alone, and asks: see `tierAsks`. */
export const tierAllows: Rule = ({ standing: { proposer, card, namespaceTier } }) => {
  if (proposer.kind === 'person' || !card) return undefined;
  const needed = neededTier(card.class, namespaceTier === 'approval');
  if (needed === undefined)
    return refuse('govern is for people: no agent may do it', 'a person with the role for it does it');
  return tierRank(proposer.tier) >= needed
    ? undefined
    : refuse(
        `${proposer.id} stands at ${proposer.tier}, and ${card.class} needs T${needed} here`,
        'a promotion review raises its tier, or a person proposes it',
      );
};

function neededTier(kind: string, approvalNamespace: boolean): number | undefined {
  if (kind === 'govern') return undefined;
  if (kind === 'observe' || kind === 'plan') return 0;
  if (kind === 'modify-irreversible') return 4;
  return kind === 'modify-reversible' && approvalNamespace ? 3 : 1;
}

export const role: Rule = ({ standing: { proposer, card } }) => {
  if (proposer.kind === 'agent' || !card || !changesTheWorld(card)) return undefined;
  const needed = card.class === 'govern' ? 'admin' : 'operator';
  return mayAct(proposer.roles, needed)
    ? undefined
    : refuse(`${proposer.id} is no ${needed}`, `an admin gives ${proposer.id} the role ${needed}`);
};

export const blockedRow: Rule = ({ rows }) => {
  const row = rows.find(({ verb }) => verb === 'blocked');
  return row && refuse(`${row.category} is blocked for ${levelOf(row)}`, 'an admin changes or removes that row');
};

export const namespace: Rule = ({ proposal, standing: { namespaceTier, card } }) => {
  if (!card || !changesTheWorld(card)) return undefined;
  if (namespaceTier !== 'forbidden' && namespaceTier !== 'read-only') return undefined;
  return refuse(`namespace ${proposal.target.namespace} is ${namespaceTier}`, 'an admin gives it another tier');
};

export const guard: Rule = ({ standing: { guardFaults } }) =>
  guardFaults[0] === undefined
    ? undefined
    : refuse(`the guard does not allow it: ${guardFaults[0]}`, "an admin adds it to the guard's table");

export const capability: Rule = ({ standing: { card, missingCapabilities } }) => {
  const missing = card?.needs.find((need) => missingCapabilities.includes(need));
  return missing === undefined
    ? undefined
    : refuse(
        `the capability "${missing}" is missing here`,
        `whoever runs Reeve configures what "${missing}" needs, and takes it out of capabilities.missing`,
      );
};

export const hardBlast: Rule = ({ standing: { plan } }) =>
  plan && blastClass(plan.blast) === 'hard'
    ? refuse(
        `it would touch ${plan.blast.count} of ${plan.blast.of}, more than the hard limit of ${percent(BLAST.hardShare)}`,
        'do it in smaller parts',
      )
    : undefined;

/** Where people have not opened a scope, everything is judged and nothing is done. */
export const stage: Rule = ({ standing: { scope, card } }: Subject) => {
  if (!card || !changesTheWorld(card)) return undefined;
  if (scope?.stage === 'act') return undefined;
  const because = scope
    ? `scope ${scope.id} stands at ${scope.stage}`
    : 'no scope was opened for this target, so it is only observed';
  return { says: 'record', because, remedy: 'an admin raises the scope to "act" (reeve autonomy set)' };
};
