import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../activities/store/migrate.js';
import { childEnvironment } from '../../config/environment.js';
import { resolvePart } from '../../tools/parts/index.js';
import { openKeeper } from '../../workers/embedded/keeper.js';
import { loginUrls, openLogins, prepareDatabase } from '../../workers/embedded/logins.js';
import { startPostgres } from '../../workers/embedded/postgres.js';
import { startTemporal } from '../../workers/embedded/temporal.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.js';
import { partSettings } from './part-settings.js';
import { end } from './reeve.js';
import { openTestStore, type TestStore } from './store.js';
import { openTestTemporal, type TestTemporal } from './temporal.js';

type Part = 'postgres' | 'temporal';

/** A PostgreSQL that syncs and a Temporal with a file, of a test's own: both can be killed, and come back as they were. */
export interface ChaosGround {
  readonly store: TestStore;
  readonly temporal: TestTemporal;
  readonly kill: (part: Part) => Promise<void>;
  readonly restart: (part: Part) => Promise<void>;
  readonly close: () => Promise<void>;
}

const PASSWORDS = { superuser: 'test', owner: 'test', app: 'test', relay: 'test' };

export async function openChaosGround(): Promise<ChaosGround> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-chaos-'));
  const keeper = await openKeeper(join(dir, 'run'));
  const settings = partSettings();
  const [postgres, temporal] = await Promise.all([
    resolvePart('postgres', settings, () => undefined),
    resolvePart('temporal', settings, () => undefined),
  ]);
  const env = childEnvironment();
  const database = {
    ...{ initdb: postgres.files['initdb'] ?? '', postgres: postgres.files['postgres'] ?? '', env },
    ...{ dir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), password: PASSWORDS.superuser },
    settings: { max_connections: '200' },
  };
  const server = {
    ...{ temporal: temporal.files['temporal'] ?? '', databaseFile: join(dir, 'temporal.db'), env, headless: true },
    ...{ logFile: join(dir, 'temporal.log'), searchAttributes: SEARCH_ATTRIBUTES },
  };
  const [first, began] = await Promise.all([startPostgres(database, keeper), startTemporal(server, keeper)]);
  const superuserUrl = first.url('postgres');
  await prepareDatabase(superuserUrl, PASSWORDS);
  const ownerUrl = loginUrls(first.url, PASSWORDS).owner;
  await migrate(ownerUrl);
  await openLogins(superuserUrl, PASSWORDS);
  const [store, client] = await Promise.all([
    openTestStore({ superuserUrl, ownerUrl }),
    openTestTemporal({ address: began.address }),
  ]);
  const children = { postgres: first.child, temporal: began.child };
  const again = {
    postgres: async () => (await startPostgres({ ...database, port: first.port }, keeper)).child,
    temporal: async () =>
      (await startTemporal({ ...server, port: Number(began.address.split(':').at(-1)) }, keeper)).child,
  };
  return {
    ...{ store, temporal: client },
    async kill(part) {
      end(children[part].pid, 'SIGKILL');
      await children[part].exited;
    },
    async restart(part) {
      children[part] = await again[part]();
    },
    async close() {
      await client.close().catch(() => undefined);
      await store.close().catch(() => undefined);
      await Promise.all(Object.values(children).map((child) => child.stop()));
      await keeper.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}
