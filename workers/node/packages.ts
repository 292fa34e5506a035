import { createHash } from 'node:crypto';
import { packagesText } from '../../domain/fleet/fold.js';
import { ask } from './command.js';

const PACKAGES_MAX = 20_000;

export interface PackageList {
  readonly digest: string;
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

/** What is installed here, by the package managers that are there; nothing where there is none. */
export async function installedPackages(): Promise<PackageList | undefined> {
  const [deb, rpm] = await Promise.all([
    ask('dpkg-query', ['-W', '-f', '${db:Status-Status} ${binary:Package} ${Version}\\n']),
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

export function debPackages(text: string): readonly string[] {
  return sorted(text, /^installed ([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)? (\S+)$/);
}

/** An epoch of 0 is none. */
export function rpmPackages(text: string): readonly string[] {
  return sorted(text, /^([A-Za-z0-9][A-Za-z0-9+._-]*) (?:0:)?(\S+)$/);
}

function sorted(text: string, line: RegExp): readonly string[] {
  const found = text.split('\n').flatMap((one) => {
    const [, name, version] = line.exec(one) ?? [];
    return name !== undefined && version !== undefined && one.length < 400 ? [`${name}@${version}`] : [];
  });
  return [...new Set(found)].toSorted().slice(0, PACKAGES_MAX);
}
