import { changesTheWorld } from '../action.js';
import { chainNamed, DEFAULT_CHAIN } from '../approval/chain.js';
import { blastClass } from '../plan.js';
import { levelOf, verbRank } from '../policy/row.js';
import { riskRank, severityRank } from '../scales.js';
import { riskOf, type Rule, type Subject } from './subject.js';
import type { Said } from './verdict.js';

/** Asks the people of the row that counts. */
export function askWith({ rows, standing }: Subject, because: string, remedy: string): Said {
  return { says: 'ask', because, remedy, chain: chainNamed(rows[0]?.chain ?? DEFAULT_CHAIN, standing.chains) };
}

const acts = ({ standing: { card } }: Subject) => card !== undefined && changesTheWorld(card);

export const noRow: Rule = (subject) =>
  subject.rows.length === 0
    ? askWith(subject, 'no policy row speaks about this', 'an admin writes a row for it (reeve policies set)')
    : undefined;

export const requireApproval: Rule = (subject) => {
  const [row] = subject.rows;
  if (row?.verb !== 'require_approval') return undefined;
  return askWith(subject, `the row for ${levelOf(row)} asks for approval`, 'an admin sets another verb for that row');
};

export const actionMinimum: Rule = (subject) => {
  const minimum = subject.standing.card?.minimum;
  if (minimum === undefined || verbRank(minimum) < verbRank('require_approval')) return undefined;
  if (minimum === 'blocked')
    return { says: 'refuse', because: 'the action itself is blocked', remedy: 'use another action' };
  return askWith(subject, 'the action itself asks for approval', 'nothing: it always does');
};

export const severityFloor: Rule = (subject) => {
  const from = subject.rows[0]?.asksFrom;
  const { severity } = subject.proposal;
  if (from === undefined || severityRank(severity) < severityRank(from)) return undefined;
  return askWith(subject, `from ${from} on people are asked, and this is ${severity}`, 'an admin changes that row');
};

/** Destructive means exactly this: nothing puts it back. */
export const noUndo: Rule = (subject) =>
  acts(subject) && subject.standing.card?.undo === 'none'
    ? askWith(subject, 'it can not be undone', 'nothing: what can not be undone is always asked')
    : undefined;

export const approvalNamespace: Rule = (subject) =>
  acts(subject) && subject.standing.namespaceTier === 'approval'
    ? askWith(
        subject,
        `namespace ${subject.proposal.target.namespace} asks for approval`,
        'an admin makes the namespace free',
      )
    : undefined;

/** At T1 a change is always asked about; from T2 on the rows decide. At T4 the irreversible is. */
export const tierAsks: Rule = (subject) => {
  const { proposer, card } = subject.standing;
  if (proposer.kind === 'person' || !acts(subject)) return undefined;
  if (proposer.tier === 'T1')
    return askWith(
      subject,
      `${proposer.id} stands at T1, where each change is asked about`,
      'a review raises its tier',
    );
  return card?.class === 'modify-irreversible'
    ? askWith(subject, 'the irreversible is asked about at every tier', 'nothing: it always is')
    : undefined;
};

export const consentBudget: Rule = (subject) => {
  const over = subject.standing.consent.find(({ spent, limit }) => spent >= limit);
  return over
    ? askWith(
        subject,
        `the consent budget of ${over.name} is spent for today (${over.spent} of ${over.limit})`,
        'the day ends, or an admin raises the budget',
      )
    : undefined;
};

export const dailyFixes: Rule = (subject) => {
  const { dailyFixes: fixes } = subject.standing;
  if (!fixes || subject.proposal.by.kind === 'person' || fixes.spent < fixes.limit) return undefined;
  return askWith(
    subject,
    `${fixes.name} was done by itself ${fixes.spent} times today, and ${fixes.limit} are allowed`,
    'a person looks at why it comes back',
  );
};

export const softBlast: Rule = (subject) => {
  const { plan } = subject.standing;
  if (!plan || blastClass(plan.blast) !== 'soft') return undefined;
  const of = plan.blast.of === undefined ? '' : ` of ${plan.blast.of}`;
  return askWith(
    subject,
    `it would touch ${plan.blast.count}${of}, more than the soft limit`,
    'do it in smaller parts',
  );
};

export const highRisk: Rule = (subject) => {
  if (!acts(subject) || riskRank(riskOf(subject)) < riskRank('high')) return undefined;
  const said = askWith(
    subject,
    `the risk is ${riskOf(subject)}: two people decide, and not from a chat button`,
    'nothing: high risk always asks',
  );
  return { ...said, hard: true };
};
