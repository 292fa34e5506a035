import type { Advisory, Affected, Range } from './advisory.js';
import type { CveSeverity } from './risk.js';
import { type Fields, fields, many } from './told.js';
import type { Ecosystem } from './versions.js';

export const ADVISORIES_MAX = 50_000;
const AFFECTED_MAX = 500;

const text = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= most ? value : undefined;

/** One entry, or why it can't be used. */
export function readEntry(format: 'osv' | 'nvd', sent: unknown): Advisory | string {
  return format === 'nvd' ? readNvd(sent) : readOsv(sent);
}

const ID = /^[A-Za-z][A-Za-z0-9._:-]{2,79}$/;

/** `Debian:12` and `Rocky Linux:9` name a release; `npm` has none. */
const OSV_ECOSYSTEMS: Readonly<Record<string, Ecosystem>> = {
  ...{
    Debian: 'deb',
    Ubuntu: 'deb',
    'Red Hat': 'rpm',
    'Rocky Linux': 'rpm',
    AlmaLinux: 'rpm',
    SUSE: 'rpm',
    openSUSE: 'rpm',
  },
  ...{ Alpine: 'apk', npm: 'npm', PyPI: 'pypi', Go: 'go', RubyGems: 'gem', 'crates.io': 'cargo' },
};
const RELEASES: ReadonlySet<string> = new Set(['Debian', 'Ubuntu', 'Rocky Linux', 'AlmaLinux', 'Alpine']);

function readOsv(entry: unknown): Advisory | string {
  const osv = fields(entry);
  const own = text(osv['id'], 80);
  if (own === undefined || !ID.test(own)) return 'it has no id';
  // One trouble has one name, wherever it is told: the CVE where there is one.
  const [alias] = cvesIn(osv['aliases']);
  const [upstream, ...others] = cvesIn(osv['upstream']);
  const affected = many(osv['affected'])
    .slice(0, AFFECTED_MAX)
    .flatMap(osvAffected)
    .map((one) => ({ ...one, by: own }));
  const withdrawn = timeOf(osv['withdrawn']);
  if (affected.length === 0 && withdrawn === undefined) return `${own} names no package of an ecosystem that is known`;
  const published = timeOf(osv['published']);
  return {
    ...{
      id: own.startsWith('CVE-') ? own : (alias ?? (others.length === 0 ? upstream : undefined) ?? own),
      by: own,
      source: 'osv',
      affected,
    },
    severity: osvSeverity(osv),
    summary: text(osv['summary'], 1000) ?? (text(osv['details'], 100_000) ?? '').slice(0, 300),
    ...(published !== undefined && { publishedAt: published }),
    ...(withdrawn !== undefined && { withdrawnAt: withdrawn }),
  };
}

function cvesIn(value: unknown): readonly string[] {
  return many(value).filter((one): one is string => typeof one === 'string' && /^CVE-\d{4}-\d{4,20}$/.test(one));
}

function osvAffected(entry: unknown): Affected[] {
  const one = fields(entry);
  const { ecosystem: told, name: named } = fields(one['package']);
  const [family = '', release] = (text(told, 100) ?? '').split(':');
  const ecosystem = OSV_ECOSYSTEMS[family];
  const name = text(named, 200);
  if (!ecosystem || name === undefined) return [];
  const ranges = many(one['ranges'])
    .map(fields)
    .filter(({ type }) => type !== 'GIT')
    .flatMap(({ events }) => rangesOf(many(events).map(fields)));
  const versions = many(one['versions']).filter((version): version is string => text(version, 200) !== undefined);
  return [
    {
      ...{ ecosystem, name, ranges },
      ...(release !== undefined &&
        RELEASES.has(family) && { release: `${family.toLowerCase().replace(/ .*/, '')}:${release}` }),
      // Where there are ranges they say it; the list of names can be thousands long.
      ...(ranges.length === 0 && { versions: versions.slice(0, 1000) }),
    },
  ];
}

/** Events stand in the order of versions: introduced opens, fixed and last_affected close. */
function rangesOf(events: readonly Fields[]): Range[] {
  const ranges: Range[] = [];
  let from: string | undefined;
  for (const event of events) {
    const introduced = text(event['introduced'], 200);
    if (introduced !== undefined) from = introduced === '0' ? '' : introduced;
    const fixed = text(event['fixed'], 200);
    const last = text(event['last_affected'], 200);
    if (from === undefined || (fixed === undefined && last === undefined)) continue;
    ranges.push({ from, ...(fixed !== undefined ? { fixed } : last !== undefined && { last }) });
    from = undefined;
  }
  return from === undefined ? ranges : [...ranges, { from }];
}

function osvSeverity(osv: Fields): CveSeverity {
  const specific = [
    fields(osv['database_specific']),
    ...many(osv['affected']).map((one) => fields(fields(one)['ecosystem_specific'])),
  ];
  for (const { severity, urgency } of specific) {
    const word = wordOf(severity) ?? wordOf(urgency);
    if (word) return word;
  }
  for (const { score } of many(osv['severity']).map(fields)) {
    const base = baseScore(text(score, 200) ?? '');
    if (base !== undefined) return ofScore(base);
  }
  return 'unknown';
}

