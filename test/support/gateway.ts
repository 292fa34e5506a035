import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import type { FleetDeps } from '../../activities/fleet/deps.js';
import { openFleet, UNWATCHED_FLEET } from '../../activities/fleet/open.js';
import { preview } from '../../activities/fleet/preview.js';
import { checkBook } from '../../activities/ledger/check.js';
import { isWitnessed } from '../../activities/ledger/witness.js';
import { readCatalogue } from '../../activities/spine/catalogue.js';
import { openAuthorities } from '../../activities/pki/authority.js';
import { CHANNEL, listen, type Listening } from '../../activities/store/listen.js';
import { readMigrations } from '../../activities/store/migrate.js';
import { routes } from '../../client/http/routes/index.js';
import { consoleRoutes } from '../../client/console/routes.js';
import { createApp } from '../../client/http/app.js';
import type { App, Door, DoorSettings, Mount } from '../../client/http/door.js';
import { serve } from '../../client/http/serve.js';
import { createReeve, type Reeve } from '../../client/reeve.js';
import { openDiagnosing } from '../../workers/diagnosing.js';
import { hearFleet } from '../../workers/fleet-words.js';
import { createLog } from '../../workers/log.js';
import { createMetrics } from '../../workers/metrics.js';
import type { TestStore } from './store.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly json: Record<string, unknown> & readonly Record<string, unknown>[];
}

export interface Asked {
  readonly token?: string;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestGateway {
  readonly url: string;
  readonly port: number;
  readonly app: App;
  readonly reeve: Reeve;
  readonly call: (method: string, path: string, asked?: Asked) => Promise<Answer>;
  /** Everything the door has logged so far, as it was written. */
  readonly logged: () => string;
  readonly close: (drainMs?: number) => Promise<void>;
}

export interface GatewayWish {
  readonly settings?: Partial<DoorSettings>;
  readonly requestMsMax?: number;
  readonly temporal?: Client;
  readonly oidc?: Door['oidc'];
  readonly oidcSignIn?: Door['oidcSignIn'];
  readonly codec?: Door['codec'];
  readonly draining?: Door['draining'];
  /** Further doors, such as one for a chat. */
  readonly mounts?: (reeve: Reeve, log: Door['log']) => readonly Mount[];
  /** Holds a connection that hears of work for nodes. */
  readonly hearsNodes?: boolean;
  readonly missingCapabilities?: readonly string[];
  /** Sensors of a test, and how long they may look. */
  readonly fleet?: Partial<Pick<FleetDeps, 'queries' | 'sensorMsMax'>>;
  /** Folders below which declared fleets may be read. */
  readonly gitRoots?: readonly string[];
  /** Over the store's own parts, as for a ledger that fails. */
  readonly parts?: Partial<Pick<TestStore, 'db' | 'ledger'>>;
}

/** The whole HTTP door on a loopback port, console included, over a real store. */
export async function openTestGateway(store: TestStore, wish: GatewayWish = {}): Promise<TestGateway> {
  const { db, ledger } = { ...store, ...wish.parts };
  const written: string[] = [];
  const metrics = createMetrics({ version: '0.0.0-test' });
  const log = createLog({ log: { level: 'info', format: 'json' } }, { write: (line) => void written.push(line) });
  const connection = wish.temporal ? undefined : Connection.lazy({ address: inject('temporal').address });
  const diagnosing = openDiagnosing();
  let heard: Listening | undefined;
  const reeve = createReeve({
    db,
    ledger,
    verify: async (account) => {
      await store.witness.flush();
      const remembered = store.witness.newest(account);
      return checkBook(db, account, { keys: store.keys, witnessDir: store.witnessDir, since: 'start', remembered });
    },
    witnessed: async (account) => {
      await store.witness.flush();
      return isWitnessed(store.witnessDir, account);
    },
    publicKeys: () => Promise.resolve(store.sealer.publicPem),
    temporal: wish.temporal ?? new Client({ ...(connection && { connection }) }),
    catalogue: readCatalogue(wish.missingCapabilities ?? []),
    onAnswer: (answer) => metrics.answers.inc(answer),
    hookSecret: (account, provider, hook) => store.sealer.derive(`hook/${account}/${provider}/${hook}`),
    preview: (account, asked) =>
      preview({ ...openFleet({ db, ledger }, UNWATCHED_FLEET), ...wish.fleet }, account, asked),
    hear: (on) => hearFleet(store.urls.app, on, log),
    diagnose: diagnosing.diagnose,
    authority: openAuthorities(join(store.dir, 'node-ca')),
    hearNodes: (hear) => {
      if (wish.hearsNodes === true)
        heard = listen({ url: store.urls.app, name: 'test-nodes', on: { [CHANNEL.node]: hear } });
    },
    onDiagnosed: (verdict, seconds) => metrics.diagnosisSeconds.observe({ verdict }, seconds),
    onRefused: (why) => metrics.diagnosesRefused.inc({ why }),
    onChanges: ({ count, ...labels }) => metrics.changesTold.inc(labels, count),
    ...(wish.gitRoots && { gitRoots: wish.gitRoots }),
    schemaKnown: (await readMigrations()).at(-1)?.version ?? 0,
    about: {
      version: '0.0.0-test',
      mode: 'embedded',
      startedAt: new Date().toISOString(),
      addresses: { console: 'http://127.0.0.1/console', api: 'http://127.0.0.1/api' },
    },
  });
  const door: Door = {
    reeve,
    settings: {
      trustedProxies: [],
      allowedHosts: ['reeve.example'],
      bodyBytesMax: 64 * 1024,
      bundleBytesMax: 8 * 2 ** 20,
      readerMsMax: 20_000,
      sessionKey: store.sealer.derive('console-session'),
      temporalUiOrigins: ['http://127.0.0.1:8233'],
      ...wish.settings,
    },
    metrics: {
      text: metrics.render,
      observe: ({ seconds, ...labels }) => metrics.httpRequestSeconds.observe(labels, seconds),
    },
    log,
    draining: wish.draining ?? (() => false),
    ...(wish.oidc && { oidc: wish.oidc }),
    ...(wish.oidcSignIn && { oidcSignIn: wish.oidcSignIn }),
    ...(wish.codec && { codec: wish.codec }),
  };
  const app = createApp(door, [...routes, consoleRoutes, ...(wish.mounts?.(reeve, log) ?? [])]);
  const served = await serve(app, { host: '127.0.0.1', port: 0, requestMsMax: wish.requestMsMax ?? 20_000 });
  return {
    url: `http://127.0.0.1:${served.port}`,
    port: served.port,
    app,
    reeve,
    call: (method, path, asked = {}) => callAt(served.port, method, path, asked),
    logged: () => written.join(''),
    async close(drainMs = 100) {
      reeve.nodes.drain();
      await heard?.close();
      await reeve.live.close();
      await served.close(drainMs);
      await connection?.close();
    },
  };
}

export async function callAt(
  port: number,
  method: string,
  path: string,
  { token, body, headers }: Asked,
): Promise<Answer> {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const asking = request({
    ...{ host: '127.0.0.1', port, method, path, agent: false },
    headers: {
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
  asking.end(text);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  return readAnswer(answer);
}

export async function readAnswer(answer: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return { status: answer.statusCode ?? 0, headers: answer.headers, text, json: asJson(text) };
}

function asJson(text: string): Answer['json'] {
  try {
    return JSON.parse(text) as Answer['json'];
  } catch {
    return undefined as never;
  }
}
