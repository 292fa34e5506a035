import type { Client } from '@temporalio/client';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openGit } from '../../activities/adapters/git.js';
import type { ClusterPlace } from '../../activities/providers/provider.js';
import { childEnvironment } from '../../config/environment.js';
import { DOCUMENT_BYTES_MAX } from '../../domain/gitops/document.js';
import type { Config } from '../../config/load.js';
import type { Log } from '../log.js';
import { sha256 } from '../../activities/ledger/seal.js';
import { CATALOGUE } from '../../activities/actions/index.js';
import type { FleetDeps } from '../../activities/fleet/deps.js';
import { openFleet } from '../../activities/fleet/open.js';
import type { SpineDeps } from '../../activities/spine/deps.js';
import type { CodecKeys } from '../../activities/adapters/payload-codec.js';
import type { DataConverter } from '@temporalio/common';
import { createDataConverter, readCodecKeys } from '../data-converter.js';
import { jobRuns } from '../job-runs.js';
import { createMetrics, type Metrics } from '../metrics.js';
import { startCourier } from '../courier.js';
import type { Rounds } from '../rounds.js';
import { countOpenRequests } from '../open-requests.js';
import { startRelay } from '../relay.js';
import { surfacesOf } from '../surfaces.js';
import { startTelemetry, type Telemetry } from '../telemetry.js';
import { spineObserver } from '../telemetry/spine-observer.js';
import { temporalTracing, type TemporalTracing } from '../telemetry/temporal-tracing.js';
import { connectionOptions, ensureSchedules, ensureSearchAttributes, openClient } from '../temporal.js';
import { startWorkers } from '../worker.js';
import { untilItAnswers } from './away.js';
import { type BookReading, checkBooks, type Core, type Endpoints, openCore } from './core.js';
import { type RunningGateway, startGateway } from './gateway.js';
import { VERSION } from './version.js';

const GIT_MS_MAX = 30_000;

/** What every Reeve process has, whichever doors and queues it serves. */
export interface Running {
  readonly config: Config;
  readonly endpoints: Endpoints;
  readonly core: Core;
  readonly client: Client;
  readonly codecKeys: CodecKeys | undefined;
  readonly dataConverter: DataConverter;
  readonly tracing: TemporalTracing;
  readonly telemetry: Telemetry;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly mode: 'embedded' | 'production';
}

export async function openProcess(
  config: Config,
  endpoints: Endpoints,
  { log, mode }: { readonly log: Log; readonly mode: Running['mode'] },
): Promise<Running> {
  const metrics = createMetrics({ version: VERSION });
  const telemetry = startTelemetry(config, log);
  const tracing = temporalTracing(telemetry);
  const core = await openCore({ config, endpoints, log, metrics }, { createKey: mode === 'embedded' });
  const codecKeys = readCodecKeys(config);
  const dataConverter = createDataConverter(codecKeys);
  const client = openClient(await connectionOptions(config, endpoints.temporalAddress), {
    namespace: config.temporal.namespace,
    dataConverter,
    tracing,
  });
  return { config, endpoints, core, client, codecKeys, dataConverter, tracing, telemetry, metrics, log, mode };
}

export function openDoors(
  running: Running,
  only: { readonly port?: number; readonly healthOnly?: boolean } = {},
): Promise<RunningGateway> {
  const { config, core, client, endpoints, codecKeys, log, metrics, mode } = running;
  return startGateway({
    ...only,
    config,
    core,
    temporal: client,
    log,
    metrics,
    mode,
    version: VERSION,
    listenUrl: endpoints.database.app,
    ...(endpoints.temporalUi && { temporalUi: endpoints.temporalUi }),
    ...(codecKeys && { codecKeys }),
  });
}

/** The books are looked at before anything is served. While the database is away that waits, and nothing is served. */
export function checkBooksFirst({ core, config, log }: Running): Promise<BookReading> {
  return untilItAnswers('the database', () => checkBooks(core, config, log), log);
}

export interface RunningWork {
  readonly done: Promise<void>;
  readonly drain: () => Promise<void>;
}

