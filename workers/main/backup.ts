import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Config } from '../../config/load.js';
import { printable } from '../../config/print.js';
import { checkBook } from '../../activities/ledger/check.js';
import { readPublicKeys } from '../../activities/ledger/seal.js';
import { copyCheckpoints } from '../../activities/ledger/witness.js';
import { migrate, readMigrations } from '../../activities/store/migrate.js';
import { openDatabase } from '../../activities/store/database.js';
import { accountIds } from '../../activities/store/read/status.js';
import type { BookReport } from '../../domain/ledger-check.js';
import type { OnProgress } from '../../tools/parts/index.js';
import { assertHoldsReeve, assertNobodyRuns, withOwnDatabase } from './own-database.js';
import { VERSION } from './version.js';

interface TableFile {
  readonly name: string;
  readonly columns: readonly string[];
  readonly sha256: string;
}

interface Manifest {
  readonly format: 1;
  readonly version: string;
  readonly schema: number;
  readonly takenAt: string;
  readonly tables: readonly TableFile[];
}

export interface BackupReport {
  readonly folder: string;
  readonly schema: number;
  readonly tables: number;
  readonly books: readonly BookReport[];
}

/** Writes everything that can't be made again into a folder: every row as of one instant, the witness, the public keys, the settings. */
export async function backup(config: Config, folder: string, onProgress: OnProgress): Promise<BackupReport> {
  assertHoldsReeve(config);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    if ((await readdir(folder)).length > 0)
      throw new Error(`${folder} is not empty: give a new folder, so that nothing is mixed or overwritten`);
    return await writeBackup(config, folder, onProgress);
  } catch (error) {
    // What was cut off looks like a backup to whoever finds the folder.
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}

function writeBackup(config: Config, folder: string, onProgress: OnProgress): Promise<BackupReport> {
  return withOwnDatabase(config, onProgress, async ({ ownerUrl }) => {
    // The witness first: everything it saw is in the rows that are read after it.
    await copyFolder(config.ledger.witnessDir, join(folder, 'witness'), /\.(?:json|pem)$/);
    const manifest = await withOwner(ownerUrl, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await enter(client);
      const { rows } = await client.query<{ schema: number }>('SELECT max(version) AS schema FROM migration');
      await mkdir(join(folder, 'tables'), { mode: 0o700 });
      const tables: TableFile[] = [];
      for (const table of await tablesOf(client)) tables.push(await save(client, table, join(folder, 'tables')));
      const heads = await headsOf(client);
      await client.query('COMMIT');
      // These afterwards: every checkpoint among the rows was kept outside before it was written.
      await copyCheckpoints(config.ledger.witnessDir, join(folder, 'witness'), heads);
      return {
        format: 1,
        version: VERSION,
        schema: rows[0]?.schema ?? 0,
        takenAt: new Date().toISOString(),
        tables,
      } as const;
    });
    await writeFile(join(folder, 'settings.json'), JSON.stringify(printable(config), null, 2), { mode: 0o600 });
    await writeFile(join(folder, 'backup.json'), JSON.stringify(manifest, null, 2), { mode: 0o600 });
    const books = await verifyBooks(ownerUrl, config.ledger.witnessDir);
    return { folder, schema: manifest.schema, tables: manifest.tables.length, books };
  });
}

/** Fills an empty Reeve from a backup, all of it or nothing, and verifies every book against the restored witness. */
export async function restore(config: Config, folder: string, onProgress: OnProgress): Promise<BackupReport> {
  const manifest = await readManifest(folder);
  for (const table of manifest.tables) await assertIntact(folder, table);
  await assertNobodyRuns(config);
  await assertNoHeads(config.ledger.witnessDir);
  return withOwnDatabase(config, onProgress, async ({ ownerUrl, inUse }) => {
    if (inUse)
      throw new Error(`a Reeve runs on the data folder ${config.data}: stop it, or give a new one with --data`);
    const migrations = await readMigrations();
    const known = migrations.at(-1)?.version ?? 0;
    if (manifest.schema > known) {
      throw new Error(
        `the backup is of schema ${manifest.schema}, newer than this Reeve, which knows up to ${known}: restore it with the newer one`,
      );
    }
    await migrate(
      ownerUrl,
      migrations.filter(({ version }) => version <= manifest.schema),
    );
    await withOwner(ownerUrl, (client) => load(client, manifest, folder));
    await migrate(ownerUrl);
    await copyFolder(join(folder, 'witness'), config.ledger.witnessDir, /\.(?:jsonl?|pem)$/);
    const books = await verifyBooks(ownerUrl, config.ledger.witnessDir);
    return { folder, schema: manifest.schema, tables: manifest.tables.length, books };
  });
}

