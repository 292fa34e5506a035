import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signCheckpoints } from '../../activities/ledger/checkpoint.js';
import { verifyStored } from '../../activities/ledger/verify.js';
import { copyCheckpoints, openWitness, readWitnesses } from '../../activities/ledger/witness.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('the witness', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());

  const grow = (account: string, key: string) =>
    store.ledger.append(account, { kind: 'trust', key, actor: 'a', subject: 'b', data: {} });
  const sign = (account: string) => signCheckpoints({ ...store, identity: 'test' }, { account }, () => undefined);
  const verify = (account: string, since: 'start' | 'checkpoint' = 'start') =>
    verifyStored(store.db, account, { keys: store.keys, witnessDir: store.witnessDir, since });
  const linesOf = (account: string) => join(store.witnessDir, `${account}.checkpoints.jsonl`);
  /** Entries 1 to 5: opened, grown, checkpoint, grown, checkpoint. */
  async function book(account: string): Promise<void> {
    await store.account(account);
    for (const key of ['a', 'b']) {
      await grow(account, key);
      await sign(account);
    }
    await store.witness.flush();
  }
  async function empty(account: string): Promise<void> {
    const names = (await readdir(store.witnessDir)).filter((name) => name.startsWith(`${account}.`));
    for (const name of names) await rm(join(store.witnessDir, name));
  }

  it.each([
    ['everything', 3, empty],
    ['all lines of checkpoints', 3, (account: string) => rm(linesOf(account))],
    [
      'the last line',
      5,
      async (account: string) => {
        const [first] = (await readFile(linesOf(account), 'utf8')).split('\n');
        await writeFile(linesOf(account), `${first}\n`);
      },
    ],
    [
      'the end of the last line',
      5,
      async (account: string) => writeFile(linesOf(account), (await readFile(linesOf(account), 'utf8')).slice(0, -1)),
    ],
  ] as const)('is missed when %s is taken away', async (what, seq, take) => {
    const account = `gone-${seq}-${what.length}`;
    await book(account);
    for (const since of ['start', 'checkpoint'] as const) {
      expect(await verify(account, since)).toMatchObject({ whole: true, from: since === 'start' ? 1 : 6 });
    }
    await take(account);
    for (const since of ['start', 'checkpoint'] as const) {
      expect((await verify(account, since)).fault).toMatchObject({ kind: 'unwitnessed', seq });
    }
  });

  it('may know nothing of a book that has no checkpoint yet, and then says so', async () => {
    await store.account('young');
    await store.witness.flush();
    expect(await verify('young')).toMatchObject({ whole: true, witnessedSeq: 1, witnessed: true });
    await empty('young');
    expect(await verify('young')).toMatchObject({
      whole: true,
      witnessedSeq: 0,
      witnessed: false,
      unwitnessedBecause: 'nothing outside the database says how far it should reach',
    });
  });

  it('keeps both lines when two processes keep one in the same moment', async () => {
    await store.account('twins');
    const dir = join(store.dir, 'shared');
    const [one, other] = [await openWitness(dir, () => undefined), await openWitness(dir, () => undefined)];
    const heads = Array.from({ length: 40 }, (_, index) => {
      const head = { account: 'twins', seq: index + 1, hash: 'f'.repeat(64) };
      return { ...head, seal: store.sealer.seal('twins', head) };
    });
    await Promise.all(heads.map((head, index) => (index % 2 ? one : other).noteCheckpoint(head)));
    const lines = (await readFile(join(dir, 'twins.checkpoints.jsonl'), 'utf8')).trim().split('\n');
    const seqs = lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
    expect(seqs.toSorted((a, b) => a - b)).toEqual(heads.map(({ seq }) => seq));
  });

  it('goes on after a line that a loss of power cut in half', async () => {
    await book('torn');
    await appendFile(linesOf('torn'), '{"account":"torn","seq":5,"ha');
    expect(await verify('torn')).toMatchObject({ whole: true });
    await grow('torn', 'c');
    await sign('torn');
    expect(await verify('torn')).toMatchObject({ whole: true, checkpoints: 3 });
  });

  it('writes by itself what could not be written, and waits longer each time', async () => {
    const [dir, errors] = [join(store.dir, 'full'), [] as Error[]];
    const witness = await openWitness(dir, (error) => errors.push(error));
    // A file where the folder should be: nothing can be written there.
    await writeFile(dir, '');
    const head = { account: 'retried', seq: 1, hash: 'f'.repeat(64) };
    witness.note({ ...head, seal: store.sealer.seal('retried', head) });
    await pause(1_000);
    // After 0, 100, 300 and 700 ms, and no oftener.
    expect(errors.length).toBeGreaterThan(1);
    expect(errors.length).toBeLessThan(5);
    const before = errors.length;
    await witness.flush();
    expect(errors).toHaveLength(before + 1);
    await rm(dir);
    await expect.poll(() => readWitnesses(dir, 'retried'), { timeout: 20_000 }).toMatchObject([{ seq: 1 }]);
  });

  it('is written at once when it is flushed, though it waits after a failure', async () => {
    const [dir, errors] = [join(store.dir, 'later'), [] as Error[]];
    const witness = await openWitness(dir, (error) => errors.push(error));
    await writeFile(dir, '');
    const head = { account: 'flushed', seq: 1, hash: 'f'.repeat(64) };
    witness.note({ ...head, seal: store.sealer.seal('flushed', head) });
    for (let n = 0; n < 12; n += 1) await witness.flush();
    await rm(dir);
    // The thirteenth try by itself would be half a minute away.
    await witness.flush();
    expect(await readWitnesses(dir, 'flushed')).toMatchObject([{ seq: 1 }]);
  });

  it('is copied no further than the rows beside it reach', async () => {
    await book('copied');
    const to = join(store.dir, 'copy');
    await mkdir(to);
    await copyCheckpoints(store.witnessDir, to, new Map([['copied', 3]]));
    const lines = (await readFile(join(to, 'copied.checkpoints.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([2]);
  });
});
