import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Ledger, openLedger } from '../../activities/ledger/append.js';
import { checkBook } from '../../activities/ledger/check.js';
import {
  keepPublicKey,
  openSealer,
  type PublicKeys,
  publicKeys,
  readPublicKeys,
  type Sealer,
} from '../../activities/ledger/seal.js';
import { openWitness, type Witness } from '../../activities/ledger/witness.js';
import { type Database, type Login, openDatabase } from '../../activities/store/database.js';
import { accountIds } from '../../activities/store/read/status.js';
import type { Config } from '../../config/load.js';
import type { BookReport } from '../../domain/ledger-check.js';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics.js';
import { isAway } from '../../domain/away.js';

/** Addresses of the parts, wherever they run. */
export interface Endpoints {
  readonly database: Readonly<Record<'app' | 'relay' | 'owner', string>>;
  readonly temporalAddress: string;
  readonly temporalUi?: string;
}

/** The store and the ledger, opened once a process. */
export interface Core {
  readonly db: Database;
  readonly relayDb: Database;
  readonly ledger: Ledger;
  readonly sealer: Sealer;
  readonly witness: Witness;
  readonly keys: () => Promise<PublicKeys>;
  readonly close: () => Promise<void>;
}

export async function openCore(
  { config, endpoints, log, metrics }: { config: Config; endpoints: Endpoints; log: Log; metrics: Metrics },
  { createKey }: { readonly createKey: boolean },
): Promise<Core> {
  const { signingKeyFile, witnessDir } = config.ledger;
  if (createKey) await mkdir(dirname(signingKeyFile), { recursive: true, mode: 0o700 });
  const sealer = await openSealer(signingKeyFile, { create: createKey });
  await keepPublicKey(witnessDir, sealer);
  const open = (login: Exclude<Login, 'owner'>, poolMax: number) =>
    openDatabase({
      url: endpoints.database[login],
      login,
      poolMax,
      onIdleError: (err) => log.warn({ err, login }, 'an idle database connection broke; the next use opens another'),
    });
  const db = open('app', config.database.poolMax);
  const relayDb = open('relay', 2);
  const witness = await openWitness(witnessDir, (err) =>
    log.error({ err, witnessDir }, 'the newest head could not be witnessed; it is tried again by itself'),
  );
  const ledger = openLedger(db, {
    sealer,
    witness,
    readKeys: () => readPublicKeys(witnessDir),
    onAppend(entries, seconds) {
      metrics.ledgerAppends.inc(entries);
      metrics.ledgerAppendSeconds.observe(seconds);
    },
  });
  return {
    db,
    relayDb,
    ledger,
    sealer,
    witness,
    // Our own is known without the folder: with it gone, the witness is what is missing, not the key.
    keys: async () => new Map([...(await readPublicKeys(witnessDir)), ...publicKeys(sealer.publicPem)]),
    async close() {
      await witness.flush();
      await Promise.all([db.close(), relayDb.close()]);
    },
  };
}

/** Verifies one book from its start and keeps what was found. */
export async function verifyWhole(
  core: Pick<Core, 'db' | 'keys' | 'witness'>,
  config: Pick<Config, 'ledger'>,
  account: string,
  onProgress?: (entries: number) => void,
): Promise<BookReport> {
  // What this process noted is outside by the time it is looked for there.
  await core.witness.flush();
  return checkBook(core.db, account, {
    keys: await core.keys(),
    witnessDir: config.ledger.witnessDir,
    since: 'start',
    // Read after the flush and before the book: all of it must be in the rows, whatever became of the files.
    remembered: core.witness.newest(account),
    ...(onProgress && { onProgress }),
  });
}

/** The reading of whole books that goes on in the background. */
export interface BookReading {
  readonly stop: () => Promise<void>;
}

/**
 * Before anything is served: the end of each book, from its last checkpoint. Then, without holding anybody up, the whole of it.
 * A broken book stops nothing but itself, and neither does one that can't be read.
 */
export async function checkBooks(
  core: Pick<Core, 'db' | 'keys' | 'witness'>,
  config: Pick<Config, 'ledger'>,
  log: Log,
): Promise<BookReading> {
  const accounts = await accountIds(core.db);
  const given = { keys: await core.keys(), witnessDir: config.ledger.witnessDir };
  for (const account of accounts) {
    await readOne(log, account, () =>
      checkBook(core.db, account, { ...given, since: 'checkpoint', remembered: core.witness.newest(account) }),
    );
  }
  const stopping = new AbortController();
  const { signal } = stopping;
  const reading = (async () => {
    for (const account of accounts) {
      signal.throwIfAborted();
      await readOne(log, account, () => verifyWhole(core, config, account, () => signal.throwIfAborted()), signal);
    }
  })().catch((err: Error) => {
    if (signal.aborted) return;
    log.warn({ err }, 'the books could not be read to the end; "reeve ledger verify" does it by hand');
  });
  return {
    async stop() {
      stopping.abort();
      await reading;
    },
  };
}

/** While the database is away no book can be read, and that is not the fault of this one. */
async function readOne(
  log: Log,
  account: string,
  read: () => Promise<BookReport>,
  stopping?: AbortSignal,
): Promise<void> {
  try {
    say(log, await read());
  } catch (err) {
    if (stopping?.aborted || isAway(err)) throw err;
    log.error(
      { err, account },
      `the ledger of ${account} could not be read, so nobody knows whether it is whole: mend the reason, then "reeve ledger verify"`,
    );
  }
}

function say(log: Log, { account, fault, head, from }: BookReport): void {
  if (!fault) {
    log.debug({ account, head: head.seq, from }, 'the ledger is whole');
    return;
  }
  log.error(
    { account, fault },
    `the ledger of ${account} is broken at entry ${fault.seq} (${fault.kind}): ${fault.because}; nothing is written or done there, see the runbook "ledger broken"`,
  );
}

/** All public keys, old ones too: a book may hold seals of each. */
export async function publicKeyText(core: Core): Promise<string> {
  const keys = [...(await core.keys())].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return keys.map(([, key]) => key.export({ type: 'spki', format: 'pem' }).toString()).join('');
}