async function load(client: pg.Client, manifest: Manifest, folder: string): Promise<void> {
  await client.query('BEGIN');
  await enter(client);
  const { rows } = await client.query('SELECT id FROM account LIMIT 1');
  if (rows.length > 0)
    throw new Error(
      'this database holds accounts already: restore into an empty one (a new --data folder, or a new database)',
    );
  const names = manifest.tables.map(({ name }) => pg.escapeIdentifier(name));
  // COPY does not work under row-level security. The wall is taken down and put up again within this transaction only.
  for (const name of names) await client.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  for (const { name, columns } of manifest.tables) {
    const statement = `COPY ${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')}) FROM STDIN`;
    await pipeline(createReadStream(join(folder, 'tables', `${name}.copy`)), client.query(copyFrom(statement)));
  }
  for (const name of names) await client.query(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`);
  await client.query('COMMIT');
}

async function verifyBooks(ownerUrl: string, witnessDir: string): Promise<readonly BookReport[]> {
  const db = openDatabase({ url: ownerUrl, login: 'app', poolMax: 2 });
  try {
    const keys = await readPublicKeys(witnessDir);
    const books: BookReport[] = [];
    for (const account of await accountIds(db))
      books.push(await checkBook(db, account, { keys, witnessDir, since: 'start' }));
    return books;
  } finally {
    await db.close();
  }
}

async function tablesOf(client: pg.Client): Promise<readonly { name: string; columns: readonly string[] }[]> {
  // In the order in which they were made, so that what a row refers to is there before it.
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relnamespace = 'reeve'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migration'
     GROUP BY c.oid, c.relname ORDER BY c.oid`,
  );
  return rows;
}

async function headsOf(client: pg.Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ id: string; seq: string }>(
    `SELECT id, coalesce((SELECT seq FROM ledger WHERE account = id ORDER BY seq DESC LIMIT 1), 0) AS seq FROM account`,
  );
  return new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
}

async function save(
  client: pg.Client,
  { name, columns }: { name: string; columns: readonly string[] },
  folder: string,
): Promise<TableFile> {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const digest = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      done(null, chunk);
    },
  });
  const rows = client.query(copyTo(`COPY (SELECT ${list} FROM ${pg.escapeIdentifier(name)}) TO STDOUT`));
  await pipeline(rows, hashing, createWriteStream(join(folder, `${name}.copy`), { mode: 0o600, flush: true }));
  return { name, columns, sha256: digest.digest('hex') };
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, 'backup.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${folder} is not a finished backup: it has no readable backup.json (${error.code})`);
  });
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format !== 1)
    throw new Error(`the backup in ${folder} has a format that this Reeve does not know: restore it with a newer one`);
  const strange = manifest.tables.find(({ name }) => !/^[a-z_]+$/.test(name));
  if (strange) throw new Error(`backup.json in ${folder} names a table "${strange.name}": it was not written by Reeve`);
  return manifest;
}

async function assertIntact(folder: string, { name, sha256 }: TableFile): Promise<void> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(join(folder, 'tables', `${name}.copy`)), digest);
  if (digest.digest('hex') !== sha256)
    throw new Error(`tables/${name}.copy is not the file that was backed up: nothing was restored; use another backup`);
}

async function enter(client: pg.Client): Promise<void> {
  await client.query(`SELECT set_config('search_path', 'reeve', true), set_config('reeve.whole', 'on', true)`);
}

async function withOwner<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'reeve-backup',
  });
  // What is under way fails by itself; without a listener a broken connection would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Older heads laid over newer ones would hide what the newer ones prove. */
async function assertNoHeads(witnessDir: string): Promise<void> {
  const names = await readdir(witnessDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (!names.some((name) => /\.jsonl?$/.test(name))) return;
  throw new Error(
    `the witness folder ${witnessDir} holds heads of another book: keep it as evidence and name a new one (--data, or ledger.witnessDir)`,
  );
}

async function copyFolder(from: string, to: string, which: RegExp): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  const kept = (await readdir(from)).filter((name) => which.test(name));
  for (const name of kept) await copyFile(join(from, name), join(to, name));
}
