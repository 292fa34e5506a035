import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent, type RequestOptions } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { type Read, readAnswer, sayWhy } from '../outbound/read.js';

/** Where the way into a cluster is written. */
export interface KubeconfigWish {
  readonly file?: string;
  readonly context?: string;
  /** What KUBECONFIG says: one file or several. */
  readonly environment?: string;
}

/** Reading one cluster; it can't write. */
export interface Kubernetes {
  /** The name that the kubeconfig gives it. */
  readonly cluster: string;
  /** The namespace of the context. */
  readonly namespace: string;
  readonly ask: (path: string, how: How) => Promise<Answered>;
  readonly close: () => void;
}

export interface How {
  readonly accept?: string;
  readonly bytesMax?: number;
  readonly signal: AbortSignal;
}

export type Answered =
  | { readonly state: 'ok'; readonly text: string; readonly at: number | undefined }
  | {
      readonly state: 'denied' | 'missing' | 'stranger' | 'late' | 'too-large' | 'unreachable' | 'failed';
      readonly status: number;
      readonly because: string;
    };

/** The way into a cluster can't be found or used: one sentence that says which, and what to do. */
export class NoWayIn extends Error {
  override name = 'NoWayIn';
}

export const REQUEST_MS_MAX = 10_000;
const SOCKETS_MAX = 12;
const BYTES_MAX = 64 * 2 ** 20;
const PLUGIN_MS_MAX = 30_000;
const IN_CLUSTER = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** What is known of an object without its content. */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const SECRETS = /\/secrets(?:[/?]|$)/;

export async function connectKubernetes(wish: KubeconfigWish): Promise<Kubernetes> {
  const { cluster, namespace, server, way } = await wayInto(wish);
  return {
    ...{ cluster, namespace },
    ask: (path, how) => ask(`${server}${path}`, how, way),
    close: () => way.agent.destroy(),
  };
}

export interface WayIn {
  readonly cluster: string;
  readonly namespace: string;
  readonly server: string;
  readonly way: Way;
}

/** The address and the credentials of a cluster, as the kubeconfig gives them. */
export async function wayInto(wish: KubeconfigWish): Promise<WayIn> {
  const config = load(wish);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new NoWayIn(contextSays(config, wish));
  const server = cluster.server.replace(/\/+$/, '');
  const options: RequestOptions = {};
  await within(PLUGIN_MS_MAX, config.applyToHTTPSOptions(options)).catch((error: unknown) => {
    throw new NoWayIn(
      `the kubeconfig gives no credentials for context ${config.currentContext}: ${sayWhy(error)}; sign in again, or choose another --context`,
      { cause: error },
    );
  });
  return {
    ...{ cluster: cluster.name, server },
    namespace: config.getContextObject(config.currentContext)?.namespace ?? '',
    way: { agent: agentOf(cluster.proxyUrl !== undefined, server, options), headers: headersOf(options) },
  };
}

function load({ file, context, environment = '' }: KubeconfigWish): KubeConfig {
  const config = new KubeConfig();
  const several = environment.split(':').filter((one) => one !== '');
  // Of several, those that are not there count as empty, as with kubectl.
  const files = file !== undefined ? [file] : several.length > 1 ? several.filter((one) => existsSync(one)) : several;
  const own = join(homedir(), '.kube', 'config');
  try {
    if (files.length > 0) for (const one of files) merge(config, one);
    else if (existsSync(own)) merge(config, own);
    else if (existsSync(IN_CLUSTER)) config.loadFromCluster();
    else throw new NoWayIn('there is no kubeconfig: name one with --kubeconfig FILE, or set KUBECONFIG');
  } catch (error) {
    if (error instanceof NoWayIn) throw error;
    throw new NoWayIn(`the kubeconfig ${files.join(':') || own} can't be read (${sayWhy(error)}): name another file`, {
      cause: error,
    });
  }
  refuseIfNothing(config, files);
  if (context !== undefined) {
    if (!config.getContextObject(context)) throw new NoWayIn(contextSays(config, { context }));
    config.setCurrentContext(context);
  }
  return config;
}

