import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Ledger, openLedger } from '../activities/ledger/append.js';
import { keepPublicKey, openSealer, type PublicKeys, publicKeys, type Sealer } from '../activities/ledger/seal.js';
import { openWitness, type Witness } from '../activities/ledger/witness.js';
import { type Database, openDatabase } from '../activities/store/database.js';
import { migrate } from '../activities/store/migrate.js';
import { childEnvironment, searchPath } from '../config/environment.js';
import { type PartSettings, resolvePart } from '../tools/parts/index.js';
import { type Keeper, openKeeper } from '../workers/embedded/keeper.js';
import { loginUrls, openLogins, prepareDatabase } from '../workers/embedded/logins.js';
import { startPostgres } from '../workers/embedded/postgres.js';

/** A PostgreSQL of its own that syncs as in production, with row-level security on, and a ledger over it. */
export interface Ground {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly witness: Witness;
  readonly witnessDir: string;
  readonly keys: PublicKeys;
  readonly sealer: Sealer;
  readonly urls: Readonly<Record<'app' | 'relay' | 'owner', string>>;
  readonly postgres: string;
  readonly dir: string;
  readonly keeper: Keeper;
  readonly settings: PartSettings;
  /** Is ended before everything that stands already. */
  readonly later: (end: () => Promise<unknown>) => void;
  readonly close: () => Promise<void>;
}

const PASSWORDS = { superuser: 'bench', owner: 'bench', app: 'bench', relay: 'bench' };

type End = () => Promise<unknown>;
/** Opening may be fetching PostgreSQL: nobody who interrupts waits longer for it. */
const OPENING_MS_MAX = 15_000;

/** Whoever interrupts leaves nothing behind: neither a server nor a folder. */
export async function openGround(): Promise<Ground> {
  const ends: End[] = [];
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= endAll(ends));
  const opening = open(ends);
  const settled = opening.then(
    () => undefined,
    () => undefined,
  );
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => {
      void Promise.race([settled, pause(OPENING_MS_MAX)])
        .then(close)
        .finally(() => process.exit(code));
    });
  }
  try {
    return { ...(await opening), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The newest first, and each although another failed. */
async function endAll(ends: readonly End[]): Promise<void> {
  for (const end of ends.toReversed()) {
    await end().catch((error: Error) => process.stderr.write(`${error.message}\n`));
  }
}

async function open(ends: End[]): Promise<Omit<Ground, 'close'>> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-bench-'));
  ends.push(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  const keeper = await openKeeper(join(dir, 'run'));
  ends.push(() => keeper.close());
  const env = childEnvironment();
  const cacheRoot = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'reeve');
  const settings = { cacheRoot, explicit: {}, searchPath: searchPath(), childEnv: env };
  const part = await resolvePart('postgres', settings, () => undefined);
  const paths = { initdb: part.files['initdb'] ?? '', postgres: part.files['postgres'] ?? '' };
  const server = await startPostgres(
    { ...paths, dir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), password: 'bench', env },
    keeper,
  );
  ends.push(() => server.child.stop());
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
  // After the last commit: a head that is noted later would make its folder anew.
  ends.push(() => witness.flush());
  const db = openDatabase({ url: urls.app, login: 'app', poolMax: 10, statementMsMax: 120_000 });
  ends.push(() => db.close());
  return {
    ...{ db, witness, witnessDir, sealer, urls, dir, keeper, settings },
    later: (end) => void ends.push(end),
    ledger: openLedger(db, { sealer, witness }),
    keys: publicKeys(sealer.publicPem),
    postgres: `${part.version} (${part.source})`,
  };
}
