import { z } from 'zod';
import { fleet } from './fleet.js';
import { flag, headers, hostAndPort, list, oneOf, port, ratio, text, webUrl, whole } from './kinds.js';
import { databaseUrl, file, optional, path, secret, section, setting, withChecks } from './setting.js';

const day = 86_400_000;
const mebibyte = 1_048_576;
export const queues = ['control', 'sense', 'act', 'model'] as const;
/** What an installation may lack: the clamps of levels, and everything that an action names in `needs`. */
export const capabilities = ['patrol', 'assistant', 'endpoints', 'jobs', 'sdwan-execution'] as const;
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

const database = section('The PostgreSQL database; absent, Reeve starts its own', {
  url: databaseUrl('The address the app login uses', ['DATABASE_URL', 'REEVE_DATABASE_URL']),
  ownerUrl: databaseUrl('The owner, for migrations only; absent, url is used', ['REEVE_DATABASE_OWNER_URL']),
  relayUrl: databaseUrl('The relay login; absent, url with a switched role', ['REEVE_DATABASE_RELAY_URL']),
  poolMax: setting(whole(1, 500).default(10), 'Connections a process may hold', ['REEVE_DATABASE_POOL_MAX']),
  plaintextAllowed: setting(
    flag().default(false),
    'The way to the database is private (one host, one compose network), so production need not demand TLS on it',
    ['REEVE_DATABASE_PLAINTEXT_ALLOWED'],
  ),
});

const tls = withChecks(
  z.strictObject({
    enabled: setting(flag().default(false), 'TLS with the system authorities; implied by a file or an API key', [
      'TEMPORAL_TLS',
    ]),
    caFile: file('The authority that signed the server certificate', ['TEMPORAL_TLS_SERVER_CA_CERT_PATH']),
    certFile: file('The client certificate', ['TEMPORAL_TLS_CLIENT_CERT_PATH']),
    keyFile: file('The key of the client certificate', ['TEMPORAL_TLS_CLIENT_KEY_PATH']),
    serverName: optional('The name the server certificate must bear', ['TEMPORAL_TLS_SERVER_NAME']),
  }),
  ({ certFile, keyFile }) =>
    (certFile === undefined) === (keyFile === undefined)
      ? undefined
      : [certFile === undefined ? 'certFile' : 'keyFile', 'is missing: a client certificate and its key go together'],
);

const temporal = section('The Temporal server; absent, Reeve starts its own', {
  address: setting(hostAndPort().exactOptional(), 'host:port of the frontend', ['TEMPORAL_ADDRESS']),
  namespace: setting(text().default('default'), 'The namespace', ['TEMPORAL_NAMESPACE']),
  uiUrl: setting(webUrl().exactOptional(), 'The Temporal Web UI, for links and for the codec endpoint', [
    'REEVE_TEMPORAL_UI_URL',
  ]),
  apiKey: secret('The API key, for Temporal Cloud', ['TEMPORAL_API_KEY']),
  tls: tls.describe('TLS to the Temporal server').prefault({}),
});

const gateway = section('The HTTP door', {
  host: setting(text().default('127.0.0.1'), 'The address to listen on', ['REEVE_HOST'], { flag: 'host' }),
  port: setting(port().default(7420), 'The port to listen on; 0 takes a free one', ['REEVE_PORT'], { flag: 'port' }),
  publicUrl: setting(webUrl().exactOptional(), 'The address people use, when a proxy stands in front', [
    'REEVE_PUBLIC_URL',
  ]),
  allowedHosts: setting(
    list(text()).default([]),
    'Host headers accepted besides loopback and the one of publicUrl (DNS rebinding)',
    ['REEVE_ALLOWED_HOSTS'],
  ),
  trustedProxies: setting(list(text()).default([]), 'Addresses of proxies whose X-Forwarded headers are believed', [
    'REEVE_TRUSTED_PROXIES',
  ]),
  bodyBytesMax: setting(whole(1024, 64 * mebibyte).default(mebibyte), 'The largest request body', [
    'REEVE_BODY_BYTES_MAX',
  ]),
  bundleBytesMax: setting(
    whole(1024, 64 * mebibyte).default(32 * mebibyte),
    'The largest bundle that may be sent to be diagnosed',
    ['REEVE_BUNDLE_BYTES_MAX'],
  ),
  requestMsMax: setting(whole(100, day).default(30_000), 'The longest a request may take', ['REEVE_REQUEST_MS_MAX']),
  drainMs: setting(whole(0, day).default(10_000), 'How long open requests may go on after SIGTERM', [
    'REEVE_GATEWAY_DRAIN_MS',
  ]),
});

