import type { NodeReport } from './report.js';

/** How far the reports of an instance have come. */
export interface Heard {
  readonly boot: string;
  readonly seq: number;
  /** The boots before, the newest first. */
  readonly former: readonly string[];
}

export interface Folded {
  /** For each report: whether it was new. */
  readonly taken: readonly boolean[];
  /** What all that is new says together; nothing where nothing is. */
  readonly news?: { readonly heard: Heard; readonly beats: number; readonly report: NodeReport };
}

const FORMER_MAX = 8;

/**
 * Puts reports of one instance together, in the order in which they came. One that was there, or is older than what is known,
 * changes nothing: neither one from before the last boot. Clocks have no say in it, since they jump.
 */
export function fold(known: Heard | undefined, reports: readonly NodeReport[]): Folded {
  let heard = known;
  let news: NodeReport | undefined;
  let beats = 0;
  const taken = reports.map((report) => {
    if (heard && isLate(heard, report)) return false;
    heard = follow(heard, report);
    news = news ? merge(news, report) : report;
    beats += 1;
    return true;
  });
  return { taken, ...(heard && news && { news: { heard, beats, report: news } }) };
}

function isLate(heard: Heard, { boot, seq }: NodeReport): boolean {
  return boot === heard.boot ? seq <= heard.seq : heard.former.includes(boot);
}

function follow(heard: Heard | undefined, { boot, seq }: NodeReport): Heard {
  if (!heard) return { boot, seq, former: [] };
  if (heard.boot === boot) return { ...heard, seq };
  return { boot, seq, former: [heard.boot, ...heard.former].filter(Boolean).slice(0, FORMER_MAX) };
}

/** The later one counts, but nobody's touch of a lure is forgotten, and a list of packages goes with its digest. */
function merge(before: NodeReport, after: NodeReport): NodeReport {
  const touched = [...(before.luresTouched ?? []), ...(after.luresTouched ?? [])];
  const sameSet = before.packages?.digest === after.packages?.digest;
  const list = after.packages?.packages ?? (sameSet ? before.packages?.packages : undefined);
  return {
    ...before,
    ...after,
    ...(touched.length > 0 && { luresTouched: touched }),
    ...(after.packages && { packages: { ...after.packages, ...(list && { packages: list }) } }),
  };
}

type PackageLists = Readonly<Record<string, readonly string[]>>;

/** The text whose SHA-256, as "sha256:" and hex, is the digest of a set: the same packages have the same, whoever has them. */
export function packagesText(packages: PackageLists): string {
  return Object.keys(packages)
    .toSorted()
    .flatMap((ecosystem) => [`[${ecosystem}]`, ...(packages[ecosystem] ?? []).toSorted()])
    .join('\n');
}
