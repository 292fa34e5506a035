import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment } from '../../config/environment.js';
import type { Config } from '../../config/load.js';
import type { OnProgress } from '../../tools/parts/index.js';
import { openDataFolder } from '../embedded/data-folder.js';
import { lockFolder } from '../embedded/folder-lock.js';
import { openKeeper } from '../embedded/keeper.js';
import { loginUrls, prepareDatabase } from '../embedded/logins.js';
import { startPostgres } from '../embedded/postgres.js';
import { isAlive, type ProcessIdentity } from '../embedded/process-identity.js';
import { databasePasswords } from '../embedded/secrets.js';
import { resolvePostgres } from './parts.js';

export interface OwnerAccess {
  readonly ownerUrl: string;
  /** True when another process works on this database right now. */
  readonly inUse: boolean;
}

/** Lends the database as its owner: the configured one, the one of a running Reeve, or the sleeping one of the data folder. */
export async function withOwnDatabase<T>(
  config: Config,
  onProgress: OnProgress,
  use: (access: OwnerAccess) => Promise<T>,
): Promise<T> {
  const configured = config.database.ownerUrl ?? config.database.url;
  if (configured) return use({ ownerUrl: configured, inUse: false });
  const running = await runningDatabase(config.data);
  if (running) return use({ ownerUrl: running, inUse: true });

  const folder = await openDataFolder(config.data);
  const lock = await lockFolder(folder);
  try {
    const keeper = await openKeeper(folder.path('run'));
    const part = await resolvePostgres(config, folder.path('postgres'), onProgress);
    const passwords = await databasePasswords(folder);
    const { initdb = '', postgres = '' } = part.files;
    const paths = { dir: folder.path('postgres'), logFile: folder.path('logs', 'postgres.log') };
    const server = await startPostgres(
      { initdb, postgres, ...paths, password: passwords.superuser, env: childEnvironment() },
      keeper,
    );
    try {
      await prepareDatabase(server.url('postgres'), passwords);
      return await use({ ownerUrl: loginUrls(server.url, passwords).owner, inUse: false });
    } finally {
      await server.child.stop();
      await keeper.close();
    }
  } finally {
    await lock.release();
  }
}

/** Where the embedded database is meant: refuses a folder in which there is none, rather than make one there. */
export function assertHoldsReeve(config: Config): void {
  if (config.database.ownerUrl ?? config.database.url) return;
  if (existsSync(join(config.data, 'postgres', 'cluster', 'PG_VERSION'))) return;
  throw new Error(`the data folder ${config.data} holds no Reeve: name the one that does with --data`);
}

/** Restoring takes an embedded database of its own; one that serves is somebody's work. */
export async function assertNobodyRuns(config: Config): Promise<void> {
  if (config.database.ownerUrl ?? config.database.url) return;
  if (await runningDatabase(config.data)) {
    throw new Error(`a Reeve runs on the data folder ${config.data}: stop it, or give a new folder with --data`);
  }
}

async function runningDatabase(data: string): Promise<string | undefined> {
  const text = await readFile(join(data, 'run', 'state.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const state = JSON.parse(text) as { process?: ProcessIdentity | null; databaseUrl?: string };
  return state.process && isAlive(state.process) ? state.databaseUrl : undefined;
}