function wordOf(value: unknown): CveSeverity | undefined {
  const word = typeof value === 'string' ? value.toLowerCase().replace(/\*+$/, '') : '';
  const words: Readonly<Record<string, CveSeverity>> = {
    ...{ critical: 'critical', high: 'high', important: 'high', moderate: 'medium', medium: 'medium' },
    ...{ low: 'low', unimportant: 'low', negligible: 'low' },
  };
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

function ofScore(score: number): CveSeverity {
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

const METRIC: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const PRIVILEGES: Readonly<Record<string, readonly [unchanged: number, changed: number]>> = {
  N: [0.85, 0.85],
  L: [0.62, 0.68],
  H: [0.27, 0.5],
};

/** CVSS 3: the base score of a vector, or a score that is written out. Others are not guessed. */
export function baseScore(vector: string): number | undefined {
  if (/^\d{1,2}(\.\d)?$/.test(vector)) return Number(vector) <= 10 ? Number(vector) : undefined;
  if (!/^CVSS:3\.[01]\//.test(vector)) return undefined;
  const said = Object.fromEntries(
    vector
      .split('/')
      .slice(1)
      .map((part) => part.split(':') as [string, string]),
  );
  const of = (name: string) => METRIC[name]?.[said[name] ?? ''];
  const [av, ac, ui, c, i, a] = ['AV', 'AC', 'UI', 'C', 'I', 'A'].map(of);
  const isChanged = said['S'] === 'C';
  const privileges = PRIVILEGES[said['PR'] ?? '']?.[isChanged ? 1 : 0];
  if ([av, ac, ui, c, i, a, privileges].some((one) => one === undefined)) return undefined;
  const sub = 1 - (1 - (c ?? 0)) * (1 - (i ?? 0)) * (1 - (a ?? 0));
  const impact = isChanged ? 7.52 * (sub - 0.029) - 3.25 * (sub - 0.02) ** 15 : 6.42 * sub;
  if (impact <= 0) return 0;
  const ease = 8.22 * (av ?? 0) * (ac ?? 0) * (privileges ?? 0) * (ui ?? 0);
  return Math.ceil(Math.min(10, (isChanged ? 1.08 : 1) * (impact + ease)) * 10 - 1e-9) / 10;
}

/** The end of this century: what is said to be later is a mistake. */
const TIME_MAX = 4_102_444_800_000;

function timeOf(value: unknown): string | undefined {
  const said = text(value, 40);
  const at = said === undefined ? Number.NaN : Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(said) ? said : `${said}Z`);
  return at >= 0 && at <= TIME_MAX ? new Date(at).toISOString() : undefined;
}

function readNvd(entry: unknown): Advisory | string {
  const cve = fields(fields(entry)['cve']);
  const id = text(cve['id'], 80);
  if (id === undefined || !ID.test(id)) return 'it has no id';
  const matches = many(cve['configurations'])
    .flatMap((one) => many(fields(one)['nodes']))
    .flatMap((one) => many(fields(one)['cpeMatch']))
    .map(fields)
    .filter(({ vulnerable }) => vulnerable === true);
  const affected = matches
    .slice(0, AFFECTED_MAX)
    .flatMap(nvdAffected)
    .map((one) => ({ ...one, by: 'nvd' }));
  const rejected = cve['vulnStatus'] === 'Rejected';
  if (affected.length === 0 && !rejected) return `${id} names no product`;
  const english = many(cve['descriptions'])
    .map(fields)
    .find(({ lang }) => lang === 'en');
  const published = timeOf(cve['published']);
  const changed = timeOf(cve['lastModified']);
  return {
    ...{ id, by: 'nvd', source: 'nvd', affected, severity: nvdSeverity(fields(cve['metrics'])) },
    summary: (text(english?.['value'], 100_000) ?? '').slice(0, 300),
    ...(published !== undefined && { publishedAt: published }),
    ...(rejected && { withdrawnAt: changed ?? published ?? '1970-01-01T00:00:00.000Z' }),
  };
}

function nvdAffected(match: Fields): Affected[] {
  const [, , part = '', , product = '', version = '*'] = (text(match['criteria'], 500) ?? '').split(':');
  if (part !== 'a' || product === '' || product === '*') return [];
  const bound = (name: string) => text(match[name], 200);
  const [start, after, before, until] = [
    'versionStartIncluding',
    'versionStartExcluding',
    'versionEndExcluding',
    'versionEndIncluding',
  ].map(bound);
  const base = { ecosystem: 'generic', name: product.replaceAll('\\', '') } as const;
  const isBounded = [start, after, before, until].some((one) => one !== undefined);
  if (!isBounded)
    return version === '*' || version === '-'
      ? []
      : [{ ...base, ranges: [], versions: [version.replaceAll('\\', '')] }];
  const range: Range = {
    from: start ?? after ?? '',
    ...(start === undefined && after !== undefined && { fromExcluded: true }),
    ...(before !== undefined ? { fixed: before } : until !== undefined && { last: until }),
  };
  return [{ ...base, ranges: [range] }];
}

function nvdSeverity(metrics: Fields): CveSeverity {
  for (const name of ['cvssMetricV40', 'cvssMetricV31', 'cvssMetricV30', 'cvssMetricV2']) {
    const listed = many(metrics[name]).map(fields);
    const first = listed.find(({ type }) => type === 'Primary') ?? listed[0];
    const word = wordOf(fields(first?.['cvssData'])['baseSeverity']) ?? wordOf(first?.['baseSeverity']);
    if (word) return word;
  }
  return 'unknown';
}
