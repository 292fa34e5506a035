import { type Affected, hitBy, type Installed } from './advisory.js';
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

/** `name@version` by ecosystem, as nodes report it. A name may hold an @ itself, as those of npm do. */
export function installedOf(packages: Readonly<Record<string, readonly string[]>>): readonly Installed[] {
  return Object.entries(packages).flatMap(([ecosystem, list]) =>
    list.flatMap((one) => {
      const at = one.lastIndexOf('@');
      return at < 1 || at === one.length - 1 ? [] : [{ ecosystem, name: one.slice(0, at), version: one.slice(at + 1) }];
    }),
  );
}

/** Every trouble of everything that is installed, each once a package. Releases are those that it runs on, '' where nobody knows. */
export function matchAll(
  installed: readonly Installed[],
  told: ReadonlyMap<string, readonly Told[]>,
  releases: readonly string[],
): readonly Match[] {
  const found = new Map<string, Match>();
  for (const one of installed)
    for (const { cve, affected } of told.get(one.name) ?? []) {
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
  const named = affected.filter(({ name }) => name === installed.name);
  const own = named.filter(({ ecosystem }) => ecosystem === installed.ecosystem);
  // Who packages it knows it better than who wrote it: distributions mend what keeps its version.
  const words = own.length > 0 ? own : named;
  const hits = (releases.length === 0 ? [''] : releases).flatMap((release) =>
    words.flatMap((one) => hitBy(one, installed, release === '' ? undefined : release) ?? []),
  );
  if (hits.length === 0) return undefined;
  const fixes = hits.flatMap(({ fixedIn }) => fixedIn ?? []);
  if (fixes.length === 0) return {};
  const ecosystem = ECOSYSTEMS.find((one) => one === installed.ecosystem) ?? ('generic' satisfies Ecosystem);
  const [first = '', ...rest] = fixes;
  return { fixedIn: rest.reduce((most, one) => (compareVersions(ecosystem, one, most) > 0 ? one : most), first) };
}