/** Workers for the configured queues; who serves the control queue also relays and keeps the schedules. */
export async function startWork(running: Running): Promise<RunningWork> {
  const { config, core, client, endpoints, dataConverter, tracing, log, metrics } = running;
  const control = config.worker.queues.includes('control');
  if (control) {
    await untilItAnswers('Temporal', () => ensureSearchAttributes(client), log);
    await untilItAnswers('Temporal', () => ensureSchedules(client, config.ledger.checkpointMinutes), log);
  }
  const connection = await connectionOptions(config, endpoints.temporalAddress);
  const workers = await untilItAnswers(
    'Temporal',
    () =>
      startWorkers({
        queues: config.worker.queues,
        deps: {
          ...core,
          identity: `${hostname()}/${process.pid}`,
          spine: spineDeps(running),
          fleet: fleetDeps(running),
        },
        connection: connection as never,
        namespace: config.temporal.namespace,
        dataConverter,
        tracing,
        cacheDir: config.parts.cacheDir,
        drainMs: config.worker.drainMs,
        log,
      }),
    log,
  );
  const relay = control
    ? startRelay(core.relayDb, client, { log, metrics, listenUrl: endpoints.database.relay })
    : undefined;
  const courier = control ? await startChats(running) : undefined;
  const counting = control ? countOpenRequests(core.db, { log, metrics }) : undefined;
  return {
    done: workers.done,
    async drain() {
      await Promise.all([relay?.stop(), courier?.stop(), counting?.stop()]);
      await workers.drain();
    },
  };
}

/** Absent where nothing is configured that a message could be sent by. */
async function startChats(running: Running): Promise<Rounds | undefined> {
  const { core, config, endpoints, log, metrics } = running;
  const { db, relayDb } = core;
  const surfaces = await surfacesOf(config, log);
  if (Object.keys(surfaces).length === 0) return undefined;
  const { publicUrl } = config.gateway;
  const links = (path: string) => (publicUrl === undefined ? undefined : new URL(path, publicUrl).href);
  return startCourier({ db, relayDb, surfaces, links, log, metrics, listenUrl: endpoints.database.relay });
}

function spineDeps({ core: { db, ledger }, config, client, telemetry, metrics, log }: Running): SpineDeps {
  const { endpoints, jobs } = config.actions;
  return {
    tools: { db, ledger, digest: sha256 },
    reach: {
      db,
      endpoints,
      jobs,
      runs: jobRuns(client),
      clusters: clustersOf(config),
      privateHosts: config.fleet.privateHosts,
    },
    catalogue: CATALOGUE,
    observer: spineObserver(telemetry.tracer, metrics),
    missingCapabilities: config.capabilities.missing,
    onUnknownAnswer: ({ account, key }, ids) => {
      metrics.madeUpAnswers.inc(ids.length);
      log.warn(
        { account, key, ids },
        'somebody sent answers to a workflow that no door accepted; they count for nothing',
      );
    },
  };
}

function fleetDeps({ core: { db, ledger }, config, metrics, log }: Running): FleetDeps {
  const { gitRoots: localRoots, cveFeed, metricsUrl, metricsTokenFile, privateHosts } = config.fleet;
  const cacheDir = join(config.parts.cacheDir, 'git');
  const limits = { bytesMax: DOCUMENT_BYTES_MAX, timeoutMs: GIT_MS_MAX };
  return openFleet(
    { db, ledger },
    {
      missingCapabilities: config.capabilities.missing,
      outside: {
        git: openGit({ cacheDir, localRoots, privateHosts, env: childEnvironment(), ...limits }),
        ...{ privateHosts, ...(cveFeed !== undefined && { cveFeed }) },
        ...(metricsUrl !== undefined && {
          metrics: { url: metricsUrl, ...(metricsTokenFile !== undefined && { tokenFile: metricsTokenFile }) },
        }),
        clusters: clustersOf(config),
        onProvider: ({ provider, tookMs, error }) =>
          metrics.providerSeconds.observe(
            { provider, state: error === undefined ? 'answered' : 'failed' },
            tookMs / 1000,
          ),
      },
      onSensor({ account, sensor, tookMs, opened, closed, error }) {
        metrics.sensorSeconds.observe({ sensor, state: error === undefined ? 'looked' : 'failed' }, tookMs / 1000);
        metrics.conditionsOpened.inc({ sensor }, opened);
        metrics.conditionsClosed.inc({ sensor }, closed);
        if (error !== undefined)
          log.warn({ account, sensor, error }, 'a sensor could not look: what it watches is not known until it can');
      },
      onDecision: ({ agent, outcome }) => metrics.decisions.inc({ agent, outcome }),
    },
  );
}

/** The clusters that people named, with the way into each. */
function clustersOf({ actions: { clusters }, kubeconfig }: Config): Readonly<Record<string, ClusterPlace>> {
  const named = Object.entries(clusters).map(
    ([name, { kubeconfig: file, context, deleteNodes, drainSeconds, accounts }]) => {
      const way = {
        ...(file !== undefined ? { file } : kubeconfig !== undefined && { environment: kubeconfig }),
        ...(context !== undefined && { context }),
      };
      return [name, { way, deleteNodes, drainMs: drainSeconds * 1000, ...(accounts && { accounts }) }] as const;
    },
  );
  return Object.fromEntries(named);
}

export async function closeProcess({ core, client, telemetry }: Running): Promise<void> {
  await core.close();
  await client.connection.close();
  await telemetry.shutdown();
}
