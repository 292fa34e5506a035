import type { Proposal } from '../proposal.js';
import * as asks from './asks.js';
import * as deferrals from './deferrals.js';
import * as levels from './levels.js';
import * as refusals from './refusals.js';
import type { Mandate, Standing } from './standing.js';
import { riskOf, type Rule, type Subject, subjectOf } from './subject.js';
import { type Said, type Spoken, type Verdict, verdictOf } from './verdict.js';

const notify: Rule = ({ rows: [row] }) =>
  row?.verb === 'notify_and_proceed'
    ? { says: 'notify', because: 'the row says: do it, and tell people', remedy: 'an admin sets another verb' }
    : undefined;

/** Every rule, in the order in which a person wants to read them. The name is what answers and audits refer to. */
export const RULES: Readonly<Record<string, Rule>> = {
  readable: refusals.unreadable,
  'kill-switch': refusals.killSwitch,
  freeze: refusals.freeze,
  'proposer-state': refusals.proposerState,
  'known-action': refusals.knownAction,
  parameters: refusals.parameters,
  discovery: refusals.discovery,
  possible: refusals.impossible,
  'trust-floor': refusals.trustFloor,
  tier: refusals.tierAllows,
  role: refusals.role,
  blocked: refusals.blockedRow,
  namespace: refusals.namespace,
  guard: refusals.guard,
  capability: refusals.capability,
  'hard-blast': refusals.hardBlast,
  stage: refusals.stage,
  'scope-risk': levels.scopeRisk,
  'patrol-level': levels.patrolLevel,
  'assistant-level': levels.assistantLevel,
  'no-row': asks.noRow,
  'require-approval': asks.requireApproval,
  'action-minimum': asks.actionMinimum,
  'severity-floor': asks.severityFloor,
  'no-undo': asks.noUndo,
  'approval-namespace': asks.approvalNamespace,
  'tier-asks': asks.tierAsks,
  'consent-budget': asks.consentBudget,
  'daily-fixes': asks.dailyFixes,
  'soft-blast': asks.softBlast,
  'high-risk': asks.highRisk,
  'maintenance-window': deferrals.maintenanceWindow,
  'rate-budget': deferrals.rateBudget,
  breaker: deferrals.breaker,
  'external-pressure': deferrals.externalPressure,
  notify: notify,
};

/** Judges one proposal. Every rule is heard, so that the answer says all there is to change. */
export function gate(proposal: Proposal, standing: Standing, now: number): Verdict {
  const subject = subjectOf(proposal, standing, now);
  return verdictOf(
    Object.entries(RULES).flatMap(([rule, judge]) => {
      const said = judge(subject);
      return said ? [heard(rule, said, subject)] : [];
    }),
    standing.card?.silencePasses === true && riskOf(subject) === 'low',
  );
}

/** Where a grant does not reach, whoever is asked instead is told why. */
function outsideOf(mandate: Mandate | undefined, spoken: Spoken): Spoken {
  if (!mandate || mandate.why === '') return spoken;
  return { ...spoken, because: `${spoken.because}; the grant of ${mandate.parent} does not cover it: ${mandate.why}` };
}

/** What harms people is put back at once: these spread changes over time, and it is none that anybody wanted. */
const NOT_FOR_UNDO: ReadonlySet<string> = new Set(['maintenance-window', 'rate-budget', 'external-pressure']);

/** An ask that was answered for this very plan, or that an approved plan of a parent covers, is no ask any more. */
function heard(rule: string, said: Said, { proposal, standing }: Subject): Spoken {
  const spoken: Spoken = { rule, ...said };
  if (said.says === 'defer' && NOT_FOR_UNDO.has(rule) && proposal.undoes !== undefined && standing.mandate?.within)
    return { rule, says: 'satisfied', because: `${said.because}; putting back does not wait`, remedy: said.remedy };
  if (said.says !== 'ask') return spoken;
  const answered = standing.answers.some(
    ({ rules, planHash }) => rules.includes(rule) && planHash === standing.planHash,
  );
  const by = answered
    ? 'people said yes to this plan'
    : standing.mandate?.within === true
      ? `granted by ${standing.mandate.parent}`
      : undefined;
  if (by === undefined) return outsideOf(standing.mandate, spoken);
  return { rule, says: 'satisfied', because: `${said.because}; ${by}`, remedy: said.remedy };
}
