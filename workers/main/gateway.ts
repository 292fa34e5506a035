import type { Client } from '@temporalio/client';
import { dirname, join } from 'node:path';
import { createApp } from '../../client/http/app.js';
import { type Door, Refused } from '../../client/http/door.js';
import { createOidc } from '../../client/http/oidc.js';
import { createOidcSignIn } from '../../client/http/oidc-sign-in.js';
import { healthRoutes } from '../../client/http/routes/health.js';
import { routes } from '../../client/http/routes/index.js';
import { serve } from '../../client/http/serve.js';
import { consoleRoutes, sessionCaller } from '../../client/console/routes.js';
import { createReeve, type Reeve } from '../../client/reeve.js';
import type { Config } from '../../config/load.js';
import { openFleet, UNWATCHED_FLEET } from '../../activities/fleet/open.js';
import { preview } from '../../activities/fleet/preview.js';
import { isWitnessed } from '../../activities/ledger/witness.js';
import { readCatalogue } from '../../activities/spine/catalogue.js';
import { openAuthorities } from '../../activities/pki/authority.js';
import { CHANNEL, listen, type Listening } from '../../activities/store/listen.js';
import { readMigrations } from '../../activities/store/migrate.js';
import { type Diagnosing, openDiagnosing } from '../diagnosing.js';
import { hearFleet } from '../fleet-words.js';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics.js';
import { discordMounts } from './discord-door.js';
import { openSlackDoor } from './slack.js';
import { type Core, publicKeyText, verifyWhole } from './core.js';
import { CodecError, type CodecKeys, decodePayloads, encodePayloads } from '../../activities/adapters/payload-codec.js';

export interface GatewaySpec {
  readonly config: Config;
  readonly core: Core;
  readonly temporal: Client;
  readonly temporalUi?: string;
  /** Where it hears at each commit what happened in the fleet, and of work for nodes. */
  readonly listenUrl: string;
  readonly codecKeys?: CodecKeys;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly version: string;
  readonly mode: 'embedded' | 'production';
  /** In place of the configured one. */
  readonly port?: number;
  /** For a worker: whether it lives, whether it is ready, and its measurements, but no other door. */
  readonly healthOnly?: boolean;
}

export interface RunningGateway {
  readonly url: string;
  readonly drain: () => Promise<void>;
}

/** Puts the doors on Reeve and opens them. */
export async function startGateway(spec: GatewaySpec): Promise<RunningGateway> {
  const { config, log, metrics } = spec;
  const { host, publicUrl } = config.gateway;
  const port = spec.port ?? config.gateway.port;
  const url = publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  let draining = false;
  const schemaKnown = (await readMigrations()).at(-1)?.version ?? 0;
  const diagnosing = openDiagnosing();
  let nodesHeard: Listening | undefined;
  const reeve = reeveOver(spec, {
    ...{ url, schemaKnown, diagnosing },
    hearNodes: (hear) => (nodesHeard = hearNodes(spec, hear)),
  });
  const oidc = createOidc(config.oidc);
  const oidcSignIn = createOidcSignIn(config.oidc);
  const door: Door = {
    reeve,
    settings: settingsOf(spec),
    metrics: {
      text: metrics.render,
      observe: ({ seconds, ...labels }) => metrics.httpRequestSeconds.observe(labels, seconds),
    },
    log,
    draining: () => draining,
    ...(oidc && { oidc }),
    ...(oidcSignIn && { oidcSignIn }),
    ...(spec.codecKeys && { codec: codecDoor(spec.codecKeys) }),
  };
  const slack = spec.healthOnly ? undefined : await openSlackDoor(config, reeve, log);
  const app = createApp(
    { ...door, session: sessionCaller(door) },
    spec.healthOnly
      ? [healthRoutes]
      : [...routes, consoleRoutes, ...(slack?.mounts ?? []), ...discordMounts(config.discord, publicUrl)],
  );
  const served = await serve(app, { host, port, requestMsMax: config.gateway.requestMsMax }).catch(
    (error: NodeJS.ErrnoException) => {
      throw new Error(listenTrouble(error, host, port), { cause: error });
    },
  );
  slack?.connect();
  return {
    url: port === 0 ? url.replace(/:0$/, `:${served.port}`) : url,
    async drain() {
      draining = true;
      reeve.nodes.drain();
      await nodesHeard?.close();
      // Whoever looks on would else hold the drain up to its end.
      await reeve.live.close();
      await served.close(config.gateway.drainMs);
      await Promise.all([slack?.close(), diagnosing.close()]);
    },
  };
}

