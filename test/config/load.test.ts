import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, loadWithSources, type Config } from '../../config/load.js';
import { settings } from '../../config/settings.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reeve-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a bound', () => {
  it.each([
    ['REEVE_PORT', '0', (config: Config) => config.gateway.port, 0],
    ['REEVE_PORT', '65535', (config: Config) => config.gateway.port, 65_535],
    ['REEVE_BODY_BYTES_MAX', '1024', (config: Config) => config.gateway.bodyBytesMax, 1024],
    ['REEVE_BODY_BYTES_MAX', '67108864', (config: Config) => config.gateway.bodyBytesMax, 67_108_864],
    ['REEVE_REQUEST_MS_MAX', '100', (config: Config) => config.gateway.requestMsMax, 100],
    ['REEVE_DATABASE_POOL_MAX', '1', (config: Config) => config.database.poolMax, 1],
    ['REEVE_DATABASE_POOL_MAX', '500', (config: Config) => config.database.poolMax, 500],
    ['REEVE_LEDGER_CHECKPOINT_MINUTES', '1440', (config: Config) => config.ledger.checkpointMinutes, 1440],
    ['REEVE_TRACE_SAMPLE_RATIO', '0', (config: Config) => config.telemetry.sampleRatio, 0],
    ['REEVE_TRACE_SAMPLE_RATIO', '1', (config: Config) => config.telemetry.sampleRatio, 1],
    ['TEMPORAL_ADDRESS', 'temporal:65535', (config: Config) => config.temporal.address, 'temporal:65535'],
  ] as const)('is inclusive: %s=%s', (name, value, pick, expected) => {
    expect(pick(load({ [name]: value }))).toBe(expected);
  });

  it.each([
    ['REEVE_PORT', '-1'],
    ['REEVE_PORT', '65536'],
    ['REEVE_PORT', '80.5'],
    ['REEVE_PORT', '0x50'],
    ['REEVE_BODY_BYTES_MAX', '1023'],
    ['REEVE_BODY_BYTES_MAX', '67108865'],
    ['REEVE_REQUEST_MS_MAX', '99'],
    ['REEVE_DATABASE_POOL_MAX', '0'],
    ['REEVE_DATABASE_POOL_MAX', '501'],
    ['REEVE_LEDGER_CHECKPOINT_MINUTES', '1441'],
    ['REEVE_TRACE_SAMPLE_RATIO', '1.01'],
    ['REEVE_TRACE_SAMPLE_RATIO', '-0.1'],
    ['TEMPORAL_ADDRESS', 'temporal:65536'],
    ['TEMPORAL_ADDRESS', 'temporal:0'],
    ['TEMPORAL_ADDRESS', 'temporal'],
    ['TEMPORAL_ADDRESS', 'https://temporal:7233'],
    ['DATABASE_URL', 'mysql://reeve:pw@db/reeve'],
    ['REEVE_WORKER_QUEUES', ','],
    ['REEVE_WORKER_QUEUES', 'act,acts'],
    ['REEVE_PUBLIC_URL', 'reeve.example.com'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'no-value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%E0%A4%A'],
  ])('has another side: %s=%s', (name, value) => {
    expect(mistakesOf({ [name]: value })).toMatchObject([{ from: name }]);
  });
});

describe('a switch', () => {
  it.each([
    ['false', false],
    ['FALSE', false],
    ['0', false],
    ['no', false],
    ['off', false],
    ['true', true],
    ['1', true],
    ['yes', true],
    ['', false],
  ])('reads %j as %s', (value, expected) => {
    expect(load({ TEMPORAL_TLS: value }).temporal.tls.enabled).toBe(expected);
  });

  it('refuses what is neither', () => {
    expect(mistakesOf({ TEMPORAL_TLS: 'maybe' })[0]?.problem).toBe('must be true or false, not "maybe"');
  });

  it.each([
    ['1', false],
    ['true', false],
    ['0', false],
    ['', true],
  ])('NO_COLOR=%j leaves colour %s, whatever the text is', (value, expected) => {
    expect(load({ NO_COLOR: value }).color).toBe(expected);
  });
});

