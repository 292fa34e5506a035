import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Faulted } from '../../activities/actions/action.js';
import { jobRuns } from '../../workers/job-runs.js';
import { openClient } from '../../workers/temporal.js';
import { installRuntime } from '../../workers/worker.js';
import { eventually } from '../support/cluster.js';
import { openEndpoint, type TestEndpoint } from '../support/endpoint.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';
import { quiet } from '../support/temporal.js';

const QUEUE = 'tidy';

describe('actions on the world outside, on a real Temporal and a real endpoint', () => {
  let world: SpineWorld;
  let endpoint: TestEndpoint;
  let connection: NativeConnection;
  beforeAll(async () => {
    endpoint = await openEndpoint();
    const at = { method: 'POST', timeoutMs: 2_000, private: true } as const;
    world = await openSpineWorld('home', {
      endpoints: {
        hook: { ...at, url: endpoint.url('later/story'), idempotent: true },
        careless: { ...at, url: endpoint.url('reset/story'), idempotent: false },
      },
      jobs: {
        tidy: { workflow: 'tidyUp', taskQueue: QUEUE, withinMinutes: 5 },
        hidden: { workflow: 'tidyUp', taskQueue: QUEUE, withinMinutes: 5, accounts: ['another'] },
      },
    });
    await world.sql(
      `INSERT INTO reeve.scope (account, pattern, stage, risk_max, author, reason, written_at)
       SELECT 'home', p, 'act', 'critical', 'person/admin', 'test', now() FROM unnest('{endpoint/*,job/*}'::text[]) AS p`,
    );
    installRuntime(quiet());
    connection = await NativeConnection.connect({ address: world.temporal.address });
  });
  beforeEach(async () => {
    for (const table of ['reservation', 'breaker']) await world.sql(`DELETE FROM reeve.${table}`);
  });
  afterAll(async () => {
    await connection?.close();
    await endpoint?.close();
    await world?.close();
  });

  const propose = (action: string, kind: string, name: string, parameters: Record<string, never>) =>
    world.propose({
      ...{ action, target: { kind, name }, parameters, by: { kind: 'person', id: 'olga' }, origin: 'person' },
      why: [randomUUID()],
    });
  const approved = async (key: string) => {
    await world.answer('bob', { request: await world.request(key), says: 'approve' });
    return world.ended(key);
  };
  const call = (name: string, n: string) => propose('http-webhook', 'endpoint', name, { body: { n } } as never);
  const run = (name: string, input: object) => propose('run-job', 'job', name, { input } as never);
  const withJobs = async <T>(use: () => Promise<T>) => {
    const worker = await Worker.create({
      ...{ connection, namespace: world.temporal.namespace, taskQueue: QUEUE },
      workflowsPath: fileURLToPath(new URL('../support/job.ts', import.meta.url)),
    });
    return worker.runUntil(() => world.run(use));
  };

  it('calls once more where it was told to come later, and verifies by the receipt', async () => {
    await world.run(async () => {
      const key = await call('hook', 'one');
      expect(await approved(key)).toMatchObject({ outcome: 'verified', because: 'hook took it' });
      expect(endpoint.of('later/story')).toHaveLength(2);
    });
  });

  it('tells people that it does not know, and asks no second time, where an answer was lost', async () => {
    await world.run(async () => {
      const key = await call('careless', 'one');
      expect(await approved(key)).toMatchObject({
        outcome: 'unknown',
        because: expect.stringContaining('no answer of careless was received'),
      });
      expect(endpoint.of('reset/story')).toHaveLength(1);
    });
  });

  it('runs a job to its end, and fails with the reason of one that fails', async () => {
    await withJobs(async () => {
      const good = await run('tidy', { ms: 1_500 });
      expect(await approved(good)).toMatchObject({ outcome: 'verified', because: 'tidy: it completed' });
      const bad = await run('tidy', { fails: true });
      expect(await approved(bad)).toMatchObject({
        ...{ outcome: 'failed', because: 'tidy: it failed: the shelf is locked' },
      });
      const [effect] = await world.sql<{ receipt: { workflowId: string } }>(
        'SELECT receipt FROM reeve.effect WHERE intervention = $1',
        [good],
      );
      const { status, type } = await world.temporal.client.workflow
        .getHandle(effect?.receipt.workflowId ?? '')
        .describe();
      expect([status.name, type]).toEqual(['COMPLETED', 'tidyUp']);
    });
  });

  it('fails when somebody ends the job, and refuses a job that is for others', async () => {
    await withJobs(async () => {
      const key = await run('tidy', { ms: 600_000 });
      await world.answer('bob', { request: await world.request(key), says: 'approve' });
      const workflowId = await eventually(async () => {
        const [effect] = await world.sql<{ receipt: { workflowId: string } | null }>(
          'SELECT receipt FROM reeve.effect WHERE intervention = $1',
          [key],
        );
        return effect?.receipt?.workflowId;
      });
      await world.temporal.client.workflow.getHandle(workflowId).terminate('enough');
      expect(await world.ended(key)).toMatchObject({ outcome: 'failed', because: 'tidy: it was terminated: enough' });
      expect(await world.ended(await run('hidden', {}))).toMatchObject({
        outcome: 'refused',
        because: expect.stringContaining('undiscovered'),
      });
    });
  });

  it('knows an endpoint and a job by one name alone', async () => {
    await world.sql(`UPDATE reeve.scope SET pattern = '*' WHERE pattern = 'job/*'`);
    await world.run(async () => {
      for (const [action, kind, name, parameters] of [
        ['http-webhook', 'endpoint', 'hook', { body: { n: 'other' } }],
        ['run-job', 'job', 'tidy', { input: { ms: 1 } }],
      ] as const) {
        const target = { kind, name, cluster: 'elsewhere' };
        const by = { kind: 'person', id: 'olga' } as const;
        const key = await world.propose({ action, target, parameters: parameters as never, by, origin: 'person' });
        expect(await world.ended(key)).toMatchObject({
          ...{ outcome: 'refused', because: expect.stringContaining('undiscovered') },
        });
      }
    });
  });

  it('starts a job under one id once, whoever asks again, also after its end', async () => {
    const runs = jobRuns(world.temporal.client);
    const job = {
      ...{ account: 'home', workflow: 'tidyUp', taskQueue: QUEUE, withinMinutes: 5 },
      ...{ workflowId: `job/home/${randomUUID()}`, input: {} },
    };
    expect(await runs.look(job.workflowId)).toMatchObject({ state: 'missing' });
    const both = await Promise.all([runs.start(job), runs.start(job)]);
    expect(both.toSorted()).toEqual(['again', 'started']);
    expect(await runs.look(job.workflowId)).toMatchObject({ state: 'running' });
    await withJobs(() => world.temporal.client.workflow.getHandle(job.workflowId).result());
    expect(await runs.look(job.workflowId)).toMatchObject({ state: 'completed' });
    expect(await runs.start(job)).toBe('again');
  });

  it('says why a job could not be started', async () => {
    const runs = jobRuns(world.temporal.client);
    const job = { account: 'home', workflow: 'tidyUp', withinMinutes: 5, workflowId: randomUUID(), input: {} };
    await expect(runs.start({ ...job, taskQueue: 'q'.repeat(2_000) })).rejects.toMatchObject({ fault: 'invalid' });
    const away = openClient(
      { address: '127.0.0.1:1' },
      { namespace: 'default', dataConverter: {}, tracing: { clientInterceptors: {} } as never },
    );
    const error = await jobRuns(away)
      .start({ ...job, taskQueue: QUEUE })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Faulted);
    expect(error).toMatchObject({ fault: 'transient' });
  });
});
