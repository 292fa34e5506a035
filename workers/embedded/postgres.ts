import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Child, lastLines, startChild } from './child.js';
import type { Keeper } from './keeper.js';
import { freePort } from './ports.js';
import { type Unprivileged, unprivileged } from './unprivileged.js';

const READY_WITHIN_MS = 60_000;

export interface PostgresSpec {
  readonly initdb: string;
  readonly postgres: string;
  /** Holds the cluster in `cluster/`. */
  readonly dir: string;
  readonly logFile: string;
  readonly password: string;
  readonly env: Readonly<Record<string, string>>;
  /** The one it had before: who is connected expects it there. */
  readonly port?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  readonly port: number;
  readonly url: (database: string, login?: { readonly user: string; readonly password: string }) => string;
  readonly child: Child;
}

/** Starts PostgreSQL on loopback with passwords, making its cluster first where there is none. */
export async function startPostgres(spec: PostgresSpec, keeper: Keeper): Promise<RunningPostgres> {
  const as = await unprivileged(spec.env);
  const cluster = join(spec.dir, 'cluster');
  if (!existsSync(cluster)) await makeCluster(spec, as, cluster, keeper);
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const port = await (spec.port ?? freePort());
    const child = await launch(spec, as, { cluster, port }, keeper);
    const superuser = { user: 'postgres', password: spec.password };
    const url: RunningPostgres['url'] = (database, { user, password } = superuser) =>
      `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
    if (await becomesReady(url('postgres'), child, deadline)) return { port, url, child };
    await child.stop();
    // After a crash the shared memory of the old server may linger for a moment, and a port may be snatched: both pass.
    if (Date.now() > deadline - READY_WITHIN_MS / 2) {
      throw new Error(`PostgreSQL did not start (see ${spec.logFile}): ${await lastLines(spec.logFile)}`);
    }
    await pause(500);
  }
}

async function makeCluster(spec: PostgresSpec, as: Unprivileged, cluster: string, keeper: Keeper): Promise<void> {
  const { initdb, dir, password, env, logFile } = spec;
  // Made aside and moved into place, so that a start that was cut off leaves nothing half made.
  const fresh = join(dir, 'cluster.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  const passwordFile = join(dir, 'password.new');
  await writeFile(passwordFile, password, { mode: 0o600 });
  await as.give(fresh);
  await as.give(passwordFile);
  const options = [
    '-D',
    fresh,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
  ];
  const [command, ...args] = [...as.prefix, initdb, ...options, '--locale=C', '--no-instructions'];
  try {
    const stop = { stopSignal: 'SIGTERM', stopWithinMs: 5_000 } as const;
    const child = await startChild({ name: 'initdb', command: command ?? initdb, args, env, logFile, ...stop }, keeper);
    const { code } = await child.exited;
    if (code !== 0)
      throw new Error(`PostgreSQL's data folder could not be made in ${dir}: ${await lastLines(logFile)}`);
    await rename(fresh, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function launch(
  spec: PostgresSpec,
  as: Unprivileged,
  { cluster, port }: { cluster: string; port: number },
  keeper: Keeper,
): Promise<Child> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    cluster_name: 'reeve',
    max_connections: '120',
    shared_buffers: '128MB',
    log_min_messages: 'warning',
    // The text of a failed statement may hold a password.
    log_min_error_statement: 'panic',
    ...spec.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const [command, ...args] = [...as.prefix, spec.postgres, '-D', cluster, ...flags];
  return startChild(
    {
      name: 'postgres',
      command: command ?? spec.postgres,
      args,
      env: spec.env,
      logFile: spec.logFile,
      // The fast shutdown: open transactions are rolled back, then everything is written out.
      stopSignal: 'SIGINT',
      stopWithinMs: 20_000,
    },
    keeper,
  );
}

async function becomesReady(url: string, child: Child, deadline: number): Promise<boolean> {
  let gone = false;
  void child.exited.then(() => {
    gone = true;
  });
  while (!gone && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    // What is under way fails by itself; without a listener a broken connection would end the process.
    client.on('error', () => undefined);
    const ready = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (ready) return true;
    await pause(40);
  }
  return false;
}
