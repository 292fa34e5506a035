import { GRAVEST_FIRST } from '../gravity.js';
import type { Health } from '../../../domain/fleet/health.js';
import type { Severity } from '../../../domain/scales.js';
import type { Database, Transaction } from '../database.js';
import { HEALTH, SILENT, WHOLE_FLEET, WRONG } from './fleet-health.js';

export interface BoardWish {
  readonly template?: string;
  readonly health?: Health;
  readonly silent?: boolean;
}

/** So many instances that stand alike. */
export interface Alike {
  readonly health: Health;
  readonly silent: boolean;
  readonly count: number;
  readonly simulated: number;
}

/** Those of one template that stand alike; as many of them as are drawn one by one are named. */
export interface BoardGroup extends Alike {
  readonly names: readonly string[];
}
export interface BoardTemplate {
  readonly id: string;
  readonly title: string;
  readonly groups: readonly BoardGroup[];
}

/** An open condition that nothing explains, with how many it explains or stands for. */
export interface StandingCondition {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly openedAt: Date;
  readonly members: number;
  readonly rolledUp: boolean;
}

export interface Looking {
  readonly agent: string;
  readonly paused: boolean;
  readonly tickedAt: Date | null;
  readonly isLate: boolean;
}

export interface Board {
  /** Of the whole fleet, whatever is drawn of it. */
  readonly counts: readonly Alike[];
  readonly templates: readonly BoardTemplate[];
  readonly templateCount: number;
  /** Whether those that are well are only counted. */
  readonly folded: boolean;
  readonly standing: readonly StandingCondition[];
  readonly standingCount: number;
  readonly looking: readonly Looking[];
}

/** Up to so many are drawn one by one; beyond it those that are well are only counted. */
export const FOLD_FROM = 5_000;
const CELLS_MAX = 10_000;
/** Names may be long: so much of them is sent, and the rest is counted. */
const NAME_CHARS_MAX = 200_000;
const TEMPLATES_MAX = 200;
const STANDING_MAX = 8;

/** The fleet as it stands in this moment: counted in the database, and named only as far as it is drawn. */
export function readBoard(db: Database, account: string, wish: BoardWish): Promise<Board> {
  return db.withAccount(account, async (tx) => {
    const around = { ...(await readStanding(tx, account)), looking: await readLooking(tx, account) };
    await tx.query(WHOLE_FLEET);
    const { counts, groups } = await countAlike(tx, account);
    const matching = groups.filter((one) => isWished(one, wish));
    const shown = worstFirst(matching).slice(0, TEMPLATES_MAX);
    const total = matching.reduce((sum, { count }) => sum + count, 0);
    const folded = total > FOLD_FROM;
    const names = await readNames(tx, account, { templates: shown, wish, folded });
    const titles = await readTitles(tx, account, shown);
    return {
      counts,
      templates: shown.map((id) => ({
        id,
        title: titles.get(id) ?? '',
        groups: matching
          .filter(({ template }) => template === id)
          .map(({ template, ...one }) => ({ ...one, names: names.get(keyOf({ template, ...one })) ?? [] })),
      })),
      templateCount: new Set(matching.map(({ template }) => template)).size,
      folded,
      ...around,
    };
  });
}

type Grouped = Alike & { readonly template: string };

function isWished({ template, health, silent }: Grouped, wish: BoardWish): boolean {
  return (
    (wish.template === undefined || wish.template === template) &&
    (wish.health === undefined || wish.health === health) &&
    (wish.silent === undefined || wish.silent === silent)
  );
}

async function countAlike(tx: Transaction, account: string) {
  const rows = await tx.query<Alike & { template: string | null }>(
    `WITH ${WRONG}, seen AS (
       SELECT i.template, ${HEALTH} AS health, ${SILENT} AS silent, i.provider = 'simulated' AS played
       FROM instance i LEFT JOIN wrong w ON w.id = i.id WHERE i.account = $1)
     SELECT template, health, silent, count(*)::int AS count, count(*) FILTER (WHERE played)::int AS simulated
     FROM seen GROUP BY GROUPING SETS ((template, health, silent), (health, silent))
     ORDER BY template NULLS FIRST, array_position(ARRAY['critical', 'high', 'warning', 'info', 'off', 'well'], health), silent DESC`,
    [account],
  );
  const isOfTemplate = (row: Alike & { template: string | null }): row is Grouped => row.template !== null;
  return { counts: rows.filter((row) => !isOfTemplate(row)), groups: rows.filter(isOfTemplate) };
}

