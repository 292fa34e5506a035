import { access, constants, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ACTIONS } from '../../activities/actions/index.js';
import { childEnvironment, searchPath } from '../../config/environment.js';
import type { Config } from '../../config/load.js';
import { embeddedParts, productionWarnings, unsafeSettings } from '../../config/production.js';
import { inspectPart, type PartName, type PartReport, parts } from '../../tools/parts/index.js';
import { unprivileged } from '../embedded/unprivileged.js';
import { partSettings, whyNotPostgres } from './parts.js';
import { VERSION } from './version.js';

const NEEDED_TO_RUN: Readonly<Record<'postgres' | 'temporal', PartName>> = {
  postgres: 'postgres',
  temporal: 'temporal',
};

export interface Findings {
  readonly healthy: boolean;
  readonly version: string;
  readonly node: string;
  readonly parts: readonly (PartReport & { readonly need: 'to run' | 'to test' | 'configured elsewhere' })[];
  readonly docker: boolean;
  readonly data: { readonly folder: string; readonly freeMb: number; readonly writable: boolean };
  /** Why the embedded PostgreSQL would not start on this data folder, in the words of `reeve up`. */
  readonly refused: readonly string[];
  /** What is configured as missing here, each with what it means. */
  readonly missing: readonly string[];
  readonly unsafe: readonly string[];
  readonly warnings: readonly string[];
  readonly lines: readonly string[];
}

/** Looks at the machine and changes nothing: no download, no build. */
export async function examine(config: Config): Promise<Findings> {
  const settings = partSettings(config);
  const own = embeddedParts(config).map((part) => NEEDED_TO_RUN[part]);
  const looked = await Promise.all(
    parts.map(async ({ name }) => ({
      ...(await inspectPart(name as PartName, settings)),
      need: needOf(name as PartName, own),
    })),
  );
  const docker = await onPath('docker');
  const data = await lookAtData(config.data);
  const refused = own.includes('postgres') ? await whyNotStarted(config) : [];
  const base = {
    healthy:
      data.writable &&
      refused.length === 0 &&
      looked.every((part) => part.need !== 'to run' || part.found !== undefined || part.obtainable === true),
    version: VERSION,
    node: process.versions.node,
    parts: looked,
    docker,
    data,
    refused,
    missing: config.capabilities.missing.map(missingMeans),
    unsafe: unsafeSettings(config),
    warnings: productionWarnings(config),
  };
  return { ...base, lines: say(base) };
}

/** The very checks of a start, as far as looking can make them. */
async function whyNotStarted(config: Config): Promise<readonly string[]> {
  const asRoot = await unprivileged(childEnvironment()).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const reasons = [asRoot, await whyNotPostgres(config, join(config.data, 'postgres'))];
  return reasons.filter((reason) => reason !== undefined);
}

function needOf(name: PartName, own: readonly PartName[]): Findings['parts'][number]['need'] {
  if (own.includes(name)) return 'to run';
  return name === 'postgres' || name === 'temporal' ? 'configured elsewhere' : 'to test';
}

function say({
  version,
  node,
  parts: looked,
  docker,
  data,
  refused,
  missing,
  unsafe,
  warnings,
}: Omit<Findings, 'lines'>): readonly string[] {
  const part = ({ name, found, wayOut, usedBy, need }: Findings['parts'][number]) => {
    const where = found
      ? `${found.version}, ${found.source}: ${Object.values(found.files)[0] ?? ''}`
      : (wayOut ?? 'not found');
    const note = found?.note ? `\n      ${found.note}` : '';
    return `  ${found ? 'found  ' : 'MISSING'}  ${name} (${need}; ${usedBy})\n      ${where}${note}`;
  };
  return [
    `Reeve ${version} on Node ${node}`,
    '',
    'Parts that Reeve brings by itself:',
    ...looked.map(part),
    '',
    docker
      ? '  found    docker client (for docker-compose.yml only; "reeve up" needs no Docker)'
      : '  no docker: nothing here needs it; "reeve up" runs without, and docker-compose.yml is for hosts that have it',
    '',
    `Data folder ${data.folder}: ${data.writable ? `writable, ${data.freeMb} MB free` : 'NOT WRITABLE: give another one with --data'}`,
    ...missing.map((text) => `missing by configuration: ${text}`),
    ...refused.map((text) => `REFUSED: ${text}`),
    ...unsafe.map((text) => `refused in production: ${text}`),
    ...warnings.map((text) => `warning: ${text}`),
  ];
}

/** What people saved stays saved, and counts again once the capability is back. */
function missingMeans(name: string): string {
  const actions = ACTIONS.filter(({ card }) => card.needs.includes(name)).map(({ card }) => card.id);
  if (actions.length > 0) return `${name}, so ${actions.join(', ')} ${actions.length === 1 ? 'is' : 'are'} refused`;
  return `${name}, so its level is held down whatever was set (reeve autonomy list)`;
}

async function lookAtData(folder: string): Promise<Findings['data']> {
  for (let at = folder; ; at = join(at, '..')) {
    const disk = await statfs(at).catch(() => undefined);
    if (!disk) continue;
    const writable = await access(at, constants.W_OK).then(
      () => true,
      () => false,
    );
    return { folder, freeMb: Math.floor((disk.bavail * disk.bsize) / 1_048_576), writable };
  }
}

async function onPath(program: string): Promise<boolean> {
  const looks = searchPath().map((folder) =>
    access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    ),
  );
  return (await Promise.all(looks)).includes(true);
}
