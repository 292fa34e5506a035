import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    const name = `production_${randomBytes(4).toString('hex')}`;
    const superuser = new pg.Client({ connectionString: superuserUrl });
    await superuser.connect();
    await superuser.query(`CREATE DATABASE ${name} OWNER reeve_owner`);
    await superuser.end();
    const database = new URL(inject('postgres').ownerUrl);
    database.pathname = `/${name}`;
    database.password = 'test-owner-secret';
    database.password = new URL(inject('postgres').ownerUrl).password;
    env = {
      DATABASE_URL: database.toString(),
      TEMPORAL_ADDRESS: temporalServer.address,
      REEVE_DATA: join(folder.path, 'data'),
    };
  }, 240_000);

  afterAll(async () => {
    for (const { child } of [...gateways, ...workers]) child.kill('SIGKILL');
    await temporalServer?.child.stop();
    await keeper?.close();
    await folder?.remove();
  });

  it('refuses in production what is not safe, each by name', async () => {
    const { code, err } = await reeve(['gateway'], { ...env, REEVE_ENV: 'production' });
    expect(code).toBe(1);
    expect(err).toContain('REEVE_ENV=production refuses to start');
    expect(err).toContain('webhook');
  });

  it('migrates twice at once, and gives the first token once', async () => {
    const both = await Promise.all([reeve(['migrate', '--json'], env), reeve(['migrate', '--json'], env)]);
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

  it('loses nothing when one of each is killed', async () => {
    const ask = async (n: number) => {
      const answer = await fetch(`${urls[n % urls.length]}/api/v1/agents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id: `agent-${n}`, name: 'A' }),
      }).catch(() => undefined);
      return answer?.status === 201 ? `agent-${n}` : undefined;
    };
    const checkpoint = (url: string) =>
      fetch(`${url}/api/v1/ledger/checkpoints`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    const accepted = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        if (n === 20) gateways[0]?.child.kill('SIGKILL');
        if (n === 30) workers[0]?.child.kill('SIGKILL');
        await new Promise((wake) => setTimeout(wake, n * 20));
        return ask(n);
      }),
    );
    const kept = accepted.filter((id) => id !== undefined);
    expect(kept.length).toBeGreaterThanOrEqual(30);
    const left = urls[1] ?? '';
    expect((await checkpoint(left)).status).toBe(202);
    const listed = (JSON.parse((await cli(left, 'agents', 'list', '--json')).out) as { id: string }[]).map(
      ({ id }) => id,
    );
    expect(listed).toEqual(expect.arrayContaining(kept));
    await eventually(
      async () => JSON.parse((await cli(left, 'ledger', 'tail', '--kind', 'checkpoint', '--json')).out).length > 0,
      {
        withinMs: 60_000,
        everyMs: 500,
      },
    );
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
    const command = await resolvePart('temporal', partSettings(), () => undefined);
    const temporal = async (...args: string[]) => {
      const { execFile } = await import('node:child_process');
      const { promisify } = await import('node:util');
      const more = ['--address', temporalServer.address, '-o', 'json'];
      const done = await promisify(execFile)(command.files['temporal'] ?? '', [...args, ...more], {
        env: childEnvironment({ HOME: folder.path }),
      });
      return done.stdout;
    };
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
});