const worker = section('The Temporal workers', {
  queues: setting(
    list(oneOf(queues))
      .refine((chosen) => chosen.length > 0, { error: `must name at least one of ${queues.join(', ')}` })
      .default([...queues]),
    'The task queues served, by trust: control (workflows, store), sense (reads), act (writes), model (model key)',
    ['REEVE_WORKER_QUEUES'],
    { flag: 'queues' },
  ),
  drainMs: setting(whole(0, day).default(20_000), 'How long running activities may go on after SIGTERM', [
    'REEVE_WORKER_DRAIN_MS',
  ]),
  metricsPort: setting(port().exactOptional(), 'A port on the gateway host for /metrics; absent, none', [
    'REEVE_WORKER_METRICS_PORT',
  ]),
});

const ledger = section('The ledger of everything decided and done', {
  signingKeyFile: path('The Ed25519 key that seals; default DATA/keys/ledger.pem', ['REEVE_LEDGER_SIGNING_KEY_FILE']),
  witnessDir: path('Where the newest head is kept outside the database; default DATA/witness', [
    'REEVE_LEDGER_WITNESS_DIR',
  ]),
  checkpointMinutes: setting(whole(1, 1440).default(60), 'Minutes between signed checkpoints', [
    'REEVE_LEDGER_CHECKPOINT_MINUTES',
  ]),
});

const oidc = withChecks(
  z.strictObject({
    issuer: setting(webUrl().exactOptional(), 'The issuer whose tokens are accepted; absent, none', [
      'REEVE_OIDC_ISSUER',
    ]),
    audience: optional('The audience a token must name', ['REEVE_OIDC_AUDIENCE']),
    jwksUrl: setting(webUrl().exactOptional(), 'The key set; absent, found by discovery', ['REEVE_OIDC_JWKS_URL']),
    accountClaim: setting(text().default('reeve_account'), 'The claim that names the account', [
      'REEVE_OIDC_ACCOUNT_CLAIM',
    ]),
    account: optional('A fixed account for all tokens of the issuer, in place of the claim', ['REEVE_OIDC_ACCOUNT']),
    clientId: optional('The client as which the console signs people in at the issuer; absent, only with tokens', [
      'REEVE_OIDC_CLIENT_ID',
    ]),
    clientSecret: secret('The secret of that client; absent, it is a public one', ['REEVE_OIDC_CLIENT_SECRET']),
  }),
  ({ issuer, audience, clientId, clientSecret }) => {
    if (issuer !== undefined && audience === undefined)
      return ['audience', 'is missing: without it, tokens meant for any other service of the issuer would be accepted'];
    if (clientId !== undefined && issuer === undefined)
      return ['issuer', 'is missing: it says where the console sends people to sign in'];
    return clientSecret !== undefined && clientId === undefined
      ? ['clientId', 'is missing: the secret belongs to a client']
      : undefined;
  },
);

const slack = withChecks(
  z.strictObject({
    account: setting(text().default('default'), 'The account that the workspace belongs to', ['REEVE_SLACK_ACCOUNT']),
    botToken: secret('The bot token (xoxb-…); absent, nothing is posted to Slack', ['REEVE_SLACK_BOT_TOKEN']),
    signingSecret: secret('The signing secret of the app; with it the gateway takes clicks at /slack/events', [
      'REEVE_SLACK_SIGNING_SECRET',
    ]),
    appToken: secret('The app token (xapp-…); with it clicks come by Socket Mode, and no address has to be public', [
      'REEVE_SLACK_APP_TOKEN',
    ]),
    apiUrl: setting(webUrl().default('https://slack.com/api/'), 'The Web API, for a proxy in between', [
      'REEVE_SLACK_API_URL',
    ]),
  }),
  ({ botToken, signingSecret, appToken }) =>
    botToken === undefined && (signingSecret ?? appToken) !== undefined
      ? ['botToken', 'is missing: a click opens a window, which needs the bot token']
      : undefined,
);

const discord = withChecks(
  z.strictObject({
    account: setting(text().default('default'), 'The account that the server belongs to', ['REEVE_DISCORD_ACCOUNT']),
    botToken: secret('The bot token; absent, nothing is posted to Discord', ['REEVE_DISCORD_BOT_TOKEN']),
    publicKey: setting(
      z
        .string()
        .regex(/^[0-9a-f]{64}$/i, { error: 'must be the public key of the application: 64 hex digits' })
        .exactOptional(),
      'The public key of the application; with it the gateway takes clicks at /discord/interactions',
      ['REEVE_DISCORD_PUBLIC_KEY'],
    ),
    apiUrl: setting(webUrl().default('https://discord.com/api/v10'), 'The REST API, for a proxy in between', [
      'REEVE_DISCORD_API_URL',
    ]),
  }),
  ({ botToken, publicKey }) =>
    botToken === undefined && publicKey !== undefined
      ? ['botToken', 'is missing: messages are edited with it when somebody has answered']
      : undefined,
);

