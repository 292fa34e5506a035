import { type Affected, type Hit, hitBy, type Installed } from './advisory.js';
import { compareVersions, type Ecosystem, ECOSYSTEMS } from './versions.js';

/** What advisories say of one package. */
export interface Told {
  readonly cve: string;
  readonly affected: readonly Affected[];
}

/** A package that runs and should not. */
export interface Match {
  readonly cve: string;
  readonly ecosystem: string;
  readonly package: string;
  readonly version: string;
  readonly fixedIn?: string;
}

/**
 * `name@version` by ecosystem, as nodes report it; after a space the source that it was built from, with its version where that is
 * another one. A name may hold an @ itself, as those of npm do.
 */
export function installedOf(packages: Readonly<Record<string, readonly string[]>>): readonly Installed[] {
  return Object.entries(packages).flatMap(([ecosystem, list]) =>
    list.flatMap((one) => {
      const [own = '', built = ''] = one.split(' ');
      const named = versioned(own);
      if (!named) return [];
      const source = built === '' ? undefined : (versioned(built) ?? { name: built, version: named.version });
      return [{ ecosystem, ...named, ...(source && { source }) }];
    }),
  );
}

function versioned(text: string): { readonly name: string; readonly version: string } | undefined {
  const at = text.lastIndexOf('@');
  return at < 1 || at === text.length - 1 ? undefined : { name: text.slice(0, at), version: text.slice(at + 1) };
}

/** By which names advisories may speak of it. */
export function namesOf({ name, source }: Installed): readonly string[] {
  return source && source.name !== name ? [name, source.name] : [name];
}

/** Every trouble of everything that is installed, each once a package. Releases are those that it runs on, '' where nobody knows. */
export function matchAll(
  installed: readonly Installed[],
  told: ReadonlyMap<string, readonly Told[]>,
  releases: readonly string[],
): readonly Match[] {
  const found = new Map<string, Match>();
  for (const one of installed)
    for (const { cve, affected } of namesOf(one).flatMap((name) => told.get(name) ?? [])) {
      const hit = worstHit(affected, one, releases);
      const key = `${cve}\n${one.ecosystem}\n${one.name}`;
      const before = found.get(key);
      if (!hit || (before && (before.fixedIn === undefined || hit.fixedIn !== undefined))) continue;
      const { ecosystem, name, version } = one;
      found.set(key, { cve, ecosystem, package: name, version, ...hit });
    }
  return [...found.values()];
}

/** That it is hit anywhere, and the highest of the versions that mend it. */
export function worstHit(
  affected: readonly Affected[],
  installed: Installed,
  releases: readonly string[],
): { readonly fixedIn?: string } | undefined {
  const names = namesOf(installed);
  const named = affected.filter(({ name }) => names.includes(name));
  const own = named.filter(({ ecosystem }) => ecosystem === installed.ecosystem);
  // Who packages it knows it better than who wrote it: distributions mend what keeps its version.
  const words = own.length > 0 ? own : named;
  const hits = (releases.length === 0 ? [''] : releases).flatMap((release) =>
    words.flatMap((one) => hitAs(one, installed, release === '' ? undefined : release) ?? []),
  );
  if (hits.length === 0) return undefined;
  const fixes = hits.flatMap(({ fixedIn }) => fixedIn ?? []);
  if (fixes.length === 0) return {};
  const ecosystem = ECOSYSTEMS.find((one) => one === installed.ecosystem) ?? ('generic' satisfies Ecosystem);
  const [first = '', ...rest] = fixes;
  return { fixedIn: rest.reduce((most, one) => (compareVersions(ecosystem, one, most) > 0 ? one : most), first) };
}

/** Compared as what it is named: a source has versions of its own. */
function hitAs(affected: Affected, installed: Installed, release?: string): Hit | undefined {
  const { source } = installed;
  if (source?.name !== affected.name) return hitBy(affected, installed, release);
  const hit = hitBy(affected, { ...installed, ...source }, release);
  return hit?.fixedIn === undefined ? hit : { fixedIn: asBuilt(hit.fixedIn, installed.version, source.version) };
}

/** What is built may have an epoch that its source has not; without it every version would seem to be newer. */
function asBuilt(fixed: string, built: string, source: string): string {
  const epoch = /^\d+:/.exec(built)?.[0];
  return epoch !== undefined && !/^\d+:/.test(source) ? `${epoch}${fixed}` : fixed;
}
