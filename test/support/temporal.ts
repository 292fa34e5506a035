import { openFleet, UNWATCHED_FLEET } from '../../activities/fleet/open.js';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { inject } from 'vitest';
import type { Action } from '../../activities/actions/action.js';
import { CATALOGUE } from '../../activities/actions/index.js';
import type { JobRuns, Reach } from '../../activities/actions/reach.js';
import type { Deps } from '../../activities/deps.js';
import type { SpineDeps } from '../../activities/spine/deps.js';
import { type Observer, UNWATCHED } from '../../activities/spine/observer.js';
import { sha256 } from '../../activities/ledger/seal.js';
import { jobRuns } from '../../workers/job-runs.js';
import { createLog, type Log } from '../../workers/log.js';
import { startTelemetry } from '../../workers/telemetry.js';
import { type TemporalTracing, temporalTracing } from '../../workers/telemetry/temporal-tracing.js';
import { ensureSearchAttributes, openClient } from '../../workers/temporal.js';
import { startWorkers } from '../../workers/worker.js';
import { type Queue, QUEUE_NAMES } from '../../workflows/messages.js';
import { partSettings } from './part-settings.js';
import type { TestStore } from './store.js';

export interface TestTemporal {
  readonly client: Client;
  readonly address: string;
  /** Of this test file alone, so that its task queues and schedules are too. */
  readonly namespace: string;
  /** The product's own workers on the given queues, all of them by default. */
  readonly startWorkers: (
    store: Lent,
    over?: { readonly queues?: readonly Queue[]; readonly log?: Log },
  ) => Promise<{ readonly drain: () => Promise<void> }>;
  /** Runs with them, and drains them after. */
  readonly withWorkers: <T>(
    store: Lent,
    use: () => Promise<T>,
    over?: { readonly queues?: readonly Queue[]; readonly log?: Log },
  ) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** What workers borrow of a store; a test may lend another part in its place. */
export type Lent = Pick<TestStore, 'db' | 'ledger' | 'sealer' | 'witness'> & {
  /** What the sources of a fleet reach; without it none is asked. */
  readonly sources?: NonNullable<Parameters<typeof openFleet>[1]['outside']>;
  readonly outside?: Outside;
  readonly observer?: Observer;
  readonly onUnknownAnswer?: SpineDeps['onUnknownAnswer'];
};

/** Places that the actions of a test may reach. */
export type Outside = Partial<Pick<Reach, 'endpoints' | 'jobs' | 'privateHosts'>>;

export interface TemporalWish {
  /** In place of the run's own. */
  readonly address?: string;
  readonly tracing?: TemporalTracing;
  readonly dataConverter?: DataConverter;
}

/** A namespace of its own on the run's Temporal, with Reeve's search attributes. */
export async function openTestTemporal(wish: TemporalWish = {}): Promise<TestTemporal> {
  const address = wish.address ?? inject('temporal').address;
  const namespace = `test-${randomBytes(5).toString('hex')}`;
  const tracing = wish.tracing ?? temporalTracing(startTelemetry({ telemetry: UNTRACED }));
  const dataConverter = wish.dataConverter ?? {};
  const client = openClient({ address }, { namespace, dataConverter, tracing });
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  await untilThere(client);
  const start: TestTemporal['startWorkers'] = (lent, { queues = QUEUE_NAMES, log = quiet() } = {}) =>
    startWorkers({
      queues,
      deps: depsOf(lent, { client }),
      connection: { address },
      ...{ namespace, dataConverter, tracing, log },
      cacheDir: partSettings().cacheRoot,
      drainMs: 2_000,
    });
  return {
    ...{ client, address, namespace, startWorkers: start },
    async withWorkers(lent, use, over) {
      const workers = await start(lent, over);
      try {
        return await use();
      } finally {
        await workers.drain();
      }
    },
    async close() {
      await endAll(client);
      await client.connection.close();
    },
  };
}

export interface Given {
  readonly catalogue?: ReadonlyMap<string, Action>;
  readonly client?: Client;
  readonly missingCapabilities?: readonly string[];
}

export function depsOf(
  { db, ledger, sealer, witness, outside, sources, observer = UNWATCHED, onUnknownAnswer = () => undefined }: Lent,
  { catalogue = CATALOGUE, client, missingCapabilities = [] }: Given = {},
): Deps {
  const runs = client ? jobRuns(client) : ({} as JobRuns);
  const reach: Reach = { db, endpoints: {}, jobs: {}, runs, ...outside };
  const spine = {
    ...{ tools: { db, ledger, digest: sha256 }, reach, catalogue, observer, missingCapabilities },
    onUnknownAnswer,
  };
  const fleet = openFleet({ db, ledger }, { ...UNWATCHED_FLEET, ...(sources && { outside: sources }) });
  return { db, ledger, sealer, witness, spine, fleet, identity: 'test' };
}

const UNTRACED = { serviceName: 'test', headers: {}, sampleRatio: 1 };

export function quiet(): Log {
  return createLog({ log: { level: 'fatal', format: 'json' } });
}

/** The server learns of a namespace a moment after it has accepted it. */
async function untilThere(client: Client): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ensureSearchAttributes(client);
      await client.workflow.count();
      return;
    } catch (error) {
      if (tries > 150) throw error;
      await pause(100);
    }
  }
}

async function endAll(client: Client): Promise<void> {
  for await (const { workflowId } of client.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
    await client.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch(() => undefined);
  }
}