describe('sources', () => {
  it('lays variables over the file, and flags over both', () => {
    const file = write('reeve.yaml', 'gateway:\n  port: 1\n  host: a\n  drainMs: 3\n');
    const { config, sources } = loadWithSources({
      file,
      env: env({ REEVE_PORT: '2', REEVE_HOST: 'b' }),
      flags: { port: 4 },
    });
    expect(config.gateway).toMatchObject({ port: 4, host: 'b', drainMs: 3 });
    expect(sources).toMatchObject({
      'gateway.port': '--port',
      'gateway.host': 'REEVE_HOST',
      'gateway.drainMs': `${file}:4`,
    });
    expect(sources).not.toHaveProperty('gateway.bodyBytesMax');
  });

  it('finds reeve.yaml in the data folder before the one in the current folder', () => {
    write('reeve.yaml', 'gateway: { port: 1 }');
    expect(load({}).gateway.port).toBe(1);
    mkdirSync(join(folder, 'data'));
    write('data/reeve.yaml', 'gateway: { port: 2 }');
    expect(load({ REEVE_DATA: 'data' }).gateway.port).toBe(2);
    expect(loadConfig({ env: env({}), flags: { data: 'data' }, cwd: folder }).gateway.port).toBe(2);
  });

  it('takes REEVE_CONFIG, and misses a file that was named', () => {
    write('other.yaml', 'gateway: { port: 3 }');
    expect(load({ REEVE_CONFIG: 'other.yaml' }).gateway.port).toBe(3);
    expect(mistakesOf({ REEVE_CONFIG: 'none.yaml' })[0]?.problem).toMatch(/^cannot be read: there is no such file/);
  });

  it('derives the folders from XDG, HOME and data', () => {
    expect(load({}).data).toBe('/home/ada/.local/share/reeve');
    expect(load({ XDG_DATA_HOME: '/x', XDG_CACHE_HOME: '/c' })).toMatchObject({
      data: '/x/reeve',
      parts: { cacheDir: '/c/reeve' },
      ledger: { signingKeyFile: '/x/reeve/keys/ledger.pem', witnessDir: '/x/reeve/witness' },
    });
    expect(load({ XDG_DATA_HOME: 'relative' }).data).toBe('/home/ada/.local/share/reeve');
    expect(load({ REEVE_DATA: '~/r' }).data).toBe('/home/ada/r');
  });

  it('takes relative paths from the folder of the file that says them', () => {
    mkdirSync(join(folder, 'etc'));
    const file = write('etc/reeve.yaml', 'encryption: { keyFile: keys.txt }');
    expect(loadConfig({ file, env: env({}), cwd: '/' }).encryption.keyFile).toBe(join(folder, 'etc/keys.txt'));
  });

  it('reads a secret from the file a container mounts', () => {
    const file = write('secret', 'a secret of many words\n');
    const { config, sources } = loadWithSources({ env: env({ REEVE_WEBHOOK_SECRET_FILE: file }), cwd: folder });
    expect(config.webhook.secret).toBe('a secret of many words');
    expect(sources['webhook.secret']).toBe(`REEVE_WEBHOOK_SECRET_FILE, ${file}`);
  });

  it('refuses a secret said twice, one in an empty file and one in no file', () => {
    const empty = write('empty', '\n');
    const mistakes = mistakesOf({
      REEVE_TOKEN: 'x',
      REEVE_TOKEN_FILE: empty,
      DATABASE_URL_FILE: join(folder, 'none'),
    });
    expect(mistakes.map(({ path, problem }) => `${path} ${problem}`)).toEqual([
      expect.stringMatching(/^database.url cannot be read from its file: ENOENT/),
      'cli.token is said twice, in REEVE_TOKEN and in REEVE_TOKEN_FILE: unset one of them',
      'cli.token must not be empty, but its file is',
    ]);
  });

  it('reads the conventional variables of others', () => {
    const config = load({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-tenant=a=b',
      KUBECONFIG: '/a:/b',
      KUBEBUILDER_ASSETS: '/assets',
    });
    expect(config.telemetry.headers).toEqual({ authorization: 'Bearer abc', 'x-tenant': 'a=b' });
    expect(config.kubeconfig).toBe('/a:/b');
    expect(config.parts.kubebuilderAssets).toBe('/assets');
  });

  it.each([
    ['REEVE_PORT', 'tcp://10.0.0.7:7420'],
    ['REEVE_SERVICE_HOST', '10.0.0.7'],
    ['REEVE_GATEWAY_SERVICE_PORT_HTTP', '7420'],
    ['REEVE_GATEWAY_PORT', 'tcp://10.0.0.7:7420'],
    ['REEVE_PORT_7420_TCP_ADDR', '10.0.0.7'],
  ])('passes over %s=%s, which Kubernetes sets beside a Service', (name, value) => {
    expect(load({ [name]: value }).gateway.port).toBe(7420);
  });
});

