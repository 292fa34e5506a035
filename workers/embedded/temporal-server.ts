import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type Child, lastLines, startChild } from './child.js';
import type { Keeper } from './keeper.js';
import { freeLowPorts, waitForPort } from './ports.js';

const run = promisify(execFile);

export interface TemporalServerSpec {
  readonly server: string;
  readonly sqlTool: string;
  /** The `temporal` command, which makes the namespace. */
  readonly cli: string;
  /** A superuser of the PostgreSQL that will hold both of its databases. */
  readonly postgresUrl: string;
  readonly dir: string;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface RunningTemporalServer {
  readonly address: string;
  readonly child: Child;
}

/** The production engine on PostgreSQL, on this machine: for benchmarks and fault tests, where the development server would flatter. */
export async function startTemporalServer(spec: TemporalServerSpec, keeper: Keeper): Promise<RunningTemporalServer> {
  await mkdir(spec.dir, { recursive: true });
  await makeSchemas(spec);
  const ports = await freeLowPorts(8);
  const [frontend = 0] = ports;
  await writeFile(join(spec.dir, 'reeve.yaml'), stringify(configuration(spec, ports)), { mode: 0o600 });
  await writeFile(join(spec.dir, 'dynamic.yaml'), stringify({ 'matching.enableFairness': [{ value: true }] }));
  const child = await startChild(
    {
      name: 'temporal-server',
      command: spec.server,
      args: ['--root', spec.dir, '--config', '.', '--env', 'reeve', '--allow-no-auth', 'start'],
      env: spec.env,
      logFile: spec.logFile,
      stopSignal: 'SIGTERM',
      stopWithinMs: 15_000,
    },
    keeper,
  );
  const address = `127.0.0.1:${frontend}`;
  if (!(await waitForPort(frontend, 60_000, child.exited))) {
    await child.stop();
    throw new Error(`the Temporal server did not start (see ${spec.logFile}): ${await lastLines(spec.logFile)}`);
  }
  await makeNamespace(spec, address);
  return { address, child };
}

async function makeSchemas({ sqlTool, postgresUrl, env }: TemporalServerSpec): Promise<void> {
  const { hostname, port, username, password } = new URL(postgresUrl);
  const login = ['--plugin', 'postgres12', '--ep', hostname, '-p', port, '-u', username];
  const secret = { ...env, SQL_PASSWORD: decodeURIComponent(password) };
  for (const [database, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    const tool = (...args: string[]) =>
      run(sqlTool, [...login, '--db', database, ...args], { env: secret, timeout: 120_000 });
    await tool('create-database');
    await tool('setup-schema', '-v', '0.0');
    await tool('update-schema', '--schema-name', `postgresql/v12/${schema}`);
  }
}

/** The server takes its first calls a while before it takes all of them. */
async function makeNamespace({ cli, env, dir }: TemporalServerSpec, address: string): Promise<void> {
  const args = [
    'operator',
    'namespace',
    'create',
    '--namespace',
    'default',
    '--retention',
    '72h',
    '--address',
    address,
  ];
  for (let tries = 0; ; tries += 1) {
    try {
      await run(cli, args, { env: { ...env, HOME: dir }, timeout: 20_000 });
      return;
    } catch (error) {
      if (tries > 30) throw error;
      await pause(1_000);
    }
  }
}

function configuration({ postgresUrl, dir }: TemporalServerSpec, ports: readonly number[]) {
  const { host, username, password } = new URL(postgresUrl);
  const store = (databaseName: string) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: host,
      connectProtocol: 'tcp',
      user: username,
      password: decodeURIComponent(password),
      maxConns: 20,
      maxIdleConns: 20,
      maxConnLifetime: '1h',
    },
  });
  const service = (at: number) => ({
    rpc: { grpcPort: ports[at], membershipPort: ports[at + 1], bindOnLocalHost: true },
  });
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'main',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { main: store('temporal'), visibility: store('temporal_visibility') },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: { frontend: service(0), matching: service(2), history: service(4), worker: service(6) },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${ports[0]}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: join(dir, 'dynamic.yaml'), pollInterval: '10s' },
  };
}
