import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLedger } from '../../activities/ledger/append.js';
import { readWitnesses } from '../../activities/ledger/witness.js';
import { checkBook } from '../../activities/ledger/check.js';
import { openDatabase } from '../../activities/store/database.js';
import type { checkpoint } from '../../workflows/checkpoint.js';
import { type CheckpointRequest, QUEUES } from '../../workflows/messages.js';
import { openProxy, targetOf, throughProxy } from '../support/proxy.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { type Lent, openTestTemporal, type TestTemporal } from '../support/temporal.js';

describe('checkpoint', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    for (const account of ['alpha', 'beta', 'gamma', 'delta']) await store.account(account);
  });
  afterAll(async () => {
    await temporal?.close();
    await store?.close();
  });

  const start = (request: CheckpointRequest) =>
    temporal.client.workflow.start<typeof checkpoint>('checkpoint', {
      taskQueue: QUEUES.control,
      workflowId: `checkpoint/${randomUUID()}`,
      args: [request],
    });
  const sign = async (request: CheckpointRequest = {}, lent: Lent = store) =>
    temporal.withWorkers(lent, async () => (await start(request)).result(), { queues: ['control'] });
  const grow = (account: string) =>
    store.ledger.append(account, { kind: 'trust', key: randomUUID(), actor: 'a', subject: 'b', data: {} });
  const book = (account: string) =>
    store.tamper<{ seq: string; kind: string; body: string }>(
      'SELECT seq, kind, body::text FROM reeve.ledger WHERE account = $1 ORDER BY seq',
      [account],
    );
  const verify = (account: string) =>
    checkBook(store.db, account, { keys: store.keys, witnessDir: store.witnessDir, since: 'start' });

  it('signs the head of every book, and then only of those that have grown', async () => {
    expect(await sign()).toEqual(
      ['alpha', 'beta', 'delta', 'gamma'].map((account) => ({ account, seq: 2, fresh: true })),
    );
    await grow('beta');
    await grow('beta');
    const again = await sign();
    expect(again.filter(({ fresh }) => fresh)).toEqual([{ account: 'beta', seq: 5, fresh: true }]);
    expect((await book('alpha')).map(({ kind }) => kind)).toEqual(['setting', 'checkpoint']);
    const [, , , , newest] = await book('beta');
    expect(JSON.parse(newest?.body ?? '')).toMatchObject({
      ...{ kind: 'checkpoint', key: 'checkpoint/4', actor: 'reeve/ledger', subject: 'ledger/beta' },
      data: { upto: 4, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await verify('beta')).toMatchObject({ whole: true, checkpoints: 2 });
  });

  it('keeps each signed head outside the database too, where it is missed when it is cut off', async () => {
    await grow('gamma');
    await sign({ account: 'gamma' });
    const lines = (await readFile(join(store.witnessDir, 'gamma.checkpoints.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 3]);
    await store.tamper(`DELETE FROM reeve.ledger WHERE account = 'gamma' AND seq > 2`);
    expect(await verify('gamma')).toMatchObject({ whole: false, fault: { kind: 'removed', seq: 3 } });
  });

  it('passes over a broken book, though it has grown, and signs the others', async () => {
    await store.account('broken');
    await grow('alpha');
    await store.tamper(
      `UPDATE reeve.ledger SET body = replace(body::text, 'opened', 'closed')::json WHERE account = 'broken'`,
    );
    expect(await verify('broken')).toMatchObject({ whole: false, fault: { kind: 'changed', seq: 1 } });
    const signed = await sign();
    expect(signed.filter(({ fresh }) => fresh).map(({ account }) => account)).toEqual(['alpha']);
    expect(signed.map(({ account }) => account)).not.toContain('broken');
    expect(await book('broken')).toHaveLength(1);
  });

  it('signs the one that is asked for, and nothing for one that there is not', async () => {
    for (const account of ['alpha', 'delta']) await grow(account);
    expect(await sign({ account: 'delta' })).toEqual([{ account: 'delta', seq: 4, fresh: true }]);
    expect(await book('alpha')).toHaveLength(5);
    expect(await sign({ account: 'nowhere' })).toEqual([]);
  });

  it('signs once when it is asked ten times at once', async () => {
    await grow('beta');
    const before = (await book('beta')).length;
    const signed = await temporal.withWorkers(
      store,
      async () => {
        const handles = await Promise.all(Array.from({ length: 10 }, () => start({ account: 'beta' })));
        return Promise.all(handles.map((handle) => handle.result()));
      },
      { queues: ['control'] },
    );
    expect(new Set(signed.flat().map(({ seq }) => seq))).toEqual(new Set([before + 1]));
    expect(await book('beta')).toHaveLength(before + 1);
  });

  it('writes no second entry when the first try died after it had written', async () => {
    await grow('delta');
    const before = (await book('delta')).length;
    let tries = 0;
    const append: Lent['ledger']['append'] = async (account, draft) => {
      tries += 1;
      await store.ledger.append(account, draft);
      throw new Error('the process died');
    };
    const signed = await sign({ account: 'delta' }, { ...store, ledger: { ...store.ledger, append } });
    expect(tries).toBe(1);
    expect(signed).toEqual([{ account: 'delta', seq: before + 1, fresh: false }]);
    expect(await book('delta')).toHaveLength(before + 1);
    expect(await verify('delta')).toMatchObject({ whole: true });
  });

  it('writes no entry before its head is kept outside', async () => {
    await grow('delta');
    const before = (await book('delta')).length;
    const seen: number[] = [];
    const noteCheckpoint: Lent['witness']['noteCheckpoint'] = async (head) => {
      seen.push((await book('delta')).length);
      if (seen.length === 1) throw new Error('the disk is full');
      return store.witness.noteCheckpoint(head);
    };
    const signed = await sign({ account: 'delta' }, { ...store, witness: { ...store.witness, noteCheckpoint } });
    expect(seen).toEqual([before, before]);
    expect((await readWitnesses(store.witnessDir, 'delta')).map(({ seq }) => seq)).toContain(before);
    expect(signed).toEqual([{ account: 'delta', seq: before + 1, fresh: true }]);
    expect(await verify('delta')).toMatchObject({ whole: true });
  });

  it('waits while the database is away, and signs when it is back', async () => {
    await grow('alpha');
    const way = await openProxy(targetOf(store.urls.app));
    const db = openDatabase({ url: throughProxy(store.urls.app, way), login: 'app', poolMax: 2 });
    const lent = { ...store, db, ledger: openLedger(db, store) };
    const before = (await book('alpha')).length;
    way.be('cut');
    const signed = await temporal.withWorkers(
      lent,
      async () => {
        const handle = await start({ account: 'alpha' });
        await tried(handle.workflowId);
        way.be('open');
        return handle.result();
      },
      { queues: ['control'] },
    );
    expect(signed).toEqual([{ account: 'alpha', seq: before + 1, fresh: true }]);
    await db.close();
    await way.close();
  });

  it('tells in the Web UI what it signed', async () => {
    await grow('alpha');
    const { metadata } = await temporal.withWorkers(
      store,
      async () => {
        const handle = await start({ account: 'alpha' });
        await handle.result();
        const { seq } = (await book('alpha')).at(-1) ?? { seq: '' };
        const answer = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
        return { metadata: { ...answer, seq } };
      },
      { queues: ['control'] },
    );
    expect(metadata.currentDetails).toBe(`- **alpha** signed at entry ${metadata.seq}`);
  });

  async function tried(workflowId: string): Promise<void> {
    await expect
      .poll(
        async () => {
          const { raw } = await temporal.client.workflow.getHandle(workflowId).describe();
          return raw.pendingActivities?.[0]?.attempt ?? 0;
        },
        { timeout: 10_000 },
      )
      .toBeGreaterThan(1);
  }
});
