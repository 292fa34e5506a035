import type { Series } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import type { Scene } from './scene.js';
import { lastOf } from './series.js';
import { subjectOf } from './subject.js';

const KINDS = ['connections', 'threads', 'workers', 'fds', 'pool', 'slots', 'clients', 'sessions'] as const;
const NOUN = /conn(?:ection)?s?|activity|threads?|workers?|fds|descriptors?|pool|slots|clients|sessions/i;
const BOUND = /max|limit|capacity|\bsize\b|_size/i;
const STORE = /\bpg_|postgres|mysql|maria|mongo|mssql|oracle|jdbc|hikari|\bdb_|_db_|database|pgbouncer|sql/i;
const FULL = 0.97;
/** They are compared two by two. */
const SERIES_MAX = 600;

/** Gauges that stand at their bound: connections of a database, or threads, workers and descriptors of a program. */
export function saturated(scene: Scene): readonly Clue[] {
  const series = scene.bundle.series
    .filter((one) => NOUN.test(namesOf(one)) && lastOf(one) !== undefined)
    .slice(0, SERIES_MAX);
  const ratios = series.flatMap((one) => {
    const last = lastOf(one) ?? 0;
    return one.query.includes('/') && last >= FULL && last <= 1.5
      ? [clueOf(scene, one, `${one.query} = ${last}`, one.query)]
      : [];
  });
  const bounds = series.filter((one) => BOUND.test(namesOf(one)) && !one.query.includes('/'));
  const pairs = series
    .filter((one) => !BOUND.test(namesOf(one)) && !one.query.includes('/'))
    .flatMap((used) => {
      const bound = bounds.find((one) => isSame(one, used));
      const [now, most] = [lastOf(used) ?? 0, bound ? (lastOf(bound) ?? 0) : 0];
      return bound && most >= 2 && now >= most * FULL
        ? [clueOf(scene, used, `${used.query} = ${now}, at most ${most}`, `${used.query} ${bound.query}`)]
        : [];
    });
  return [...ratios, ...pairs].flat();
}

/** The names of the metrics in a query, without labels. */
function namesOf({ query }: Series): string {
  return query
    .split('}')
    .map((part) => part.split('{', 1)[0])
    .join(' ');
}

function isSame(a: Series, b: Series): boolean {
  const stem = (one: Series) =>
    /(?<![a-z])[a-z]+(?=_)/i.exec(namesOf(one).replace(/^.*?\b(?:by \([^)]*\) ?)?\(/, ''))?.[0] ?? '';
  const pod = (one: Series) => one.labels['pod'] ?? '';
  return stem(a) !== '' && stem(a) === stem(b) && (pod(a) === pod(b) || pod(a) === '' || pod(b) === '');
}

function clueOf(scene: Scene, one: Series, quote: string, names: string): readonly Clue[] {
  const about = subjectOf(scene, one.labels);
  if (!about) return [];
  const isStore = STORE.test(names);
  const kind = KINDS.find((word) => names.includes(word.replace(/s$/, ''))) ?? 'connections';
  return [
    seen(scene, {
      code: isStore ? 'database.connections_exhausted' : 'app.pool_exhausted',
      about,
      confidence: 0.82,
      quote,
      source: 'metrics',
      says: isStore
        ? 'stands at the bound of its database connections: none is free (connections exhausted)'
        : `has all of its ${kind} in use: its own pool is exhausted`,
    }),
  ];
}
