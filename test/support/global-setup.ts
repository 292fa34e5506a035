import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../activities/store/migrate.js';
import { childEnvironment } from '../../config/environment.js';
import { resolvePart } from '../../tools/parts/index.js';
import { openKeeper } from '../../workers/embedded/keeper.js';
import { loginUrls, openLogins, prepareDatabase } from '../../workers/embedded/logins.js';
import { startPostgres } from '../../workers/embedded/postgres.js';
import { startTemporal } from '../../workers/embedded/temporal.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.js';
import { partSettings } from './part-settings.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's address of the run's PostgreSQL; each test takes a database of its own from it. */
    postgres: { readonly superuserUrl: string; readonly ownerUrl: string };
    temporal: { readonly address: string };
  }
}

const PASSWORDS = { superuser: 'test', owner: 'test', app: 'test', relay: 'test' };

/** One PostgreSQL and one Temporal for the whole run, real ones; ended by the keeper even when the run is killed. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-test-'));
  const keeper = await openKeeper(join(dir, 'run'));
  const settings = partSettings();
  const say = () => undefined;
  const [postgres, temporal] = await Promise.all([
    resolvePart('postgres', settings, say),
    resolvePart('temporal', settings, say),
  ]);
  const [database, server] = await Promise.all([
    startPostgres(
      {
        initdb: postgres.files['initdb'] ?? '',
        postgres: postgres.files['postgres'] ?? '',
        dir: join(dir, 'postgres'),
        logFile: join(dir, 'postgres.log'),
        password: PASSWORDS.superuser,
        env: childEnvironment(),
        // Nothing here outlives the run; what must survive a crash is tested on a Reeve that syncs.
        settings: { fsync: 'off', max_connections: '300' },
      },
      keeper,
    ),
    startTemporal(
      {
        temporal: temporal.files['temporal'] ?? '',
        logFile: join(dir, 'temporal.log'),
        env: childEnvironment(),
        searchAttributes: SEARCH_ATTRIBUTES,
        headless: true,
      },
      keeper,
    ),
  ]);
  const superuserUrl = database.url('postgres');
  await prepareDatabase(superuserUrl, PASSWORDS);
  const ownerUrl = loginUrls(database.url, PASSWORDS).owner;
  await migrate(ownerUrl);
  await openLogins(superuserUrl, PASSWORDS);
  project.provide('postgres', { superuserUrl, ownerUrl });
  project.provide('temporal', { address: server.address });
  return async () => {
    await Promise.all([database.child.stop(), server.child.stop()]);
    await keeper.close();
    await rm(dir, { recursive: true, force: true });
  };
}
