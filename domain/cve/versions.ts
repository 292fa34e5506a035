/** How two versions of one ecosystem stand: below zero where the first is the older. */
type Compare = (a: string, b: string) => number;

export const ECOSYSTEMS = ['deb', 'rpm', 'apk', 'npm', 'pypi', 'go', 'gem', 'cargo', 'generic'] as const;
export type Ecosystem = (typeof ECOSYSTEMS)[number];

export function compareVersions(ecosystem: Ecosystem, a: string, b: string): number {
  return COMPARE[ecosystem](a, b);
}

/** How the indexes of repositories are called, and how their versions are. */
export type PackageKind = 'apt' | 'rpm';

export function isNewer(kind: PackageKind, one: string, than: string): boolean {
  return compareVersions(kind === 'apt' ? 'deb' : 'rpm', one, than) > 0;
}

function sign(n: number): number {
  return n < 0 ? -1 : n > 0 ? 1 : 0;
}

/** Numbers without end: digits are compared as text once the zeros before them are gone. */
function compareDigits(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return x.length === y.length ? (x < y ? -1 : x > y ? 1 : 0) : sign(x.length - y.length);
}

/** Debian: `~` before the end, the end before letters, letters before everything else. */
function weight(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  return /[A-Za-z]/.test(character) ? (character.codePointAt(0) ?? 0) : (character.codePointAt(0) ?? 0) + 256;
}

function compareDebPart(a: string, b: string): number {
  const [left, right] = [pieces(a), pieces(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [[x, n], [y, m]] = [left[at] ?? ['', ''], right[at] ?? ['', '']];
    for (let i = 0; i < Math.max(x.length, y.length); i += 1) {
      const difference = weight(x[i]) - weight(y[i]);
      if (difference !== 0) return sign(difference);
    }
    const digits = compareDigits(n, m);
    if (digits !== 0) return digits;
  }
  return 0;
}

/** What is no digit, and the digits after it, again and again. */
function pieces(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/(\D*)(\d*)/g)]
    .filter(([all]) => all !== '')
    .map(([, words = '', digits = '']) => [words, digits]);
}

function compareDeb(a: string, b: string): number {
  const [x, y] = [debParts(a), debParts(b)];
  return (
    compareDigits(x.epoch, y.epoch) || compareDebPart(x.upstream, y.upstream) || compareDebPart(x.revision, y.revision)
  );
}

function debParts(version: string) {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(version.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch, upstream: rest, revision: '' }
    : { epoch, upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

/** rpmvercmp: runs of digits and of letters; digits are newer than letters, `~` is older and `^` newer than the end. */
function compareRpmPart(a: string, b: string): number {
  const parts = (text: string) => [...text.matchAll(/\d+|[A-Za-z]+|~|\^/g)].map(([part]) => part);
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [x, y] = [left[at], right[at]];
    if (x === y) continue;
    if (x === '~' || y === '~') return x === '~' ? -1 : 1;
    if (x === '^' || y === '^') return caret(x, y);
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const [n, m] = [/\d/.test(x), /\d/.test(y)];
    if (n !== m) return n ? 1 : -1;
    const difference = n ? compareDigits(x, y) : x < y ? -1 : 1;
    if (difference !== 0) return difference;
  }
  return 0;
}

function caret(x: string | undefined, y: string | undefined): number {
  if (x === '^') return y === undefined ? 1 : -1;
  return x === undefined ? -1 : 1;
}

function compareRpm(a: string, b: string): number {
  const [x, y] = [debParts(a), debParts(b)];
  // To rpm a version without a release is any of its releases.
  const isAny = x.revision === '' || y.revision === '';
  return (
    compareDigits(x.epoch, y.epoch) ||
    compareRpmPart(x.upstream, y.upstream) ||
    (isAny ? 0 : compareRpmPart(x.revision, y.revision))
  );
}

/** Semantic versions, and those that nearly are: `v` before, `+build` behind, fewer numbers than three. */
function compareSemver(a: string, b: string): number {
  const [x, y] = [semverParts(a), semverParts(b)];
  for (let at = 0; at < Math.max(x.numbers.length, y.numbers.length); at += 1) {
    const difference = compareDigits(x.numbers[at] ?? '0', y.numbers[at] ?? '0');
    if (difference !== 0) return difference;
  }
  if (x.before.length === 0 || y.before.length === 0) return sign(y.before.length - x.before.length);
  return comparePrerelease(x.before, y.before);
}

function semverParts(version: string) {
  const [core = ''] = version.trim().replace(/^v/, '').split('+');
  const dash = core.indexOf('-');
  return {
    numbers: (dash < 0 ? core : core.slice(0, dash)).split('.').map((part) => (/^\d+$/.test(part) ? part : '0')),
    before: dash < 0 ? [] : core.slice(dash + 1).split('.'),
  };
}

function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x, y] = [a[at], b[at]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const [n, m] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (n !== m) return n ? -1 : 1;
    const difference = n ? compareDigits(x, y) : x < y ? -1 : x > y ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

const PYPI =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[._-]?(a|alpha|b|beta|c|rc|pre|preview)[._-]?(\d*))?(?:-(\d+)|[._-]?(post|rev|r)[._-]?(\d*))?(?:[._-]?(dev)[._-]?(\d*))?(?:\+.*)?$/;
const STAGE: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 };