function merge(config: KubeConfig, file: string): void {
  const one = new KubeConfig();
  try {
    one.loadFromFile(file);
  } catch (error) {
    // What a parser says of a file that is something else helps nobody, and may hold its bytes.
    const why = (error as NodeJS.ErrnoException).code ?? 'it is no YAML';
    throw new NoWayIn(
      `the kubeconfig ${file} can't be read (${why}): name the file that kubectl uses with --kubeconfig, or set KUBECONFIG`,
      { cause: error },
    );
  }
  config.mergeConfig(one, true);
  // The first file that names one wins, as with kubectl.
  if (!config.currentContext) config.setCurrentContext(one.currentContext);
}

/** Any YAML or JSON is read without a complaint, whatever it is. */
function refuseIfNothing(config: KubeConfig, files: readonly string[]): void {
  const [file] = files;
  if (file === undefined || config.getClusters().length + config.getContexts().length > 0) return;
  throw new NoWayIn(
    `${files.join(':')} is no kubeconfig: it names neither clusters nor contexts; name the file that kubectl uses with --kubeconfig, or set KUBECONFIG`,
  );
}

function contextSays(config: KubeConfig, { context }: KubeconfigWish): string {
  const names = config.getContexts().map(({ name }) => name);
  const wanted = context ?? config.currentContext ?? '';
  const there = names.length === 0 ? 'it has none' : `it has ${names.slice(0, 8).join(', ')}`;
  return wanted === ''
    ? `the kubeconfig chooses no context (${there}): name one with --context`
    : `the kubeconfig has no usable context ${wanted.slice(0, 100)} (${there}): name one with --context`;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).then(() => {
    throw new Error(`its program did not answer within ${ms / 1000} s`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
    await late.catch(() => undefined);
  }
}

/** Connections that stay open: a capture asks dozens of questions. */
function agentOf(isProxied: boolean, server: string, options: RequestOptions): PlainAgent {
  if (isProxied && options.agent instanceof PlainAgent) return options.agent;
  const kept = { keepAlive: true, maxSockets: SOCKETS_MAX };
  if (server.startsWith('http:')) return new PlainAgent(kept);
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = options;
  const given = Object.entries({ ca, cert, key, pfx, passphrase, rejectUnauthorized, servername });
  return new TlsAgent({ ...kept, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) });
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const own = Object.entries(headers ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), String(value)] as const],
  );
  const login = typeof auth === 'string' ? { authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {};
  return { ...login, ...Object.fromEntries(own) };
}

export interface Way {
  readonly agent: PlainAgent;
  readonly headers: Readonly<Record<string, string>>;
}

export async function ask(url: string, { accept, bytesMax, signal }: How, { agent, headers }: Way): Promise<Answered> {
  // Values of Secrets are never asked for, whatever a caller wants.
  const wanted = SECRETS.test(url) ? METADATA_ONLY : (accept ?? 'application/json');
  for (let tries = 1; ; tries += 1) {
    const read = await readAnswer({
      ...{ url, agent, signal, timeoutMs: REQUEST_MS_MAX, bytesMax: bytesMax ?? BYTES_MAX },
      headers: { ...headers, accept: wanted, 'user-agent': 'reeve' },
    });
    const isTransient =
      read.got === 'answer'
        ? read.status === 429
        : read.how === 'unreachable' && /ECONNRESET|hang up/.test(read.because);
    if (!isTransient || tries > 2 || signal.aborted) return answered(read);
    const waitMs = read.got === 'answer' ? Math.min(read.retryAfterS * 1000, 2_000) : 50;
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}

const STATES: Readonly<Record<number, 'stranger' | 'denied' | 'missing'>> = {
  401: 'stranger',
  403: 'denied',
  404: 'missing',
};

export function answered(read: Read): Answered {
  if (read.got === 'nothing') return { state: read.how, status: 0, because: read.because };
  const { status, text, at } = read;
  if (status >= 200 && status < 300) return { state: 'ok', text, at };
  return { state: STATES[status] ?? 'failed', status, because: `the API server answered ${status}${messageIn(text)}` };
}

function messageIn(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? `: ${sayWhy(new Error(message))}` : '';
  } catch {
    return '';
  }
}