describe('mistakes', () => {
  it.each([
    [{ REEVE_OIDC_CLIENT_ID: 'reeve' }, 'oidc.issuer is missing: it says where the console sends people to sign in'],
    [{ REEVE_OIDC_CLIENT_SECRET: 'x' }, 'oidc.clientId is missing: the secret belongs to a client'],
  ])('wants all that signing in with OIDC needs: %j', (given, sentence) => {
    expect(errorOf(() => loadConfig({ env: env(given), cwd: '/' })).message).toContain(sentence);
  });

  it('are all reported at once, each with its path and origin', () => {
    const file = write(
      'reeve.yaml',
      `gateway:
  prot: 1
  host: ""
  allowedHosts:
    - a.example
    - 3
log:
worker: { queues: [act, foo] }
oidc: { issuer: 'https://issuer.example' }
temporal: 5
extra: {}
`,
    );
    const given = { REEVE_PORT: 'abc', REEVE_PROT: '1', DATABASE_URL: 'mysql://u:hunter2@h' };
    const error = errorOf(() => loadConfig({ file, env: env(given), flags: { logLevel: 'loud' }, cwd: folder }));
    expect(error.message.replaceAll(folder, '.')).toMatchInlineSnapshot(`
      "the configuration has 11 mistakes; correct them and start again:
        REEVE_PROT is no variable of Reeve: did you mean REEVE_PORT?
        database.url must be a PostgreSQL address such as postgres://user:password@host:5432/database (from DATABASE_URL)
        temporal must be a mapping of settings, not 5 (from ./reeve.yaml:10)
        gateway.host must not be empty, not "" (from ./reeve.yaml:3)
        gateway.port must be a whole number from 0 to 65535, not "abc" (from REEVE_PORT)
        gateway.allowedHosts.1 must be text, not 3 (from ./reeve.yaml:6)
        gateway.prot is no setting: did you mean port? (from ./reeve.yaml:2)
        worker.queues.1 must be one of control, sense, act, model, not "foo" (from ./reeve.yaml:8)
        oidc.audience is missing: without it, tokens meant for any other service of the issuer would be accepted (from REEVE_OIDC_AUDIENCE, not set)
        log.level must be one of trace, debug, info, warn, error, fatal, not "loud" (from --log-level)
        extra is no setting: known here are env, data, database, temporal, gateway, worker, ledger, encryption, actions, fleet, capabilities, webhook, chat, slack, discord, oidc, telemetry, log, parts, kubeconfig, color, cli (from ./reeve.yaml:11)"
    `);
  });

  it('of YAML name line and column', () => {
    const file = write('reeve.yaml', 'gateway:\n  port: 1\n  port: 2\n host: [a\n');
    const error = errorOf(() => loadConfig({ file, env: env({ REEVE_PORT: 'abc' }) }));
    expect(error.message.replaceAll(folder, '.')).toMatchInlineSnapshot(`
      "the configuration has 4 mistakes; correct them and start again:
        ./reeve.yaml is not valid YAML at line 3, column 3: Map keys must be unique
        ./reeve.yaml is not valid YAML at line 4, column 1: All mapping items must start at the same column
        ./reeve.yaml is not valid YAML at line 5, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]
        gateway.port must be a whole number from 0 to 65535, not "abc" (from REEVE_PORT)"
    `);
  });

  it.each([
    ['a list', '- a'],
    ['plain text', 'hello'],
  ])('are made of %s in place of a mapping', (_name, content) => {
    const file = write('reeve.yaml', content);
    expect(errorOf(() => loadConfig({ file, env: env({}) })).mistakes[0]?.problem).toMatch(/^must be a mapping/);
  });

  it('are not made of an empty file, an empty section or an empty variable', () => {
    const file = write('reeve.yaml', 'gateway:\nparts:\n  kwok:\n');
    expect(loadConfig({ file, env: env({ REEVE_PORT: '', DATABASE_URL: '' }) }).gateway.port).toBe(7420);
    expect(loadConfig({ file: write('empty.yaml', '# nothing\n'), env: env({}) }).gateway.port).toBe(7420);
  });

  it('never show a secret', () => {
    const file = write('reeve.yaml', 'webhook: { secret: [hunter2] }\ncli: { token: 0 }');
    const error = errorOf(() => loadConfig({ file, env: env({ DATABASE_URL: 'mysql://u:hunter2@h' }) }));
    expect(error.mistakes).toHaveLength(3);
    expect(error.message).not.toContain('hunter2');
  });

  it('of half a client certificate name the missing half', () => {
    expect(mistakesOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/c' })[0]?.path).toBe('temporal.tls.keyFile');
    expect(mistakesOf({ TEMPORAL_TLS_CLIENT_KEY_PATH: '/k' })[0]?.path).toBe('temporal.tls.certFile');
  });
});

it('is frozen to the last list', () => {
  const config = load({});
  expect(Object.isFrozen(config.worker.queues) && Object.isFrozen(config.temporal.tls)).toBe(true);
});

it('has a description, a variable and no variable twice for every setting', () => {
  const names = settings.flatMap(({ variables }) => variables);
  expect(new Set(names).size).toBe(names.length);
  expect(settings.filter(({ about, variables }) => about === '' || variables.length === 0)).toEqual([]);
});

function env(given: Record<string, string>): Record<string, string> {
  return { HOME: '/home/ada', ...given };
}

function load(given: Record<string, string>): Config {
  return loadConfig({ env: env(given), cwd: folder });
}

function mistakesOf(given: Record<string, string>): ConfigError['mistakes'] {
  return errorOf(() => load(given)).mistakes;
}

function errorOf(act: () => unknown): ConfigError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
