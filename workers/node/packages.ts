import { createHash } from 'node:crypto';
import { packagesText } from '../../domain/fleet/fold.js';
import { ask } from './command.js';

const PACKAGES_MAX = 20_000;
const DEBIAN = '${db:Status-Status} ${binary:Package} ${Version} ${source:Package} ${source:Version}\\n';

export interface PackageList {
  readonly digest: string;
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

/** What is installed here, by the package managers that are there; nothing where there is none. */
export async function installedPackages(): Promise<PackageList | undefined> {
  const [deb, rpm] = await Promise.all([
    ask('dpkg-query', ['-W', '-f', DEBIAN]),
    ask('rpm', ['-qa', '--qf', '%{NAME} %{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n']),
  ]);
  const packages = {
    ...(deb !== undefined && { deb: debPackages(deb) }),
    ...(rpm !== undefined && { rpm: rpmPackages(rpm) }),
  };
  // A manager of another system may be there and hold nothing.
  const held = Object.fromEntries(Object.entries(packages).filter(([, list]) => list.length > 0));
  return Object.keys(held).length === 0 ? undefined : listOf(held);
}

export function listOf(packages: PackageList['packages']): PackageList {
  return { packages, digest: `sha256:${createHash('sha256').update(packagesText(packages)).digest('hex')}` };
}

/** With the source that it was built from where that is called otherwise, as advisories name sources. */
export function debPackages(text: string): readonly string[] {
  return sorted(text, /^installed ([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)? (\S+)(?: (\S+) (\S+))?$/);
}

/** An epoch of 0 is none. */
export function rpmPackages(text: string): readonly string[] {
  return sorted(text, /^([A-Za-z0-9][A-Za-z0-9+._-]*) (?:0:)?(\S+)$/);
}

function sorted(text: string, line: RegExp): readonly string[] {
  const found = text.split('\n').flatMap((one) => {
    const [, name, version, source, sourceVersion] = line.exec(one) ?? [];
    if (name === undefined || version === undefined || one.length >= 400) return [];
    if (source === undefined || (source === name && sourceVersion === version)) return [`${name}@${version}`];
    return [`${name}@${version} ${source}${sourceVersion === version ? '' : `@${sourceVersion}`}`];
  });
  return [...new Set(found)].toSorted().slice(0, PACKAGES_MAX);
}
