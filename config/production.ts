import type { Config } from './load.js';
import { isLoopback } from './loopback.js';

export type Part = 'postgres' | 'temporal';

/** What is about to start; a worker has no door, so the settings of doors aren't its business. */
export type Process = 'gateway' | 'worker' | 'migrate' | 'all';

const webhookSecretCharsMin = 16;
const wellKnown = new Set([
  ...['admin', 'changeit', 'default', 'demo', 'dev', 'development', 'dummy', 'example', 'insecure', 'letmein'],
  ...['mypassword', 'mysecret', 'pass', 'passw0rd', 'password', 'placeholder', 'postgres', 'reeve', 'root', 'sample'],
  ...['secret', 'secretkey', 'supersecret', 'temporal', 'test', 'testing', 'token', 'webhook', 'webhooksecret', 'xxx'],
]);

/** The parts Reeve must bring itself, because the configuration names none. */
export function embeddedParts({ database, temporal }: Config): readonly Part[] {
  return [
    ...(database.url === undefined ? (['postgres'] as const) : []),
    ...(temporal.address === undefined ? (['temporal'] as const) : []),
  ];
}

/** What production refuses, each as a sentence with the way out; empty in development. */
export function unsafeSettings(config: Config, process: Process = 'all'): readonly string[] {
  if (config.env !== 'production') return [];
  const isDoor = process === 'gateway' || process === 'all';
  return [
    ...embeddedMistakes(config),
    ...databaseMistakes(config),
    ...(isDoor ? [...webhookMistakes(config), ...gatewayMistakes(config)] : []),
    ...tokenMistakes(config),
    ...slackMistakes(config),
  ];
}

/** What production allows but says at each start. */
export function productionWarnings(config: Config): readonly string[] {
  if (config.env !== 'production') return [];
  const { encryption, temporal } = config;
  const warnings: string[] = [];
  if (encryption.keyFile === undefined) {
    warnings.push('Temporal stores payloads readable because no key is set: set REEVE_ENCRYPTION_KEY_FILE.');
  }
  if (temporal.address !== undefined && !isLoopback(hostOf(temporal.address)) && !usesTls(temporal)) {
    warnings.push('Temporal is reached without TLS: set TEMPORAL_TLS=true unless the network between is private.');
  }
  return warnings;
}

function embeddedMistakes(config: Config): string[] {
  const wayOut = {
    postgres: 'the embedded PostgreSQL is for one machine and has no replica: set DATABASE_URL.',
    temporal: 'the embedded Temporal server is a development server: set TEMPORAL_ADDRESS.',
  } as const;
  return embeddedParts(config).map((part) => wayOut[part]);
}

function databaseMistakes({ database }: Config): string[] {
  const urls = [
    ['DATABASE_URL', database.url],
    ['REEVE_DATABASE_OWNER_URL', database.ownerUrl],
    ['REEVE_DATABASE_RELAY_URL', database.relayUrl],
  ] as const;
  return urls.flatMap(([name, url]) => (url === undefined ? [] : urlMistakes(name, url, database.plaintextAllowed)));
}

function urlMistakes(name: string, text: string, plaintextAllowed: boolean): string[] {
  const url = new URL(text);
  const host = url.searchParams.get('host') ?? url.hostname;
  // The system itself proves who is at the other end of a socket, so neither a password nor TLS is needed.
  if (host === '' || host.startsWith('/')) return [];
  const mistakes: string[] = [];
  const password = decoded(url.password) || (url.searchParams.get('password') ?? '');
  if (password === '' && !url.searchParams.has('sslcert')) {
    mistakes.push(`${name} holds no password: add one, or a client certificate with sslcert and sslkey.`);
  } else if (password !== '' && isWellKnown(password, decoded(url.username))) {
    mistakes.push(`${name} holds a password that anyone would try first: set a random one.`);
  }
  const mode = url.searchParams.get('sslmode') ?? '';
  if (!plaintextAllowed && !isLoopback(host) && !['require', 'verify-ca', 'verify-full'].includes(mode)) {
    mistakes.push(
      `${name} goes to ${host} without TLS: add sslmode=verify-full, or set REEVE_DATABASE_PLAINTEXT_ALLOWED=true if that network is private.`,
    );
  }
  return mistakes;
}

function webhookMistakes({ webhook: { secret } }: Config): string[] {
  const wayOut = 'set REEVE_WEBHOOK_SECRET to the output of "openssl rand -hex 32".';
  if (secret === undefined) return [`alerts could be forged because there is no webhook secret: ${wayOut}`];
  if (isWellKnown(secret)) return [`the webhook secret is one that anyone would try first: ${wayOut}`];
  if (secret.length >= webhookSecretCharsMin) return [];
  return [`the webhook secret is shorter than ${webhookSecretCharsMin} characters: ${wayOut}`];
}

function gatewayMistakes({ gateway: { host, publicUrl, trustedProxies } }: Config): string[] {
  const mistakes: string[] = [];
  const isPublic = !isLoopback(host);
  // A port that a container publishes on loopback only is as near as loopback itself.
  const isNear = publicUrl !== undefined && isLoopback(new URL(publicUrl).hostname);
  if (isPublic && !isNear && !publicUrl?.startsWith('https://') && trustedProxies.length === 0) {
    mistakes.push(
      `the gateway listens on ${host} and tokens would travel in the clear: put a TLS proxy before it and set REEVE_PUBLIC_URL to its https:// address, or name the proxy in REEVE_TRUSTED_PROXIES.`,
    );
  }
  if (trustedProxies.some((proxy) => ['*', '0.0.0.0/0', '::/0'].includes(proxy))) {
    mistakes.push('REEVE_TRUSTED_PROXIES believes everyone, so anyone can invent their address: name the proxies.');
  }
  return mistakes;
}

function tokenMistakes({ cli: { token } }: Config): string[] {
  if (token === undefined || !isWellKnown(token)) return [];
  return ['REEVE_TOKEN is a token that anyone would try first: make one with "reeve tokens issue".'];
}

function slackMistakes({ slack: { botToken, apiUrl } }: Config): string[] {
  const { protocol, hostname } = new URL(apiUrl);
  if (botToken === undefined || protocol === 'https:' || isLoopback(hostname)) return [];
  return [`the bot token would travel in the clear to ${hostname}: set REEVE_SLACK_API_URL to an https:// address.`];
}

/** Case, digits at the end and punctuation don't make a well-known word a secret; nor does one letter many times. */
function isWellKnown(secret: string, user = ''): boolean {
  const bare = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const word = bare.replace(/\d+$/, '');
  if (/^(.)\1*$/.test(secret) || (bare !== '' && '0123456789'.repeat(8).includes(bare))) return true;
  if (/change.?me|replace.?me|your.?(secret|password|token)/.test(bare)) return true;
  return wellKnown.has(word) || (user !== '' && bare === user.toLowerCase());
}

function usesTls({ tls, apiKey }: Config['temporal']): boolean {
  return tls.enabled || tls.caFile !== undefined || tls.certFile !== undefined || apiKey !== undefined;
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