function settingsOf({ config: { gateway }, core, temporalUi }: GatewaySpec): Door['settings'] {
  const { allowedHosts, trustedProxies, bodyBytesMax, bundleBytesMax, requestMsMax, publicUrl } = gateway;
  return {
    ...{ allowedHosts, trustedProxies, bodyBytesMax, bundleBytesMax, readerMsMax: requestMsMax },
    sessionKey: core.sealer.derive('console-session'),
    temporalUiOrigins: temporalUi ? [new URL(temporalUi).origin] : [],
    ...(publicUrl && { publicUrl }),
  };
}

function reeveOver(
  { core, config, temporal, metrics, version, mode, temporalUi, listenUrl, log }: GatewaySpec,
  from: {
    readonly url: string;
    readonly schemaKnown: number;
    readonly diagnosing: Diagnosing;
    readonly hearNodes: (hear: (word?: string) => void) => void;
  },
): Reeve {
  const { url, schemaKnown, diagnosing, hearNodes } = from;
  const fleet = openFleet(core, UNWATCHED_FLEET);
  return createReeve({
    db: core.db,
    ledger: core.ledger,
    verify: (account, onProgress) => verifyWhole(core, config, account, onProgress),
    publicKeys: () => publicKeyText(core),
    witnessed: async (account) => {
      await core.witness.flush();
      return isWitnessed(config.ledger.witnessDir, account);
    },
    temporal,
    catalogue: readCatalogue(config.capabilities.missing),
    onAnswer: (answer) => metrics.answers.inc(answer),
    hookSecret: (account, provider, hook) => core.sealer.derive(`hook/${account}/${provider}/${hook}`),
    diagnose: diagnosing.diagnose,
    authority: openAuthorities(join(dirname(config.ledger.signingKeyFile), 'node-ca')),
    hearNodes,
    preview: (account, wish) => preview(fleet, account, wish),
    hear: (on) => hearFleet(listenUrl, on, log),
    gitRoots: config.fleet.gitRoots,
    onDiagnosed: (verdict, seconds) => metrics.diagnosisSeconds.observe({ verdict }, seconds),
    onRefused: (why) => metrics.diagnosesRefused.inc({ why }),
    onChanges: ({ count, ...labels }) => metrics.changesTold.inc(labels, count),
    schemaKnown,
    about: {
      version,
      mode,
      startedAt: new Date().toISOString(),
      addresses: {
        console: `${url}/console`,
        api: `${url}/api`,
        ...(temporalUi && { temporalUi }),
      },
    },
  });
}

/** A gateway that serves nobody has nobody to wake. */
function hearNodes({ listenUrl, healthOnly, log }: GatewaySpec, hear: (word?: string) => void): Listening | undefined {
  if (healthOnly === true) return undefined;
  return listen({
    ...{ url: listenUrl, name: 'reeve-nodes-listen', on: { [CHANNEL.node]: hear } },
    onChange: (hears, err) =>
      hears
        ? log.info({}, 'word of work for nodes is heard again')
        : log.warn({ err }, 'word of work for nodes is not heard: nodes find it when they next ask'),
  });
}

function codecDoor(keys: CodecKeys): NonNullable<Door['codec']> {
  const through = (code: typeof decodePayloads) => async (payloads: readonly object[]) => {
    try {
      return code(payloads, keys);
    } catch (error) {
      // What can't be decrypted is wrong with what was sent, and the sentence says what to do.
      if (error instanceof CodecError) throw new Refused(400, error.message, error);
      throw error;
    }
  };
  return { decode: through(decodePayloads), encode: through(encodePayloads) };
}

export function listenTrouble({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is taken by another program: give another one with --port, or stop that program`;
  if (code === 'EACCES') return `this user may not listen on port ${port}: give one above 1023 with --port`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is not an address of this machine: give another one with --host`;
  return `the gateway can't listen on ${host}:${port}: ${message}`;
}
