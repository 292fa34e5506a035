import { migrate } from '../../activities/store/migrate.js';
import type { Config } from '../../config/load.js';
import { productionWarnings, type Process, unsafeSettings } from '../../config/production.js';
import { createLog } from '../log.js';
import { openCore } from './core.js';
import { configuredEndpoints } from './endpoints.js';
import { ensureFirstAccount, issueAdminToken } from './first-account.js';
import { checkBooksFirst, closeProcess, openDoors, openProcess, type Running, startWork } from './process.js';
import { drainLimit, stopRequested, untilStopped } from './signals.js';
import { createMetrics } from '../metrics.js';
import { VERSION } from './version.js';

export class UnsafeSettings extends Error {
  override name = 'UnsafeSettings';
}

/** In production nothing starts on settings that are not safe; all of them are said at once. */
export function refuseUnsafe(config: Config, process: Process): void {
  const unsafe = unsafeSettings(config, process);
  if (unsafe.length > 0) {
    throw new UnsafeSettings(
      `REEVE_ENV=production refuses to start:\n${unsafe.map((text) => `  - ${text}`).join('\n')}`,
    );
  }
}

/** Brings the schema up to date and, on an empty database, makes the first account and its token. */
export async function migrateDatabase(
  config: Config,
  { newAdminToken }: { readonly newAdminToken: boolean },
): Promise<{ readonly schema: number; readonly adminToken?: string }> {
  refuseUnsafe(config, 'migrate');
  const { url, ownerUrl } = config.database;
  const owner = ownerUrl ?? url;
  if (!owner)
    throw new Error(
      'there is no database to migrate: set DATABASE_URL, or run "reeve up", which brings and migrates its own',
    );
  const { applied } = await migrate(owner);
  const endpoints = { database: { app: url ?? owner, relay: owner, owner }, temporalAddress: '' };
  const log = createLog(config);
  const core = await openCore(
    { config, endpoints, log, metrics: createMetrics({ version: VERSION }) },
    { createKey: true },
  );
  try {
    const tokens = await ensureFirstAccount(core, ['first admin token']);
    const adminToken =
      tokens['first admin token'] ?? (newAdminToken ? await issueAdminToken(core, 'given by migrate') : undefined);
    await core.witness.flush();
    return { schema: applied.at(-1) ?? 0, ...(adminToken && { adminToken }) };
  } finally {
    await core.close();
  }
}

export function runGateway(config: Config, onReady: (url: string) => void): Promise<void> {
  return run(config, 'gateway', async (running) => {
    const reading = await checkBooksFirst(running);
    const doors = await openDoors(running);
    onReady(doors.url);
    const drain = async () => {
      await reading.stop();
      await doors.drain();
    };
    return { done: new Promise(() => undefined), drain };
  });
}

export function runWorker(config: Config, onReady: (queues: readonly string[]) => void): Promise<void> {
  return run(config, 'worker', async (running) => {
    const reading = await checkBooksFirst(running);
    const { metricsPort: port } = config.worker;
    const doors = port === undefined ? undefined : await openDoors(running, { port, healthOnly: true });
    const work = await startWork(running);
    onReady(config.worker.queues);
    const drain = async () => {
      await reading.stop();
      await work.drain();
      await doors?.drain();
    };
    return { done: work.done, drain };
  });
}

async function run(
  config: Config,
  process: Process,
  start: (running: Running) => Promise<{ readonly done: Promise<void>; readonly drain: () => Promise<void> }>,
): Promise<void> {
  refuseUnsafe(config, process);
  const log = createLog(config);
  for (const warning of productionWarnings(config)) log.warn(warning);
  const stop = stopRequested();
  const running = await openProcess(config, configuredEndpoints(config), { log, mode: 'production' });
  const starting = start(running);
  const work = await Promise.race([starting, stop.reason.then(() => undefined)]);
  let failure: Error | undefined;
  if (work) {
    const stopped = await untilStopped(stop.reason, work.done);
    ({ failure } = stopped);
    if (failure) log.error({ err: failure }, failure.message);
    else log.info({ reason: stopped.reason }, `the ${process} stops: what is under way may end`);
    await Promise.race([work.drain(), stop.again, ...drainLimit(config, failure)]);
  }
  await Promise.race([closeProcess(running), stop.again, ...drainLimit(config, failure)]);
  if (failure) throw failure;
}
