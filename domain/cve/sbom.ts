import type { Installed } from './advisory.js';
import { type Fields, fields, many } from './told.js';
import type { Ecosystem } from './versions.js';

const COMPONENTS_MAX = 20_000;
const DEPTH_MAX = 8;

export type Sbom =
  | { readonly format: 'cyclonedx' | 'spdx'; readonly packages: readonly Installed[]; readonly unnamed: number }
  | { readonly because: string };

const PURL_TYPES: Readonly<Record<string, Ecosystem>> = {
  ...{
    deb: 'deb',
    rpm: 'rpm',
    apk: 'apk',
    npm: 'npm',
    pypi: 'pypi',
    golang: 'go',
    gem: 'gem',
    cargo: 'cargo',
    generic: 'generic',
  },
};

/** A bill of materials in JSON, of CycloneDX or SPDX. Parts without a package URL are counted and can't be compared. */
export function readSbom(sent: unknown): Sbom {
  const top = fields(sent);
  const format =
    top['bomFormat'] === 'CycloneDX' ? 'cyclonedx' : typeof top['spdxVersion'] === 'string' ? 'spdx' : undefined;
  if (!format) return { because: 'it is neither CycloneDX ("bomFormat") nor SPDX ("spdxVersion") as JSON' };
  const parts = format === 'cyclonedx' ? components(top['components'], 0) : many(top['packages']).map(fields);
  if (parts.length > COMPONENTS_MAX)
    return { because: `it lists ${parts.length} parts, and ${COMPONENTS_MAX} is the most` };
  const urls = parts.map((part) => (format === 'cyclonedx' ? part['purl'] : spdxPurl(part)));
  const packages = urls.flatMap((url) => (typeof url === 'string' ? (readPurl(url) ?? []) : []));
  const named = new Map(packages.map((one) => [`${one.ecosystem}\n${one.name}\n${one.version}`, one]));
  return { format, packages: [...named.values()], unnamed: parts.length - packages.length };
}

function components(value: unknown, depth: number): readonly Fields[] {
  if (depth > DEPTH_MAX) return [];
  return many(value)
    .map(fields)
    .flatMap((one) => [one, ...components(one['components'], depth + 1)]);
}

function spdxPurl(part: Fields): unknown {
  return many(part['externalRefs'])
    .map(fields)
    .find(({ referenceType }) => referenceType === 'purl')?.['referenceLocator'];
}

/** `pkg:type/namespace/name@version?qualifiers#subpath`. */
export function readPurl(url: string): Installed | undefined {
  const [, type = '', path = '', version = ''] =
    /^pkg:([a-z0-9.+-]+)\/([^@?#]+)@([^?#]+)/i.exec(url.slice(0, 600)) ?? [];
  const ecosystem = PURL_TYPES[type.toLowerCase()];
  if (!ecosystem) return undefined;
  try {
    const parts = path.split('/').map(decodeURIComponent);
    // A distribution before the name is where it comes from; a scope or a host is part of the name.
    const name = ['deb', 'rpm', 'apk', 'generic'].includes(ecosystem) ? (parts.at(-1) ?? '') : parts.join('/');
    const epoch = /[?&]epoch=(\d+)/.exec(url)?.[1];
    const said = decodeURIComponent(version);
    const built = { name, version: epoch === undefined || said.includes(':') ? said : `${epoch}:${said}` };
    const source = sourceIn(url, built);
    return { ecosystem, ...built, ...(source && { source }) };
  } catch {
    return undefined;
  }
}

/** `upstream=name` or `upstream=name@version`, as those who list distributions' packages write it. */
function sourceIn(url: string, built: { readonly name: string; readonly version: string }): Installed['source'] {
  const [, upstream = ''] = /[?&]upstream=([^&#]+)/.exec(url.slice(0, 600)) ?? [];
  const [, name = '', version = built.version] = /^([^@]+)(?:@(.+))?$/.exec(decodeURIComponent(upstream)) ?? [];
  return name === '' || (name === built.name && version === built.version) ? undefined : { name, version };
}
