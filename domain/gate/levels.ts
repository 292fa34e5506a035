import { changesTheWorld } from '../action.js';
import { chainNamed } from '../approval/chain.js';
import { effectiveAssistant, effectivePatrol, patrolMay } from '../autonomy.js';
import { riskRank } from '../scales.js';
import type { Rule } from './subject.js';
import { riskOf } from './subject.js';
import { askWith } from './asks.js';

/** Patrols and incidents act as far as the patrol level lets them, by severity. */
export const patrolLevel: Rule = (subject) => {
  const { proposal, standing, now } = subject;
  if (proposal.origin !== 'patrol' && proposal.origin !== 'incident') return undefined;
  if (!standing.card || !changesTheWorld(standing.card)) return undefined;
  const { effective, because: clamped } = effectivePatrol(standing.levels, standing.missingCapabilities, now);
  const may = patrolMay(effective, proposal.severity);
  if (may === 'act') return undefined;
  const because = `at patrol level ${effective}, ${proposal.severity} is ${may === 'ask' ? 'asked about' : 'only recorded'}${clamped ? ` (${clamped})` : ''}`;
  const remedy = 'an admin raises the patrol level (reeve autonomy set)';
  return may === 'ask' ? askWith(subject, because, remedy) : { says: 'record', because, remedy };
};

export const assistantLevel: Rule = ({ proposal, standing }) => {
  if (proposal.origin !== 'assistant' || !standing.card || !changesTheWorld(standing.card)) return undefined;
  const { effective, because: clamped } = effectiveAssistant(standing.levels, standing.missingCapabilities);
  if (effective === 'autonomous') return undefined;
  const because = `the assistant level is ${effective}${clamped ? ` (${clamped})` : ''}`;
  const remedy = 'an admin raises the assistant level (reeve autonomy set)';
  return effective === 'read_only'
    ? { says: 'refuse', because, remedy }
    : { says: 'ask', because, remedy, chain: chainNamed('assistant', standing.chains) };
};

/** A scope may be open for small things alone. */
export const scopeRisk: Rule = (subject) => {
  const { scope, card } = subject.standing;
  if (!scope || scope.stage !== 'act' || !card || !changesTheWorld(card)) return undefined;
  const risk = riskOf(subject);
  if (riskRank(risk) <= riskRank(scope.riskMax)) return undefined;
  return {
    says: 'record',
    because: `scope ${scope.id} is open for ${scope.riskMax} risk, and this is ${risk}`,
    remedy: 'an admin opens the scope for more (reeve autonomy set)',
  };
};
