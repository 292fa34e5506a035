import { readFile, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../../activities/store/migrate.js';
import { childEnvironment } from '../../config/environment.js';
import type { Config } from '../../config/load.js';
import { embeddedParts } from '../../config/production.js';
import { type OnProgress, resolvePart } from '../../tools/parts/index.js';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.js';
import { type DataFolder, openDataFolder, StartRefused } from '../embedded/data-folder.js';
import { lockFolder } from '../embedded/folder-lock.js';
import { type Keeper, openKeeper } from '../embedded/keeper.js';
import { loginUrls, openLogins, prepareDatabase } from '../embedded/logins.js';
import { listenFailure } from '../embedded/ports.js';
import { identify } from '../embedded/process-identity.js';
import { startPostgres } from '../embedded/postgres.js';
import { databasePasswords, writeSecret } from '../embedded/secrets.js';
import { supervise } from '../embedded/supervise.js';
import { startTemporal } from '../embedded/temporal.js';
import { createLog, type Log } from '../log.js';
import type { Endpoints } from './core.js';
import { databaseLogins } from './endpoints.js';
import { type Demo, hasDemo, startDemo } from './demo.js';
import { ensureFirstAccount, FIRST_ACCOUNT, keepLocalToken } from './first-account.js';
import { listenTrouble } from './gateway.js';
import { partSettings, resolvePostgres } from './parts.js';
import { checkBooksFirst, closeProcess, openDoors, openProcess, type Running, startWork } from './process.js';
import { drainLimit, StoppedByItself, stopRequested, untilStopped } from './signals.js';

export interface Ready {
  readonly console: string;
  readonly api: string;
  readonly temporalUi?: string;
  readonly data: string;
  readonly readyMs: number;
  /** Only at the very first start. */
  readonly adminToken?: string;
  /** A simulated estate is played. */
  readonly demo?: true;
}

export interface UpSpec {
  readonly config: Config;
  readonly parent?: number;
  readonly onProgress: OnProgress;
  readonly onStep: (text: string) => void;
  readonly onReady: (ready: Ready) => void;
  /** Told once that it is asked to stop, before anything is stopped. */
  readonly onStop: (reason: string) => void;
}

/** What is being opened when somebody asks to stop is opened to its end, and closed in order. */
const OPENING_MS_MAX = 10_000;

interface House {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly keeper: Keeper;
  readonly log: Log;
  readonly spec: UpSpec;
  /** Ends what was started, the newest first. */
  readonly ends: (() => Promise<void>)[];
  readonly stopping: AbortSignal;
}

/** The whole of Reeve in one process, with its own PostgreSQL and Temporal beside it. Resolves when it was stopped. */
export async function up(spec: UpSpec): Promise<void> {
  const { config } = spec;
  const started = performance.now();
  const stop = stopRequested(spec.parent);
  const folder = await openDataFolder(config.data);
  const lock = await lockFolder(folder, { onWait: spec.onStep });
  const ends: House['ends'] = [() => lock.release()];
  const log = createLog(config);
  const stopping = new AbortController();
  void stop.reason.then((reason) => {
    stopping.abort(new Error(reason));
    spec.onStop(reason);
  });
  let failure: Error | undefined;
  try {
    const { host, port } = config.gateway;
    const taken = await listenFailure(port, host);
    if (taken) throw new StartRefused(listenTrouble(taken, host, port));
    const keeper = await openKeeper(folder.path('run'));
    ends.push(() => keeper.close());
    const house = { config, folder, keeper, log, spec, ends, stopping: stopping.signal };
    const parts = startParts(house);
    const starting = parts.then((endpoints) => start(house, endpoints));
    const begun = await Promise.race([starting, stop.reason.then(() => undefined)]);
    if (!begun) await endQuietly(parts, starting, { log, hurry: stop.again });
    if (begun) spec.onReady({ ...begun.ready, readyMs: Math.round(performance.now() - started) });
    const lost = lock.lost.then(() => Promise.reject(new StoppedByItself(takenOver(folder.root))));
    const stopped = await untilStopped(stop.reason, Promise.race([lost, ...(begun ? [begun.done] : [])]));
    ({ failure } = stopped);
    if (failure) log.error({ err: failure }, failure.message);
    else log.info({ reason: stopped.reason }, 'Reeve stops: what runs may end, then the parts are stopped');
  } finally {
    await Promise.race([endAll(ends, log), stop.again, ...drainLimit(config, failure)]);
  }
  if (failure) throw failure;
}

/** What goes on after it was asked to stop would only tell of parts that are not there any more. */
async function endQuietly(
  parts: Promise<unknown>,
  starting: Promise<unknown>,
  { log, hurry }: { readonly log: Log; readonly hurry: Promise<void> },
): Promise<void> {
  const isOver = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => true,
    );
  const isLate = (ms: number) => pause(ms, false, { ref: false });
  // Parts that are fetched, built or started are not waited for; nothing uses them yet.
  const isOpening = await Promise.race([isOver(parts), isLate(0)]);
  const hurried = hurry.then(() => false);
  const isEnded = isOpening && (await Promise.race([isOver(starting), isLate(OPENING_MS_MAX), hurried]));
  if (!isEnded) log.level = 'silent';
}

