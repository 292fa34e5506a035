import type { Json } from '../canonical-json.js';
import type { Risk, Severity } from '../scales.js';

export const VERBS = ['auto_approve', 'notify_and_proceed', 'require_approval', 'blocked'] as const;
export type Verb = (typeof VERBS)[number];

/** One line of policy: for everybody in the account, an agent, a person on whose behalf it is done, or both. */
export interface PolicyRow {
  readonly category: string;
  readonly agent?: string;
  readonly user?: string;
  readonly verb: Verb;
  /** The least trust score that an agent needs, whatever the verb. */
  readonly scoreMin: number;
  /** From this severity on people are asked, whatever the verb. */
  readonly asksFrom?: Severity;
  readonly chain: string;
  readonly risk?: Risk;
  /** Defaults come with Reeve and lie under everything that people wrote. */
  readonly origin: 'default' | 'override';
  /** When it was written, in ms; 0 for defaults. */
  readonly writtenAt: number;
}

export const ANY_CATEGORY = '*';

export interface Asker {
  readonly category: string;
  readonly agent?: string;
  readonly user?: string;
}

export function verbRank(verb: Verb): number {
  return VERBS.indexOf(verb);
}

/** The rows that speak about this, the one that counts first. A default under an override of the same level is silent. */
export function matchingRows(rows: readonly PolicyRow[], asker: Asker): readonly PolicyRow[] {
  const matching = rows.filter((row) => matches(row, asker));
  return matching
    .filter((row) => row.origin === 'override' || !matching.some((o) => o.origin === 'override' && sameLevel(o, row)))
    .toSorted(
      (a, b) => specificity(b) - specificity(a) || verbRank(b.verb) - verbRank(a.verb) || b.writtenAt - a.writtenAt,
    );
}

function matches(row: PolicyRow, { category, agent, user }: Asker): boolean {
  return (
    (row.category === category || row.category === ANY_CATEGORY) &&
    (row.agent === undefined || row.agent === agent) &&
    (row.user === undefined || row.user === user)
  );
}

function sameLevel(a: PolicyRow, b: PolicyRow): boolean {
  return a.category === b.category && a.agent === b.agent && a.user === b.user;
}

/** user + agent > user > agent > account; an exact category before "*" on each level. */
function specificity({ user, agent, category }: PolicyRow): number {
  return (user === undefined ? 0 : 4) + (agent === undefined ? 0 : 2) + (category === ANY_CATEGORY ? 0 : 1);
}

/** The row as plain data: its digest is the version that a plan is bound to. */
export function rowJson(row: PolicyRow): Json {
  const { category, agent, user, verb, scoreMin, asksFrom, chain, risk, origin } = row;
  return {
    ...{ category, verb, scoreMin, chain, origin },
    ...(agent !== undefined && { agent }),
    ...(user !== undefined && { user }),
    ...(asksFrom && { asksFrom }),
    ...(risk && { risk }),
  };
}

export function levelOf({ user, agent }: Pick<PolicyRow, 'user' | 'agent'>): string {
  if (user !== undefined) return agent === undefined ? `user ${user}` : `user ${user} with agent ${agent}`;
  return agent === undefined ? 'the account' : `agent ${agent}`;
}
