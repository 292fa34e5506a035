import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type Ledger, openLedger } from '../../activities/ledger/append.js';
import {
  keepPublicKey,
  openSealer,
  type PublicKeys,
  publicKeys,
  readPublicKeys,
  type Sealer,
} from '../../activities/ledger/seal.js';
import { openWitness, type Witness } from '../../activities/ledger/witness.js';
import { openAccount } from '../../activities/store/accept/accounts.js';
import { type Database, DATABASE_ROLE, openDatabase } from '../../activities/store/database.js';

/** A database of its own, with a ledger and its witness in a folder of its own. */
export interface TestStore {
  readonly db: Database;
  readonly relayDb: Database;
  readonly ledger: Ledger;
  readonly sealer: Sealer;
  readonly witness: Witness;
  readonly witnessDir: string;
  readonly keys: PublicKeys;
  readonly dir: string;
  /** Addresses by login; `superuser` is for what an attacker with the database could do. */
  readonly urls: Readonly<Record<'app' | 'relay' | 'owner' | 'superuser', string>>;
  /** Makes an account and gives the text of its admin's token. */
  readonly account: (id: string) => Promise<string>;
  /** One statement as the superuser: past every wall. */
  readonly tamper: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  readonly close: () => Promise<void>;
}

export async function openTestStore({ superuserUrl, ownerUrl } = inject('postgres')): Promise<TestStore> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(superuserUrl, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE reeve OWNER reeve_owner`));
  const dir = await mkdtemp(join(tmpdir(), 'reeve-store-'));
  const witnessDir = join(dir, 'witness');
  const login = (user: string) => {
    const url = new URL(ownerUrl);
    url.pathname = `/${name}`;
    url.username = user;
    return url.toString();
  };
  const urls = {
    app: login(DATABASE_ROLE.app),
    relay: login(DATABASE_ROLE.relay),
    owner: login('reeve_owner'),
    superuser: new URL(`/${name}`, superuserUrl).toString(),
  };
  const sealer = await openSealer(join(dir, 'ledger.pem'), { create: true });
  await keepPublicKey(witnessDir, sealer);
  const witness = await openWitness(witnessDir, (error) => {
    throw error;
  });
  const db = openDatabase({ url: urls.app, login: 'app', poolMax: 10 });
  const relayDb = openDatabase({ url: urls.relay, login: 'relay', poolMax: 2 });
  const ledger = openLedger(db, { sealer, witness, readKeys: () => readPublicKeys(witnessDir) });
  return {
    ...{ db, relayDb, ledger, sealer, witness, witnessDir, dir, urls },
    keys: publicKeys(sealer.publicPem),
    async account(id) {
      const book = { db, ledger };
      const [issued] = await openAccount(book, {
        id,
        name: id,
        admin: { id: 'admin', name: 'Admin' },
        tokens: ['test'],
      });
      return issued?.token ?? '';
    },
    tamper: (text, values) => once(urls.superuser, async (client) => (await client.query(text, values)).rows),
    async close() {
      await witness.flush();
      await Promise.all([db.close(), relayDb.close()]);
      await once(superuserUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function once<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
