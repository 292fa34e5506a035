import { openFleet, UNWATCHED_FLEET } from '../activities/fleet/open.js';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { CATALOGUE } from '../activities/actions/index.js';
import { openAccount } from '../activities/store/accept/accounts.js';
import { setScope } from '../activities/store/accept/autonomy.js';
import type { Book } from '../activities/store/accept/book.js';
import { setBudget } from '../activities/store/accept/limits.js';
import { setPolicy } from '../activities/store/accept/policies.js';
import { addPrincipal } from '../activities/store/accept/principals.js';
import { createFlag } from '../activities/store/accept/surroundings.js';
import { placeAgent } from '../activities/store/accept/trust.js';
import { sha256 } from '../activities/ledger/seal.js';
import { openDatabase } from '../activities/store/database.js';
import { LIMITS } from '../domain/budget.js';
import { resolvePart } from '../tools/parts/index.js';
import { startTemporal } from '../workers/embedded/temporal.js';
import { jobRuns } from '../workers/job-runs.js';
import { createLog } from '../workers/log.js';
import { createMetrics } from '../workers/metrics.js';
import { startRelay } from '../workers/relay.js';
import { startTelemetry } from '../workers/telemetry.js';
import { spineObserver } from '../workers/telemetry/spine-observer.js';
import { temporalTracing } from '../workers/telemetry/temporal-tracing.js';
import { openClient } from '../workers/temporal.js';
import { startWorkers } from '../workers/worker.js';
import { QUEUE_NAMES, SEARCH_ATTRIBUTES } from '../workflows/messages.js';
import type { Ground } from './ground.js';

export const ACCOUNT = 'bench';
/** One agent acts by itself, the other asks. */
export const AGENTS = { alone: 'agent-alone', asks: 'agent-asks' } as const;

export interface SpineGround {
  readonly client: Client;
  readonly temporal: string;
  /** Relay and workers, as `npm start` runs them: in one process, on all queues. */
  readonly work: () => Promise<void>;
}

/** Temporal's development server with a file, as `npm start` runs it, on the ground of PostgreSQL and the ledger. */
export async function openSpineGround(ground: Ground): Promise<SpineGround> {
  const { dir, keeper, settings, later } = ground;
  const part = await resolvePart('temporal', settings, () => undefined);
  const server = await startTemporal(
    {
      ...{ temporal: part.files['temporal'] ?? '', databaseFile: join(dir, 'temporal.db'), headless: true },
      ...{ logFile: join(dir, 'temporal.log'), env: settings.childEnv, searchAttributes: SEARCH_ATTRIBUTES },
    },
    keeper,
  );
  later(() => server.child.stop());
  const telemetry = startTelemetry({ telemetry: { serviceName: 'bench', headers: {}, sampleRatio: 1 } });
  const tracing = temporalTracing(telemetry);
  const { address } = server;
  const client = openClient({ address }, { namespace: 'default', dataConverter: {}, tracing });
  later(() => client.connection.close());
  return {
    ...{ client, temporal: `${part.version} (${part.source})` },
    async work() {
      const { db, ledger, sealer, witness } = ground;
      const log = createLog({ log: { level: 'error', format: 'json' } });
      const metrics = createMetrics({ version: 'bench' });
      const spine = {
        ...{ tools: { db, ledger, digest: sha256 }, catalogue: CATALOGUE, onUnknownAnswer: () => undefined },
        reach: { db, endpoints: {}, jobs: {}, runs: jobRuns(client) },
        missingCapabilities: [],
        observer: spineObserver(telemetry.tracer, metrics),
      };
      const workers = await startWorkers({
        ...{ queues: QUEUE_NAMES, connection: { address }, namespace: 'default', dataConverter: {}, tracing, log },
        deps: {
          ...{ db, ledger, sealer, witness, spine, identity: 'bench' },
          fleet: openFleet({ db, ledger }, UNWATCHED_FLEET),
        },
        ...{ cacheDir: settings.cacheRoot, drainMs: 5_000 },
      });
      later(() => workers.drain());
      const relayDb = openDatabase({ url: ground.urls.relay, login: 'relay', poolMax: 2 });
      later(() => relayDb.close());
      const relay = startRelay(relayDb, client, { log, metrics, listenUrl: ground.urls.relay });
      later(() => relay.stop());
    },
  };
}

/** Two agents, somebody who approves, no limits, and as many flags as are wanted: all through the doors of the store. */
export async function furnishBench(book: Book, flags: number): Promise<void> {
  await openAccount(book, { id: ACCOUNT, name: 'Bench', admin: { id: 'admin', name: 'Admin' }, tokens: [] });
  const by = { account: ACCOUNT, kind: 'person', principal: 'admin', door: 'machine' } as const;
  const reason = 'to measure';
  await addPrincipal(book, by, { id: 'bob', kind: 'person', name: 'Bob', roles: ['approver'] });
  for (const id of Object.values(AGENTS)) {
    await addPrincipal(book, by, { id, kind: 'agent', name: id, roles: [] });
    await placeAgent(book, by, { agent: id, score: 0.8, tier: 'T2', reason });
  }
  await setPolicy(book, by, { category: 'flag.set', agent: AGENTS.alone, verb: 'auto_approve', reason });
  await setScope(book, by, { pattern: 'flag/*', stage: 'act', riskMax: 'critical', reason });
  for (const name of Object.keys(LIMITS)) await setBudget(book, by, { name, most: 10_000, reason });
  for (let n = 0; n < flags; n += 1) await createFlag(book, by, { name: flagName(n), value: false });
}

export function flagName(n: number): string {
  return `bench.${n}`;
}
