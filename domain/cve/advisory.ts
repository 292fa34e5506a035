import type { CveSeverity } from './risk.js';
import { compareVersions, type Ecosystem } from './versions.js';

/** From the first that has it (`''`: from the beginning) up to the one that mends it, or the last that has it. */
export interface Range {
  readonly from: string;
  /** The version that begins is well itself. */
  readonly fromExcluded?: true;
  readonly fixed?: string;
  readonly last?: string;
}

/** A package that an advisory speaks about. */
export interface Affected {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** Of one release of a distribution alone, such as `debian:12`. */
  readonly release?: string;
  readonly ranges: readonly Range[];
  /** These, by name. */
  readonly versions?: readonly string[];
  /** Which entry says so: what is told of one trouble in several places is kept beside each other. */
  readonly by?: string;
}

export interface Advisory {
  readonly id: string;
  /** Whose word it is: the entry's own id, which is another one than the trouble's where that has a CVE number. */
  readonly by?: string;
  readonly severity: CveSeverity;
  readonly summary: string;
  readonly source: 'osv' | 'nvd' | 'person';
  readonly publishedAt?: string;
  readonly withdrawnAt?: string;
  readonly affected: readonly Affected[];
}

export interface Installed {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  /** What it was built from, where that is called otherwise: Debian and Alpine name sources in their advisories. */
  readonly source?: { readonly name: string; readonly version: string };
}

/** Why it is hit, and what mends it; undefined where it is not. */
export interface Hit {
  readonly fixedIn?: string;
}

export function hitBy(affected: Affected, installed: Installed, release?: string): Hit | undefined {
  const { ecosystem, name } = affected;
  if (installed.name !== name || (installed.ecosystem !== ecosystem && ecosystem !== 'generic')) return undefined;
  if (affected.release !== undefined && release !== undefined && !isOfRelease(release, affected.release))
    return undefined;
  const range = affected.ranges.find((one) => isWithin(ecosystem, one, installed.version));
  if (range) return range.fixed === undefined ? {} : { fixedIn: range.fixed };
  return affected.versions?.includes(installed.version) === true ? {} : undefined;
}

/** `alpine:3.18.4` is of `alpine:v3.18`, and `rocky:9.4` of `rocky:9`; whose version nobody tells may be of any of its family. */
export function isOfRelease(runs: string, named: string): boolean {
  const [family, version] = partsOf(runs);
  const [ofFamily, ofVersion] = partsOf(named);
  if (family !== ofFamily) return false;
  return version === undefined || ofVersion === undefined || `${version}.`.startsWith(`${ofVersion}.`);
}

function partsOf(release: string): readonly [family: string | undefined, version: string | undefined] {
  const [family, version] = release.split(':');
  return [family, version?.replace(/^v(?=\d)/, '')];
}

function isWithin(ecosystem: Ecosystem, { from, fromExcluded, fixed, last }: Range, version: string): boolean {
  const compared = (other: string) => compareVersions(ecosystem, version, other);
  const begun = from === '' || from === '0' || (fromExcluded === true ? compared(from) > 0 : compared(from) >= 0);
  if (!begun) return false;
  if (fixed !== undefined) return compared(fixed) < 0;
  return last === undefined || compared(last) <= 0;
}
