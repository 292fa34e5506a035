/** How the versions of packages follow each other: as dpkg and rpm say it, since neither is numbers between dots. */
export type PackageKind = 'apt' | 'rpm';

/** Below zero where the first is the older one. */
export function compareVersions(kind: PackageKind, one: string, other: string): number {
  const a = partsOf(one);
  const b = partsOf(other);
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  if (kind === 'apt') return compareDebian(a.upstream, b.upstream) || compareDebian(a.revision, b.revision);
  // To rpm a version without a release is any of its releases.
  const isAny = a.revision === '' || b.revision === '';
  return compareRpm(a.upstream, b.upstream) || (isAny ? 0 : compareRpm(a.revision, b.revision));
}

export function isNewer(kind: PackageKind, one: string, than: string): boolean {
  return compareVersions(kind, one, than) > 0;
}

interface Parts {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

/** `epoch:upstream-revision`; both ends may be left out. */
function partsOf(version: string): Parts {
  const [, epoch = '0', rest = ''] = /^(?:(\d{1,9}):)?(.*)$/s.exec(version.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash === -1
    ? { epoch: Number(epoch), upstream: rest, revision: '' }
    : { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

/** Texts and numbers by turns; in texts a tilde comes before the end, the end before letters, letters before the rest. */
function compareDebian(one: string, other: string): number {
  const a = turnsOf(one);
  const b = turnsOf(other);
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = at % 2 === 0 ? compareTexts(a[at] ?? '', b[at] ?? '') : compareNumbers(a[at] ?? '', b[at] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

function turnsOf(text: string): readonly string[] {
  return [...text.matchAll(/(\D*)(\d*)/g)].flatMap(([, words = '', digits = '']) => [words, digits]);
}

function compareTexts(one: string, other: string): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = weightOf(one[at]) - weightOf(other[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function weightOf(letter: string | undefined): number {
  if (letter === undefined) return 0;
  if (letter === '~') return -1;
  return /[a-z]/i.test(letter) ? letter.charCodeAt(0) : letter.charCodeAt(0) + 0x1_0000;
}

/** Any number of digits: dates and hashes grow longer than a number holds. */
function compareNumbers(one: string, other: string): number {
  const a = one.replace(/^0+/, '');
  const b = other.replace(/^0+/, '');
  return a.length - b.length || order(a, b);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Runs of digits, of letters, a tilde before everything and a caret after the end; what stands between only parts them. */
function compareRpm(one: string, other: string): number {
  const a = runsOf(one);
  const b = runsOf(other);
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = compareRuns(a[at], b[at]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function runsOf(text: string): readonly string[] {
  return text.match(/\d+|[a-z]+|[~^]/gi) ?? [];
}

function compareRuns(a: string | undefined, b: string | undefined): number {
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (a === undefined || b === undefined) return 0;
  return /^\d/.test(a) ? compareNumbers(a, b) : order(a, b);
}

function rankOf(run: string | undefined): number {
  if (run === '~') return -1;
  if (run === undefined) return 0;
  if (run === '^') return 1;
  return /^\d/.test(run) ? 3 : 2;
}
