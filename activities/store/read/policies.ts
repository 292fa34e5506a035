import { DEFAULT_ROWS } from '../../../domain/policy/defaults.js';
import { levelOf, type PolicyRow } from '../../../domain/policy/row.js';
import { scoreOf } from '../../../domain/scales.js';
import type { Database } from '../database.js';
import type { CatalogueAction } from './catalogue.js';
import { withoutNulls } from './interventions.js';

type Said = Pick<PolicyRow, 'verb' | 'scoreMin' | 'asksFrom' | 'chain' | 'risk'>;

/** One line of policy on one level: what counts, and what would count without the override. */
export interface ListedPolicy extends Said, Pick<PolicyRow, 'category' | 'agent' | 'user'> {
  readonly level: string;
  readonly origin: 'default' | 'action' | 'override';
  /** What lies beneath an override. */
  readonly beneath?: Said;
  readonly author?: string;
  readonly reason?: string;
  readonly writtenAt?: Date;
}

export interface PolicyFilter {
  readonly category?: string;
  readonly agent?: string;
  readonly user?: string;
  readonly overrides?: boolean;
}

interface Written extends Said {
  readonly category: string;
  readonly agent: string;
  readonly user: string;
  readonly author: string;
  readonly reason: string;
  readonly writtenAt: Date;
}

/** Every line, defaults with what people wrote over them. Bounded by the defaults and by the most overrides there may be. */
export async function listPolicies(
  db: Database,
  account: string,
  { catalogue, filter }: { readonly catalogue: readonly CatalogueAction[]; readonly filter: PolicyFilter },
): Promise<readonly ListedPolicy[]> {
  const written = await db.withAccount(account, (tx) =>
    tx.query<Written & Record<string, unknown>>(
      `SELECT category, agent, person AS user, verb, score_min AS "scoreMin", asks_from AS "asksFrom", chain, risk, author, reason,
         written_at AS "writtenAt" FROM policy WHERE account = $1`,
      [account],
    ),
  );
  const lines = new Map(defaults(catalogue).map((line) => [placeOf(line), line]));
  for (const { agent, user, ...row } of written) {
    const level = { category: row.category, ...(agent !== '' && { agent }), ...(user !== '' && { user }) };
    const beneath = lines.get(placeOf(level));
    lines.set(placeOf(level), {
      ...{ ...withoutNulls(row), ...level, level: levelOf(level), origin: 'override' },
      ...(beneath && { beneath: saidOf(beneath) }),
    });
  }
  return [...lines.values()].filter(wanted(filter)).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

function defaults(catalogue: readonly CatalogueAction[]): readonly ListedPolicy[] {
  const own = catalogue.map(({ category, verb }): ListedPolicy => ({
    ...{ category, verb, scoreMin: scoreOf('monitored'), chain: 'manual_operations' },
    ...{ level: 'the account', origin: 'action' },
  }));
  const rows = DEFAULT_ROWS.map(({ category, agent, ...row }): ListedPolicy => ({
    ...{ category, ...saidOf(row), level: levelOf({ ...(agent !== undefined && { agent }) }), origin: 'default' },
    ...(agent !== undefined && { agent }),
  }));
  return [...own, ...rows];
}

function saidOf({ verb, scoreMin, asksFrom, chain, risk }: Said): Said {
  return { verb, scoreMin, chain, ...(asksFrom && { asksFrom }), ...(risk && { risk }) };
}

function placeOf({ category, agent = '', user = '' }: Pick<PolicyRow, 'category' | 'agent' | 'user'>): string {
  return `${category} ${agent} ${user}`;
}

function wanted({ category, agent, user, overrides }: PolicyFilter): (line: ListedPolicy) => boolean {
  return (line) =>
    (category === undefined || line.category === category) &&
    (agent === undefined || line.agent === agent) &&
    (user === undefined || line.user === user) &&
    (overrides !== true || line.origin === 'override');
}
