import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { childEnvironment } from '../../config/environment.js';
import { resolvePart } from '../../tools/parts/index.js';
import { openKeeper, type Keeper } from '../../workers/embedded/keeper.js';
import { freePort } from '../../workers/embedded/ports.js';
import { startTemporalServer } from '../../workers/embedded/temporal-server.js';
import { eventually } from '../support/cluster.js';
import { partSettings } from '../support/part-settings.js';
import { emptyFolder, reeve } from '../support/reeve.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Process {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly exited: Promise<number | null>;
}

describe('production: two gateways and two workers on a Temporal server with PostgreSQL', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let keeper: Keeper;
  let temporalServer: Awaited<ReturnType<typeof startTemporalServer>>;
  let env: Record<string, string>;
  let ownerUrl: string;
  let superuser: pg.Client;
  let token: string;
  const urls: string[] = [];
  const gateways: Process[] = [];
  const workers: Process[] = [];

  function launch(...args: string[]): Process {
    const child = spawn(process.execPath, [join(root, 'bin', 'reeve.js'), ...args], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment(env),
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
    return { child, text: () => text, exited: new Promise((resolve) => child.once('exit', resolve)) };
  }
  const saying = (one: Process | undefined, words: string) =>
    eventually(
      async () => {
        const ended = one?.child.exitCode !== null;
        return ended || one?.text().includes(words) ? `${one?.text()}` : undefined;
      },
      { withinMs: 120_000 },
    ).then((text) => expect(text).toContain(words));
  /** The word of Temporal's own command, which knows nothing of Reeve. */
  const temporal = async (...args: string[]) => {
    const command = await resolvePart('temporal', partSettings(), () => undefined);
    const more = ['--address', temporalServer.address, '-o', 'json'];
    const done = await promisify(execFile)(command.files['temporal'] ?? '', [...args, ...more], {
      env: childEnvironment({ HOME: folder.path }),
    });
    return done.stdout;
  };
  const cli = (url: string, ...args: string[]) => reeve(args, { ...env, REEVE_URL: url, REEVE_TOKEN: token });
  const gateway = async (): Promise<void> => {
    const port = await freePort();
    urls.push(`http://127.0.0.1:${port}`);
    gateways.push(launch('gateway', '--port', String(port)));
  };

  beforeAll(async () => {
    folder = await emptyFolder();
    keeper = await openKeeper(join(folder.path, 'run'));
    const settings = partSettings();
    const say = () => undefined;
    const server = await resolvePart('temporal-server', settings, say);
    const command = await resolvePart('temporal', settings, say);
    const { superuserUrl } = inject('postgres');
    temporalServer = await startTemporalServer(
      {
        server: server.files['temporal-server'] ?? '',
        sqlTool: server.files['temporal-sql-tool'] ?? '',
        cli: command.files['temporal'] ?? '',
        postgresUrl: superuserUrl,
        dir: join(folder.path, 'temporal'),
        logFile: join(folder.path, 'temporal.log'),
        env: childEnvironment(),
      },
      keeper,
    );
    const logins = await makeLogins(superuserUrl);
    ownerUrl = logins.owner;
    superuser = new pg.Client({ connectionString: new URL(new URL(ownerUrl).pathname, superuserUrl).toString() });
    await superuser.connect();
    env = {
      REEVE_ENV: 'production',
      DATABASE_URL: logins.app,
      REEVE_DATABASE_RELAY_URL: logins.relay,
      REEVE_WEBHOOK_SECRET: randomBytes(24).toString('hex'),
      TEMPORAL_ADDRESS: temporalServer.address,
      REEVE_DATA: join(folder.path, 'data'),
    };
  }, 240_000);

  afterAll(async () => {
    for (const { child } of [...gateways, ...workers]) child.kill('SIGKILL');
    await superuser?.end();
    await temporalServer?.child.stop();
    await keeper?.close();
    await folder?.remove();
  });

  it('refuses in production what is not safe, each by name', async () => {
    const guessed = new URL(env['DATABASE_URL'] ?? '');
    guessed.password = 'changeme';
    const { REEVE_WEBHOOK_SECRET: _secret, ...rest } = env;
    const { code, err } = await reeve(['gateway'], { ...rest, DATABASE_URL: guessed.toString() });
    expect(code).toBe(1);
    expect(err).toContain('REEVE_ENV=production refuses to start');
    expect(err).toContain('webhook');
    expect(err).toContain('DATABASE_URL holds a password that anyone would try first');
  });

  it('does not migrate as the login of gateway and worker', async () => {
    const { code, err } = await reeve(['migrate'], env);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('migrate as the owner') });
  });

  it('migrates twice at once, and gives the first token once', async () => {
    const owner = { ...env, REEVE_DATABASE_OWNER_URL: ownerUrl };
    const both = await Promise.all([reeve(['migrate', '--json'], owner), reeve(['migrate', '--json'], owner)]);
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const tokens = both.map(({ out }) => (JSON.parse(out) as { adminToken?: string }).adminToken).filter(Boolean);
    expect(tokens).toHaveLength(1);
    token = tokens[0] ?? '';
  });

  it('is ready with two gateways and two workers', async () => {
    await gateway();
    await gateway();
    workers.push(launch('worker'), launch('worker', '--queues', 'control,sense'));
    await Promise.all([
      ...gateways.map((one) => saying(one, 'gateway listens')),
      ...workers.map((one) => saying(one, 'worker serves')),
    ]);
    for (const url of urls) {
      const { code, out } = await cli(url, 'status', '--json', '--roundtrip');
      expect({ code, out: JSON.parse(out) as unknown }).toMatchObject({
        code: 0,
        out: { ready: true, mode: 'production' },
      });
    }
  }, 180_000);

  it('comes to the database by a login a trust, and none of them is the owner', async () => {
    const { rows } = await superuser.query<{ line: string }>(
      `SELECT DISTINCT application_name || ' as ' || regexp_replace(usename, '^production_[0-9a-f]+_', '') AS line
       FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY 1`,
    );
    expect(rows.map(({ line }) => line)).toEqual([
      ...['reeve-app as app', 'reeve-nodes-listen as app', 'reeve-relay as relay', 'reeve-relay-listens as relay'],
    ]);
    const app = new pg.Client({ connectionString: env['DATABASE_URL'] ?? '' });
    await app.connect();
    for (const role of ['reeve_relay', 'reeve_owner'])
      await expect(app.query(`SET ROLE ${role}`)).rejects.toThrow('permission denied');
    await app.end();
  });

  it('loses nothing when one of each is killed', async () => {
    const ask = async (n: number) => {
      const answer = await fetch(`${urls[n % urls.length]}/api/v1/agents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: `agent-${n}`, name: 'A' }),
      }).catch(() => undefined);
      return answer?.status === 201 ? `agent-${n}` : undefined;
    };
    const errands: string[] = [];
    const checkpoint = async () => {
      const answer = await fetch(`${urls[1]}/api/v1/ledger/checkpoints`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status).toBe(202);
      errands.push(((await answer.json()) as { id: string }).id);
    };
    const accepted = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        await pause(n * 20);
        if (n === 20) gateways[0]?.child.kill('SIGKILL');
        if (n === 30) workers[0]?.child.kill('SIGKILL');
        // Without pause, so that some are claimed, sent or worked on by the worker that dies.
        if (n >= 15 && n < 45) await checkpoint();
        return ask(n);
      }),
    );
    const kept = accepted.filter((id) => id !== undefined);
    expect(kept.length).toBeGreaterThanOrEqual(30);
    const left = urls[1] ?? '';
    const listed = (JSON.parse((await cli(left, 'agents', 'list', '--json')).out) as { id: string }[]).map(
      ({ id }) => id,
    );
    expect(listed).toEqual(expect.arrayContaining(kept));
    expect(errands).toHaveLength(30);
    // The worker that died may have sent some without a note of it: they are sent again when its lease is over.
    await eventually(async () => (await sentAndDone(errands)) === errands.length, {
      withinMs: 120_000,
      everyMs: 1_000,
    });
    const tail = JSON.parse((await cli(left, 'ledger', 'tail', '--kind', 'checkpoint', '--json')).out) as unknown[];
    expect(tail.length).toBeGreaterThan(0);
    expect((await cli(left, 'ledger', 'verify')).out).toContain('is whole');
  });

  it('drains at SIGTERM', async () => {
    gateways[1]?.child.kill('SIGTERM');
    workers[1]?.child.kill('SIGTERM');
    expect(await Promise.all([gateways[1]?.exited, workers[1]?.exited])).toEqual([0, 0]);
  });

  it('keeps no word of a payload in Temporal when encryption is on', async () => {
    const file = join(folder.path, 'payload-keys');
    await writeFile(file, `k1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    env = { ...env, REEVE_ENCRYPTION_KEY_FILE: file };
    await gateway();
    const worker = launch('worker');
    workers.push(worker);
    await Promise.all([saying(gateways[2], 'gateway listens'), saying(worker, 'worker serves')]);
    const url = urls[2] ?? '';
    expect((await cli(url, 'people', 'add', 'ada')).code).toBe(0);
    const since = new Date().toISOString();
    expect((await cli(url, 'ledger', 'checkpoint')).code).toBe(0);
    const last = await eventually(
      async () => {
        const found = JSON.parse(
          await temporal(
            'workflow',
            'list',
            '--limit',
            '1',
            '--query',
            `WorkflowType = 'checkpoint' AND ExecutionStatus = 'Completed' AND StartTime > '${since}'`,
          ),
        ) as { execution: { workflowId: string } }[];
        return found[0]?.execution.workflowId;
      },
      { withinMs: 60_000, everyMs: 500 },
    );
    const history = await temporal('workflow', 'show', '--workflow-id', last);
    expect(history).toContain('YmluYXJ5L2VuY3J5cHRlZA');
    const decoded = [...history.matchAll(/"data":\s*"([^"]+)"/g)]
      .map(([, data = '']) => Buffer.from(data, 'base64').toString('latin1'))
      .join('\n');
    expect(decoded).not.toContain('account');
    expect(decoded).not.toContain('"fresh"');
  });

  /** The checkpoints that Temporal has seen through, once it has as many as were asked for. */
  async function sentAndDone(errands: readonly string[]): Promise<number> {
    const query = `WorkflowType = 'checkpoint' AND ExecutionStatus = 'Completed'`;
    const found = JSON.parse(await temporal('workflow', 'list', '--limit', '200', '--query', query)) as {
      execution: { workflowId: string };
    }[];
    const { rows } = await superuser.query(
      'SELECT FROM reeve.inbox WHERE id = ANY ($1) AND workflow_id = ANY ($2) AND sent_at IS NOT NULL',
      [errands, found.map(({ execution }) => execution.workflowId)],
    );
    return rows.length;
  }
});

/** An empty database, and a login of its own for each trust: none may put on what is another's. */
async function makeLogins(superuserUrl: string): Promise<Record<'owner' | 'app' | 'relay', string>> {
  const name = `production_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  const urls: Record<string, string> = {};
  for (const [login, roles] of [
    ['owner', 'reeve_app, reeve_relay'],
    ['app', 'reeve_app'],
    ['relay', 'reeve_relay'],
  ] as const) {
    const password = randomBytes(16).toString('hex');
    await client.query(`CREATE ROLE ${name}_${login} LOGIN NOINHERIT PASSWORD '${password}' IN ROLE ${roles}`);
    const url = new URL(superuserUrl);
    Object.assign(url, { username: `${name}_${login}`, password, pathname: `/${name}` });
    urls[login] = url.toString();
  }
  await client.query(`CREATE DATABASE ${name} OWNER ${name}_owner`);
  await client.end();
  return urls as Record<'owner' | 'app' | 'relay', string>;
}
