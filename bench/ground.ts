import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, openLedger } from '../activities/ledger/append.js';
import { keepPublicKey, openSealer, type PublicKeys, publicKeys } from '../activities/ledger/seal.js';
import { openWitness, type Witness } from '../activities/ledger/witness.js';
import { type Database, openDatabase } from '../activities/store/database.js';
import { migrate } from '../activities/store/migrate.js';
import { childEnvironment, searchPath } from '../config/environment.js';
import { resolvePart } from '../tools/parts/index.js';
import { openKeeper } from '../workers/embedded/keeper.js';
import { loginUrls, openLogins, prepareDatabase } from '../workers/embedded/logins.js';
import { startPostgres } from '../workers/embedded/postgres.js';

/** A PostgreSQL of its own that syncs as in production, with row-level security on, and a ledger over it. */
export interface Ground {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly witness: Witness;
  readonly witnessDir: string;
  readonly keys: PublicKeys;
  readonly postgres: string;
  readonly close: () => Promise<void>;
}

const PASSWORDS = { superuser: 'bench', owner: 'bench', app: 'bench', relay: 'bench' };

export async function openGround(): Promise<Ground> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-bench-'));
  const keeper = await openKeeper(join(dir, 'run'));
  const env = childEnvironment();
  const cacheRoot = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reeve');
  const settings = { cacheRoot, explicit: {}, searchPath: searchPath(), childEnv: env };
  const part = await resolvePart('postgres', settings, () => undefined);
  const paths = { initdb: part.files['initdb'] ?? '', postgres: part.files['postgres'] ?? '' };
  const server = await startPostgres(
    { ...paths, dir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), password: 'bench', env },
    keeper,
  );
  await prepareDatabase(server.url('postgres'), PASSWORDS);
  const urls = loginUrls(server.url, PASSWORDS);
  await migrate(urls.owner);
  await openLogins(server.url('postgres'), PASSWORDS);
  const witnessDir = join(dir, 'witness');
  const sealer = await openSealer(join(dir, 'ledger.pem'), { create: true });
  await keepPublicKey(witnessDir, sealer);
  const witness = await openWitness(witnessDir, (error) => {
    throw error;
  });
  const db = openDatabase({ url: urls.app, login: 'app', poolMax: 10, statementMsMax: 120_000 });
  return {
    ...{ db, witness, witnessDir },
    ledger: openLedger(db, { sealer, witness }),
    keys: publicKeys(sealer.publicPem),
    postgres: `${part.version} (${part.source})`,
    async close() {
      await witness.flush();
      await db.close();
      await server.child.stop();
      await keeper.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