const telemetry = section('OpenTelemetry traces', {
  otlpEndpoint: setting(webUrl().exactOptional(), 'The collector; traces go to its /v1/traces; absent, no traces', [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
  ]),
  otlpTracesEndpoint: setting(webUrl().exactOptional(), 'The full address for traces, before otlpEndpoint', [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  ]),
  serviceName: setting(text().default('reeve'), 'The name of this service in traces', ['OTEL_SERVICE_NAME']),
  headers: setting(
    headers().default({}),
    'Headers for the collector, such as an API key',
    ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'],
    { secret: true },
  ),
  sampleRatio: setting(ratio().default(1), 'The share of traces kept, from 0 to 1', ['REEVE_TRACE_SAMPLE_RATIO']),
});

const log = section('Logs', {
  level: setting(oneOf(logLevels).default('info'), 'The least severity written', ['REEVE_LOG_LEVEL'], {
    flag: 'logLevel',
  }),
  format: setting(oneOf(['json', 'pretty']).default('json'), 'json for machines, pretty for people', [
    'REEVE_LOG_FORMAT',
  ]),
});

const parts = section('Where the parts Reeve runs are found', {
  cacheDir: path('Where parts are kept; default $XDG_CACHE_HOME/reeve or ~/.cache/reeve', ['REEVE_PARTS_CACHE_DIR']),
  mirrorUrl: setting(webUrl().exactOptional(), 'A mirror asked in place of the official downloads', [
    'REEVE_PARTS_URL',
  ]),
  postgres: file('The folder of PostgreSQL binaries', ['REEVE_PART_POSTGRES']),
  temporal: file('The temporal command, for the dev server', ['REEVE_PART_TEMPORAL']),
  temporalServer: file('The Temporal server for PostgreSQL', ['REEVE_PART_TEMPORAL_SERVER']),
  timeSkippingServer: file('The time-skipping test server', ['REEVE_PART_TIME_SKIPPING_SERVER']),
  kwok: file('The kwok command', ['REEVE_PART_KWOK']),
  etcd: file('The etcd command', ['REEVE_PART_ETCD']),
  kubebuilderAssets: file('A folder with kube-apiserver and etcd', ['KUBEBUILDER_ASSETS']),
});

const cli = section('What commands talk to', {
  url: setting(webUrl().exactOptional(), 'The gateway; absent, the local embedded one', ['REEVE_URL'], { flag: 'url' }),
  token: secret('The API token; absent, the one in the data folder', ['REEVE_TOKEN']),
});

/** Everything that can be configured, and the only definition of it: unknown keys are mistakes. */
export const configuration = z.strictObject({
  env: setting(oneOf(['development', 'production']).default('development'), 'production refuses unsafe settings', [
    'REEVE_ENV',
  ]),
  data: setting(text(), 'The data folder; default $XDG_DATA_HOME/reeve or ~/.local/share/reeve', ['REEVE_DATA'], {
    flag: 'data',
    path: true,
  }),
  database,
  temporal,
  gateway,
  worker,
  ledger,
  encryption: section('Encryption of what Temporal stores', {
    keyFile: file('A file of lines keyId:base64 of 32 bytes; the first encrypts, all decrypt', [
      'REEVE_ENCRYPTION_KEY_FILE',
    ]),
  }),
  actions: section('What actions may reach', {
    file: file(
      'A YAML file of endpoints, jobs and clusters that actions may use, for workers of sense and act; absent, none',
      ['REEVE_ACTIONS_FILE'],
    ),
  }),
  fleet,
  capabilities: section('What this installation can not do', {
    missing: setting(
      list(oneOf(capabilities)).default([]),
      'What is missing here, for gateways and workers alike: patrol and assistant hold their levels down, endpoints, jobs and sdwan-execution refuse the actions that need them; what people saved stays saved',
      ['REEVE_CAPABILITIES_MISSING'],
    ),
  }),
  webhook: section('The door for alerts', {
    secret: secret('The secret that signs webhook bodies', ['REEVE_WEBHOOK_SECRET']),
  }),
  chat: section('What is said in chats', {
    send: setting(oneOf(['post', 'dry-run']).default('post'), 'dry-run writes messages to the log instead of posting', [
      'REEVE_CHAT_SEND',
    ]),
  }),
  slack: slack.describe('Slack: messages with buttons, and /reeve').prefault({}),
  discord: discord.describe('Discord: messages with buttons').prefault({}),
  oidc: oidc.describe('Sign-in with tokens of an OpenID issuer').prefault({}),
  telemetry,
  log,
  parts,
  kubeconfig: optional('The kubeconfig file, or several with colons as kubectl takes them', ['KUBECONFIG']),
  color: setting(flag().default(true), 'Colour on a terminal; any NO_COLOR turns it off', ['NO_COLOR'], {
    whenSet: false,
  }),
  cli,
});