function takenOver(root: string): string {
  return `another Reeve has taken over ${root} while this one stood still: this one stops, use that one`;
}

interface Begun {
  readonly ready: Omit<Ready, 'readyMs'>;
  /** Settles when the workers end, asked to or not. */
  readonly done: Promise<void>;
}

async function start(house: House, endpoints: PartPlaces): Promise<Begun> {
  const { config, folder, log, ends, spec, stopping } = house;
  stopping.throwIfAborted();
  spec.onStep('bringing the database up to date');
  await migrate(endpoints.database.owner);
  const superuser = endpoints.superuserUrl;
  if (superuser) await openLogins(superuser, await databasePasswords(folder));

  stopping.throwIfAborted();
  const running = await openProcess(config, endpoints, { log, mode: 'embedded' });
  ends.push(() => closeProcess(running));
  const tokens = await ensureFirstAccount(running.core, ['first admin token', 'this machine']);
  const reading = await checkBooksFirst(running);
  ends.push(() => reading.stop());
  await keepLocalToken(running.core, folder.path('secrets', 'cli-token'), tokens['this machine']).catch(
    (err: Error) => {
      // A broken book takes no entry, so it gives no token either; everything else starts and says so.
      if (err.name !== 'LedgerBroken') throw err;
      log.error({ err }, 'this machine has no token for the command line until its ledger is mended');
    },
  );

  stopping.throwIfAborted();
  spec.onStep('starting workers and doors');
  const [work, doors] = await Promise.all([startWork(running), openDoors(running)]);
  ends.push(() => Promise.all([doors.drain(), work.drain()]).then(() => undefined));
  const { temporalUi } = endpoints;
  const state = {
    url: doors.url,
    databaseUrl: endpoints.database.owner,
    temporalAddress: endpoints.temporalAddress,
    ...(temporalUi && { temporalUi }),
    process: identify(process.pid) ?? null,
  };
  await writeSecret(folder.path('run', 'state.json'), JSON.stringify(state));
  ends.push(() => rm(folder.path('run', 'state.json'), { force: true }));
  const adminToken = tokens['first admin token'];
  const demo = await openDemo(house, running, { url: doors.url, isFirst: adminToken !== undefined });
  if (demo) ends.push(() => demo.stop());
  const ready = {
    console: `${doors.url}/console`,
    api: `${doors.url}/api`,
    data: folder.root,
    ...(temporalUi && { temporalUi }),
    ...(demo && { demo: true as const }),
    ...(adminToken && { adminToken }),
  };
  return { ready, done: work.done };
}