const RANK: Readonly<Record<Health, number>> = { critical: 5, high: 4, warning: 3, info: 2, off: 1, well: 0 };

/** By the gravest of each, then by how many are so. */
function worstFirst(groups: readonly Grouped[]): readonly string[] {
  const worst = new Map<string, Grouped>();
  for (const one of groups) {
    const other = worst.get(one.template);
    if (!other || RANK[one.health] > RANK[other.health]) worst.set(one.template, one);
  }
  return [...worst.values()]
    .toSorted((a, b) => RANK[b.health] - RANK[a.health] || b.count - a.count || (a.template < b.template ? -1 : 1))
    .map(({ template }) => template);
}

function keyOf({ template, health, silent }: Pick<Grouped, 'template' | 'health' | 'silent'>): string {
  return `${health} ${silent} ${template}`;
}

interface Naming {
  readonly templates: readonly string[];
  readonly wish: BoardWish;
  readonly folded: boolean;
}

/** The worst first, so that what is left out is what matters least. */
async function readNames(tx: Transaction, account: string, { templates, wish, folded }: Naming) {
  const rows = await tx.query<{ id: string; template: string; health: Health; silent: boolean }>(
    `WITH ${WRONG}, seen AS (
       SELECT i.id, i.template, ${HEALTH} AS health, ${SILENT} AS silent, w.weight
       FROM instance i LEFT JOIN wrong w ON w.id = i.id WHERE i.account = $1 AND i.template = ANY ($2))
     SELECT id, template, health, silent FROM seen
     WHERE NOT ($3 AND health = 'well') AND ($4::text IS NULL OR health = $4) AND ($5::boolean IS NULL OR silent = $5)
     ORDER BY weight DESC NULLS LAST, silent DESC, id LIMIT ${CELLS_MAX}`,
    [account, templates, folded, wish.health ?? null, wish.silent ?? null],
  );
  const names = new Map<string, string[]>();
  let chars = 0;
  for (const row of rows) {
    chars += row.id.length;
    if (chars > NAME_CHARS_MAX) break;
    const key = keyOf(row);
    const known = names.get(key);
    if (known) known.push(row.id);
    else names.set(key, [row.id]);
  }
  return names;
}

async function readTitles(tx: Transaction, account: string, templates: readonly string[]) {
  const rows = await tx.query<{ id: string; title: string }>(
    'SELECT id, title FROM template WHERE account = $1 AND id = ANY ($2)',
    [account, templates],
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}

async function readStanding(tx: Transaction, account: string) {
  const rows = await tx.query<StandingCondition & { all: number }>(
    `WITH top AS (
       SELECT id, kind, severity, subject, fingerprint, opened_at, count(*) OVER ()::int AS all,
         ${GRAVEST_FIRST} AS rank
       FROM condition WHERE account = $1 AND closed_at IS NULL AND parent IS NULL ORDER BY rank, opened_at DESC, id LIMIT ${STANDING_MAX})
     SELECT id, kind, severity, subject, opened_at AS "openedAt", fingerprint LIKE 'rollup:%' AS "rolledUp", "all",
       (SELECT count(*)::int FROM condition m WHERE m.account = $1 AND m.parent = top.id AND m.closed_at IS NULL) AS members
     FROM top ORDER BY rank, opened_at DESC, id`,
    [account],
  );
  return { standing: rows.map(({ all: _all, ...one }) => one), standingCount: rows[0]?.all ?? 0 };
}

/** Whether anybody looks at all: a quiet board that nobody looks at says nothing. */
function readLooking(tx: Transaction, account: string): Promise<readonly Looking[]> {
  return tx.query<Looking & Record<string, unknown>>(
    `SELECT agent, paused, ticked_at AS "tickedAt",
       coalesce(ticked_at < clock() - make_interval(secs => every_ms * 3 / 1000.0 + 60), true) AS "isLate"
     FROM reconciler WHERE account = $1 ORDER BY agent LIMIT 50`,
    [account],
  );
}
