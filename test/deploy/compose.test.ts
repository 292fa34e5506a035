import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../config/load.js';
import { unsafeSettings } from '../../config/production.js';
import { settings } from '../../config/settings.js';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose;
const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
const dockerfile = readFileSync('Dockerfile', 'utf8');
const { services } = compose;
const all = Object.entries(services);
const ours = all.filter(([, { build }]) => build !== undefined);
const known = new Set(
  settings.flatMap(({ variables, secret }) => variables.flatMap((name) => (secret ? [name, `${name}_FILE`] : [name]))),
);

/** What compose hands to a service: variables of the shell, or their defaults, put in. */
function environmentOf(service: string, shell: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(services[service]?.environment ?? {});
  return Object.fromEntries(
    given.map(([name, value]) => [
      name,
      value.replaceAll(
        /\$\{(\w+):([?-])([^}]*)\}/g,
        (_whole, variable: string, sign: string, rest: string) => shell[variable] ?? (sign === '-' ? rest : ''),
      ),
    ]),
  );
}

describe('docker-compose.yml', () => {
  it('has the parts of production and nothing else', () => {
    expect(Object.keys(services)).toEqual(['postgres', 'temporal', 'temporal-ui', 'migrate', 'gateway', 'worker']);
    expect(ours.map(([name]) => name)).toEqual(['migrate', 'gateway', 'worker']);
  });

  it.each(all)('%s names an exact image', (_name, { image }) => {
    expect(image).toMatch(/:\d[\w.-]*$/);
  });

  it.each(all.filter(([name]) => name !== 'migrate'))('%s says whether it is well', (_name, { healthcheck }) => {
    expect(healthcheck?.test?.[0]).toBe('CMD');
  });

  it.each(all.filter(([, { ports }]) => ports !== undefined))('%s is reached on loopback only', (_name, { ports }) => {
    for (const port of ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('keeps PostgreSQL and Temporal on a network without a way out', () => {
    expect(compose.networks['store']).toEqual({ internal: true });
    expect(services['postgres']?.networks).toEqual(['store']);
    expect(services['temporal']?.networks).toEqual(['store']);
  });

  it.each(ours)('%s runs as nobody in particular, and writes only where it must', (_name, service) => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.volumes).toEqual(['ledger:/var/lib/reeve']);
  });

  it.each(ours)('%s sets only variables that the configuration knows', (_name, { environment = {} }) => {
    expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(all)('%s takes its secrets from files, and only those that it is given', (_name, service) => {
    const { environment = {}, secrets = [] } = service;
    const inFiles = Object.values(environment).flatMap((value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? []);
    const inTheOpen = Object.keys(environment).filter((name) => !environment[name]?.startsWith('/run/secrets/'));
    expect(inFiles.filter((name) => !secrets.includes(name))).toEqual([]);
    expect(inTheOpen.filter((name) => /(?:SECRET|PASSWORD|PWD|TOKEN|API_KEY|DATABASE_URL)$/.test(name))).toEqual([]);
    for (const name of secrets) expect(compose.secrets[name]?.file).toBe(`./secrets/${name}`);
  });

  it('starts in order: the store, then its schema, then who uses it', () => {
    const waits = (name: string) =>
      Object.entries(services[name]?.depends_on ?? {}).map(([on, { condition }]) => `${on} ${condition}`);
    expect(waits('temporal')).toEqual(['postgres service_healthy']);
    expect(waits('migrate')).toEqual(['postgres service_healthy']);
    expect(waits('gateway')).toContain('migrate service_completed_successfully');
    expect(waits('worker')).toEqual(['migrate service_completed_successfully', 'temporal service_healthy']);
  });

  it('gives the login of the owner to the migration alone', () => {
    const holders = ours.filter(([, { secrets = [] }]) => secrets.includes('owner-url')).map(([name]) => name);
    expect(holders).toEqual(['migrate']);
  });

  it('switches fairness on, and makes the roles that the migrations expect', () => {
    expect(parse(compose.configs['temporal-dynamic-config']?.content ?? '')).toEqual({
      'matching.enableFairness': [{ value: true }],
    });
    const sql = compose.configs['logins']?.content ?? '';
    for (const role of ['reeve_app', 'reeve_relay']) expect(sql).toContain(`CREATE ROLE ${role};`);
  });

  it.each(['gateway', 'worker', 'migrate'] as const)('%s starts on settings that production accepts', (name) => {
    const env = environmentOf(name, { REEVE_PUBLIC_URL: 'https://reeve.example.com' });
    // Stands for the secret files, which only a host has.
    const inPlace = {
      DATABASE_URL: 'postgres://reeve_login:9f2c4e7a1b@postgres:5432/reeve',
      ...(name === 'gateway' && { REEVE_WEBHOOK_SECRET: '4c1d9a7fe3b2c8d60a5e' }),
    };
    const plain = Object.entries(env).filter(([key]) => !key.endsWith('_URL_FILE') && !key.endsWith('_SECRET_FILE'));
    const config = loadConfig({ env: { HOME: '/', ...Object.fromEntries(plain), ...inPlace } });
    expect(unsafeSettings(config, name)).toEqual([]);
  });

  // Only where the plugin is, since nothing else can read the file as Compose does.
  it.each(hasCompose ? ['docker compose config'] : [])('is understood by %s', (command) => {
    const [program = '', ...args] = command.split(' ');
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/', REEVE_PUBLIC_URL: 'https://reeve.example.com' };
    const { status, stderr } = spawnSync(program, [...args, '--quiet'], { encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('Dockerfile', () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  it('runs as a user with a number, and says whether it is well', () => {
    expect(/^USER (.+)$/m.exec(last)?.[1]).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(last).toContain('HEALTHCHECK');
    expect(last).toContain('/healthz');
  });

  it('holds what runs and no sources', () => {
    const copied = [...last.matchAll(/^COPY (?:--from=\w+ )?(.+)$/gm)].map(([, what = '']) => what.split(' ')[0] ?? '');
    expect(copied.map((path) => path.replace(/^\/reeve\//, ''))).toEqual([
      '/etc/ssl/certs/ca-certificates.crt',
      'node_modules',
      'dist',
      'cache',
      'package.json',
      'bin',
    ]);
    expect(dockerfile).toContain('npm ci --omit=dev --omit=optional');
  });

  it('sets only variables that the configuration knows', () => {
    const names = [...last.matchAll(/\b(REEVE_\w+)=/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !known.has(name ?? ''))).toEqual([]);
  });

  it('is built from named files only, so that no secret gets in', () => {
    const lines = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    expect(lines.slice(1).every((line) => line.startsWith('!'))).toBe(true);
    expect(lines.join(' ')).not.toMatch(/secrets|\.git\b|data|test/);
  });
});