/** A simulated estate after the very first start, and after each other until something real was connected. */
async function openDemo(
  { config, folder, log }: House,
  { core }: Running,
  { url, isFirst }: { readonly url: string; readonly isFirst: boolean },
): Promise<Demo | undefined> {
  const mark = folder.path('simulated-estate.json');
  if (!config.fleet.demo || !(isFirst || (await hasDemo(mark)))) return undefined;
  const token = await readFile(folder.path('secrets', 'cli-token'), 'utf8');
  const dir = folder.path('simulated-fleet');
  return startDemo({ core, account: FIRST_ACCOUNT, url, token: token.trim(), dir, mark, log });
}

type PartPlaces = Endpoints & { readonly superuserUrl?: string };

async function startParts(house: House): Promise<PartPlaces> {
  const { config } = house;
  const own = embeddedParts(config);
  const starting = [
    own.includes('postgres') ? ownPostgres(house) : Promise.resolve(undefined),
    own.includes('temporal') ? ownTemporal(house) : Promise.resolve(undefined),
  ] as const;
  // Both come to their end before one can fail the start: what is still starting could not be stopped.
  await Promise.allSettled(starting);
  const [database, temporal] = await Promise.all(starting);
  const logins = database?.logins ?? databaseLogins(config.database, config.database.url ?? '');
  const address = temporal?.address ?? config.temporal.address ?? '';
  const temporalUi = temporal?.uiUrl ?? config.temporal.uiUrl;
  return {
    database: logins,
    temporalAddress: address,
    ...(temporalUi && { temporalUi }),
    ...(database && { superuserUrl: database.superuserUrl }),
  };
}

async function ownPostgres({ config, folder, keeper, log, spec, ends }: House) {
  const part = await resolvePostgres(config, folder.path('postgres'), spec.onProgress);
  const passwords = await databasePasswords(folder);
  const { initdb = '', postgres = '' } = part.files;
  const base = {
    initdb,
    postgres,
    dir: folder.path('postgres'),
    logFile: folder.path('logs', 'postgres.log'),
    password: passwords.superuser,
    env: childEnvironment(),
  };
  spec.onStep('starting PostgreSQL');
  const server = await startPostgres(base, keeper);
  const again = async () => (await startPostgres({ ...base, port: server.port }, keeper)).child;
  const supervised = supervise('PostgreSQL', server.child, again, (level, text) => log[level](text));
  ends.push(() => supervised.stop());
  const superuserUrl = server.url('postgres');
  await prepareDatabase(superuserUrl, passwords);
  return { logins: loginUrls(server.url, passwords), superuserUrl };
}

async function ownTemporal({ config, folder, keeper, log, spec, ends }: House) {
  const part = await resolvePart('temporal', partSettings(config), spec.onProgress);
  spec.onStep('starting Temporal');
  const { host, port: gatewayPort } = config.gateway;
  const base = {
    temporal: part.files['temporal'] ?? '',
    databaseFile: folder.path('temporal.db'),
    logFile: folder.path('logs', 'temporal.log'),
    env: childEnvironment(),
    searchAttributes: SEARCH_ATTRIBUTES,
    uiPortWish: 8233,
    // Without encryption there is nothing to decode, and the Web UI would complain of a codec that refuses.
    ...(config.encryption.keyFile && { codecEndpoint: `http://${host}:${gatewayPort}/codec` }),
  };
  const server = await startTemporal(base, keeper);
  const port = Number(server.address.split(':').at(-1));
  const uiPort = Number(new URL(server.uiUrl ?? 'http://x:8233').port);
  const again = async () => (await startTemporal({ ...base, port, uiPort }, keeper)).child;
  const supervised = supervise('Temporal', server.child, again, (level, text) => log[level](text));
  ends.push(() => supervised.stop());
  return server;
}

async function endAll(ends: House['ends'], log: Log): Promise<void> {
  for (const end of ends.toReversed()) {
    await end().catch((err: Error) => log.warn({ err }, 'something did not stop cleanly'));
  }
}
