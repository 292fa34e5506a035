import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../activities/store/database.js';
import { bookCheck } from '../../activities/store/read/status.js';
import { createLog } from '../../workers/log.js';
import { checkBooks } from '../../workers/main/core.js';
import { openProxy, targetOf, throughProxy } from '../support/proxy.js';
import { eventually } from '../support/cluster.js';
import { openTestStore, type TestStore } from '../support/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  for (const account of ['first', 'second', 'third']) await store.account(account);
});
afterAll(() => store?.close());

const coreOf = (db = store.db) => ({ db, witness: store.witness, keys: () => Promise.resolve(store.keys) });
const settings = () => ({
  ledger: { signingKeyFile: '', witnessDir: store.witnessDir, checkpointMinutes: 60 },
});
function listen() {
  const written: string[] = [];
  const log = createLog({ log: { level: 'warn', format: 'json' } }, { write: (line) => void written.push(line) });
  return { log, said: () => written.map((line) => JSON.parse(line) as { account?: string; msg: string }) };
}

it('reads every book, though one of them can not be read, and says so of that one', async () => {
  // A witness that no process can read, of one account alone.
  await mkdir(join(store.witnessDir, 'second.checkpoints.jsonl'));
  const { log, said } = listen();
  const reading = await checkBooks(coreOf(), settings(), log);
  const checked = async () =>
    Promise.all(['first', 'second', 'third'].map(async (one) => (await bookCheck(store.db, one))?.whole));
  expect(await checked()).toEqual([true, undefined, true]);
  await eventually(async () => said().length === 2);
  await reading.stop();
  expect(said().map(({ account, msg }) => [account, msg.slice(0, 40)])).toEqual(
    // Once for its end, before anything is served, and once for the whole of it.
    Array(2).fill(['second', 'the ledger of second could not be read, ']),
  );
});

it('does not take a database that is away for the fault of a book', async () => {
  const way = await openProxy(targetOf(store.urls.app));
  const db = openDatabase({ url: throughProxy(store.urls.app, way), login: 'app', poolMax: 1 });
  const { log, said } = listen();
  const cutAfterTheList = {
    ...db,
    withAccount: (async (account: string, use: never) => {
      way.be('cut');
      return db.withAccount(account, use);
    }) as typeof db.withAccount,
  };
  await expect(checkBooks(coreOf(cutAfterTheList), settings(), log)).rejects.toThrow(/terminated|ECONN|connection/i);
  expect(said()).toEqual([]);
  await db.close();
  await way.close();
});
