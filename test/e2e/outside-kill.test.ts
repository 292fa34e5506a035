import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptAnswer } from '../../activities/store/accept/answers.js';
import type { Target } from '../../domain/proposal.js';
import { installRuntime } from '../../workers/worker.js';
import { eventually } from '../support/cluster.js';
import { openEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { furnishFreely } from '../support/spine-steps.js';
import { proposeIn } from '../support/spine-world.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, quiet, type TestTemporal } from '../support/temporal.js';
import { startWorkerChild } from '../support/worker-child.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const account = 'home';

describe('a worker that is killed between sending and the answer', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  let endpoint: TestEndpoint;
  let connection: NativeConnection;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    [store, temporal, endpoint] = await Promise.all([openTestStore(), openTestTemporal(), openEndpoint()]);
    await furnishFreely(store, account, ['endpoint/*', 'job/*']);
    await writeFile(
      join(store.dir, 'actions.yaml'),
      `endpoints:
  knows: { url: "${endpoint.url('held/knows')}", private: true, timeoutMs: 120000, idempotent: true }
  careless: { url: "${endpoint.url('held/careless')}", private: true, timeoutMs: 120000 }
jobs:
  tidy: { workflow: tidyUp, taskQueue: tidy }
`,
    );
    // The receipt of the job is held when it is written first; a sequence counts also what is rolled back.
    await store.tamper('CREATE SEQUENCE public.receipts');
    await store.tamper('GRANT ALL ON SEQUENCE public.receipts TO PUBLIC');
    await store.tamper(`CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.receipt ? 'workflowId' AND nextval('public.receipts') = 1 THEN PERFORM pg_sleep(12); END IF; RETURN NEW; END $$`);
    await store.tamper(
      'CREATE TRIGGER hold AFTER UPDATE OF receipt ON reeve.effect FOR EACH ROW EXECUTE FUNCTION public.hold()',
    );
    installRuntime(quiet());
    connection = await NativeConnection.connect({ address: temporal.address });
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await connection?.close();
    await endpoint?.close();
    await temporal?.close();
    await store?.close();
  });

  async function startWorker(): Promise<ChildProcess> {
    const child = await startWorkerChild(store, temporal, { REEVE_ACTIONS_FILE: 'actions.yaml' });
    children.push(child);
    return child;
  }
  const one = async <T>(text: string, values: unknown[] = []) => (await store.tamper<T & object>(text, values))[0];
  const begin = async (action: string, target: Target, parameters: object) => {
    const key = await proposeIn(store, account, {
      ...{ action, target, parameters: parameters as never, by: { kind: 'person', id: 'olga' }, origin: 'person' },
      why: [randomUUID()],
    });
    const request = await eventually(async () => {
      const row = await one<{ id: string }>(`SELECT id FROM reeve.request WHERE intervention = $1`, [key]);
      return row?.id;
    });
    const by = { account, kind: 'person', principal: 'bob', door: 'token' } as const;
    await acceptAnswer(store, by, { request, says: 'approve', trace: {} });
    return key;
  };
  const ended = (key: string) =>
    eventually(
      async () => {
        const row = await one<{ outcome: string | null; because: string }>(
          'SELECT outcome, because FROM reeve.intervention WHERE key = $1',
          [key],
        );
        return row?.outcome ? row : undefined;
      },
      { withinMs: 150_000, everyMs: 250 },
    );

  it('asks again only who knows keys, and starts a job once', async () => {
    const jobs = await Worker.create({
      ...{ connection, namespace: temporal.namespace, taskQueue: 'tidy' },
      workflowsPath: join(root, 'test', 'support', 'job.ts'),
    });
    await jobs.runUntil(async () => {
      const first = await startWorker();
      const [knows, careless, job] = await Promise.all([
        begin('http-webhook', { kind: 'endpoint', name: 'knows' }, { body: {} }),
        begin('http-webhook', { kind: 'endpoint', name: 'careless' }, { body: {} }),
        begin('run-job', { kind: 'job', name: 'tidy' }, { input: {} }),
      ]);
      await eventually(async () => {
        const held = await one<{ called: boolean }>('SELECT is_called AS called FROM public.receipts');
        return held?.called === true && endpoint.heard.length === 2;
      });
      first.kill('SIGKILL');
      await once(first, 'exit');
      await startWorker();
      expect(await ended(job)).toMatchObject({ outcome: 'verified', because: 'tidy: it completed' });
      expect(await ended(knows)).toMatchObject({ outcome: 'verified' });
      expect(await ended(careless)).toMatchObject({
        outcome: 'unknown',
        because: expect.stringContaining('careless may have been called before'),
      });
    });
    const keys = endpoint.of('held/knows').map(({ headers }) => headers['idempotency-key']);
    expect([keys.length, new Set(keys).size]).toEqual([2, 1]);
    expect(endpoint.of('held/careless')).toHaveLength(1);
    const { count } = await temporal.client.workflow.count(`ReeveKind = 'job'`);
    expect(count).toBe(1);
  });
});