/** PEP 440: dev before alpha, beta and candidate, then the release, then what comes after it. */
function comparePypi(a: string, b: string): number {
  const [x, y] = [pypiParts(a), pypiParts(b)];
  if (!x || !y) return compareDebPart(a, b);
  const epoch = compareDigits(x.epoch, y.epoch);
  if (epoch !== 0) return epoch;
  for (let at = 0; at < Math.max(x.release.length, y.release.length); at += 1) {
    const difference = compareDigits(x.release[at] ?? '0', y.release[at] ?? '0');
    if (difference !== 0) return difference;
  }
  for (const [at, n] of x.rest.entries()) {
    const difference = sign(n - (y.rest[at] ?? 0));
    if (difference !== 0) return difference;
  }
  return 0;
}

function pypiParts(version: string) {
  const found = PYPI.exec(version.trim().toLowerCase());
  if (!found) return undefined;
  const [, epoch = '0', release = '', stage, nth, bare, post, postNth, dev, devNth] = found;
  const isAfter = bare !== undefined || post !== undefined;
  // A release that is only in development comes before its own first alpha.
  const rank = stage === undefined ? (dev !== undefined && !isAfter ? 0 : 4) : (STAGE[stage] ?? 3);
  return {
    epoch,
    release: release.split('.'),
    rest: [
      ...[rank, Number(nth || 0)],
      isAfter ? 1 + Number((bare ?? postNth) || 0) : 0,
      dev === undefined ? Infinity : Number(devNth || 0),
    ],
  };
}

/** RubyGems: letters make it come before. */
function compareGem(a: string, b: string): number {
  const parts = (text: string) => text.trim().match(/\d+|[A-Za-z]+/g) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [x, y] = [left[at] ?? '0', right[at] ?? '0'];
    const [n, m] = [/\d/.test(x), /\d/.test(y)];
    if (n !== m) return n ? 1 : -1;
    const difference = n ? compareDigits(x, y) : x < y ? -1 : x > y ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Alpine: numbers, a letter, `_alpha` … `_rc` before and `_p` after the release, `-r` for the build. */
const APK_SUFFIX: Readonly<Record<string, number>> = {
  alpha: -4,
  beta: -3,
  pre: -2,
  rc: -1,
  cvs: 1,
  svn: 2,
  git: 3,
  hg: 4,
  p: 5,
};

function compareApk(a: string, b: string): number {
  const [x, y] = [apkParts(a), apkParts(b)];
  const numbers = compareSemver(x.core, y.core);
  if (numbers !== 0) return numbers;
  const letter = x.letter < y.letter ? -1 : x.letter > y.letter ? 1 : 0;
  if (letter !== 0) return letter;
  return sign(x.suffix - y.suffix) || compareDigits(x.nth, y.nth) || compareDigits(x.build, y.build);
}

function apkParts(version: string) {
  const [, core = '', letter = '', name = '', nth = '', build = ''] =
    /^([\d.]+)([a-z]?)(?:_([a-z]+)(\d*))?(?:-r(\d+))?/.exec(version.trim()) ?? [];
  return { core, letter, suffix: APK_SUFFIX[name] ?? 0, nth, build };
}

const COMPARE: Readonly<Record<Ecosystem, Compare>> = {
  deb: compareDeb,
  rpm: compareRpm,
  apk: compareApk,
  npm: compareSemver,
  go: compareSemver,
  cargo: compareSemver,
  pypi: comparePypi,
  gem: compareGem,
  generic: compareDebPart,
};
