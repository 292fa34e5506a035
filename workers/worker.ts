import { setTimeout as pause } from 'node:timers/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker, type NativeConnectionOptions } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import { createActivities, QUEUE_PORTS } from '../activities/index.js';
import type { Deps } from '../activities/deps.js';
import { type Queue, QUEUES } from '../workflows/messages.js';
import type { Ports } from '../workflows/ports.js';
import { workflowBundle } from './bundle.js';
import { type Log, temporalLogger } from './log.js';
import type { TemporalTracing } from './telemetry/temporal-tracing.js';

export interface WorkerSpec {
  readonly queues: readonly Queue[];
  readonly deps: Deps;
  readonly connection: NativeConnectionOptions;
  readonly namespace: string;
  readonly dataConverter: DataConverter;
  readonly tracing: TemporalTracing;
  readonly cacheDir: string;
  readonly drainMs: number;
  readonly log: Log;
}

export interface RunningWorkers {
  /** Settles when all have stopped; rejects when one failed. */
  readonly done: Promise<void>;
  /** Takes no more work, lets running work end within the drain time, then stops. */
  readonly drain: () => Promise<void>;
}

let installed = false;

/** The Temporal core is one a process, however many workers share it. */
export function installRuntime(log: Log): void {
  if (installed) return;
  installed = true;
  // Shutting down is ours to order: a signal must reach the gateway, the relay and the workers in turn.
  Runtime.install({
    logger: temporalLogger(log),
    shutdownSignals: [],
    // Its native part would else write to the console by itself, neither as JSON nor redacted.
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } },
  });
}

/** One worker a queue: what a queue may touch is decided by who serves it. Workflows run on the control queue only. */
export async function startWorkers(spec: WorkerSpec): Promise<RunningWorkers> {
  installRuntime(spec.log);
  const connection = await NativeConnection.connect(spec.connection);
  const activities = createActivities(spec.deps);
  const bundle = spec.queues.includes('control')
    ? await workflowBundle(spec.cacheDir, {
        encrypted: spec.dataConverter.payloadCodecs !== undefined,
        logger: new DefaultLogger('ERROR'),
      })
    : undefined;
  const { workflowModules: _bundled, ...interceptors } = spec.tracing.workerInterceptors;
  const workers = await Promise.all(
    spec.queues.map((queue) =>
      Worker.create({
        connection,
        namespace: spec.namespace,
        taskQueue: QUEUES[queue],
        identity: `${spec.deps.identity}/${queue}`,
        activities: portsOf(queue, activities),
        dataConverter: spec.dataConverter,
        shutdownGraceTime: spec.drainMs,
        // A wedged workflow must not keep the process for ever.
        shutdownForceTime: spec.drainMs + 5_000,
        // Its workflow modules are in the bundle already.
        interceptors,
        ...(queue === 'control' && bundle && { workflowBundle: bundle, sinks: spec.tracing.sinks }),
        maxConcurrentActivityTaskExecutions: 50,
      }),
    ),
  );
  const runs = workers.map((worker) => worker.run());
  const watching = new AbortController();
  const done = Promise.race([Promise.all(runs).then(() => undefined), fallen(workers, watching.signal)]);
  // Whoever started them says what it means; until somebody listens it must not end the process.
  done.catch(() => undefined);
  return {
    done,
    async drain() {
      watching.abort();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      const ending = runs.filter((_run, index) => workers[index]?.getState() !== 'FAILED');
      await Promise.race([Promise.allSettled(ending), pause(spec.drainMs + 10_000, undefined, { ref: false })]);
      // One that failed may hold it until the process ends.
      await connection
        .close()
        .catch((err: Error) => spec.log.debug({ err }, 'the connection of the workers stays open'));
    },
  };
}

function portsOf(queue: Queue, ports: Ports): Partial<Ports> {
  return Object.fromEntries(QUEUE_PORTS[queue].map((name) => [name, ports[name]]));
}

/** A worker that fails says so by its state; its run may go on for minutes after, or not come to an end at all. */
async function fallen(workers: readonly Worker[], signal: AbortSignal): Promise<never> {
  for (;;) {
    await pause(500, undefined, { ref: false, signal }).catch(() => new Promise<never>(() => undefined));
    const one = workers.find((worker) => !['INITIALIZED', 'RUNNING'].includes(worker.getState()));
    if (one) throw new Error(`that of ${one.options.taskQueue} is ${one.getState()}, and the line above says why`);
  }
}
