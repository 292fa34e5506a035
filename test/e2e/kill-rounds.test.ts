import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.js';
import { eventually } from '../support/cluster.js';
import { randomFrom } from '../support/random.js';
import { emptyFolder, end, processesOf, reeve, type Started, startReeve } from '../support/reeve.js';

const env = readEnvironment();
const ROUNDS = Number(env['REEVE_TEST_ROUNDS'] ?? 2);
const SEED = Number(env['REEVE_TEST_SEED'] ?? 1);
const VICTIMS = ['everything', 'reeve', 'postgres', 'temporal', 'keeper'] as const;

/** Writes without pause, kills something at a random moment, and looks whether a single acknowledged write is gone. */
describe(`${ROUNDS} kills while writing, seed ${SEED}`, () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let running: Started;
  let token: string;
  const acknowledged: string[] = [];
  const report: string[] = [];
  const random = randomFrom(SEED);

  beforeAll(async () => {
    folder = await emptyFolder();
    running = await startReeve(folder.path);
    token = await readFile(join(folder.path, 'secrets', 'cli-token'), 'utf8');
  });
  afterAll(async () => {
    for (const { pid } of processesOf(folder.path)) process.kill(pid, 'SIGKILL');
    await eventually(async () => processesOf(folder.path).length === 0, { withinMs: 30_000 });
    await folder.remove();
    process.stdout.write(`${report.join('\n')}\n`);
  });

  it.each(Array.from({ length: ROUNDS }, (_, round) => round))('round %i loses nothing', async (round) => {
    const victim = VICTIMS[Math.floor(random() * VICTIMS.length)] ?? 'everything';
    const stopping = new AbortController();
    const before = acknowledged.length;
    const writers = Array.from({ length: 4 }, (_, writer) => write(`r${round}-w${writer}`, stopping.signal));
    await pause(200 + random() * 1_500);
    await kill(victim);
    await pause(300);
    stopping.abort();
    await Promise.all(writers);
    if (victim === 'everything' || victim === 'reeve') {
      await eventually(async () => processesOf(folder.path).length === 0, { withinMs: 40_000 });
      running = await startReeve(folder.path);
    }
    await eventually(async () => (await run('status')).code === 0, { withinMs: 60_000, everyMs: 300 });
    const listed = new Set(
      (JSON.parse((await run('agents', 'list', '--json')).out) as { id: string }[]).map(({ id }) => id),
    );
    const verdict = await run('ledger', 'verify', '--json');
    report.push(
      `round ${round}: killed ${victim}, ${acknowledged.length - before} writes acknowledged, ledger ${verdict.code === 0 ? 'whole' : 'BROKEN'}`,
    );
    expect(acknowledged.filter((id) => !listed.has(id))).toEqual([]);
    expect(JSON.parse(verdict.out)).toMatchObject({ whole: true });
  });

  const run = (...args: string[]) => reeve([...args, '--data', folder.path]);

  async function write(prefix: string, signal: AbortSignal): Promise<void> {
    for (let n = 0; n < 25 && !signal.aborted; n += 1) {
      const id = `${prefix}-${n}`;
      const answer = await fetch(`${running.url}/api/v1/agents`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ id, name: id }),
        signal: AbortSignal.timeout(10_000),
      }).catch(() => undefined);
      if (answer?.status === 201) acknowledged.push(id);
      else await pause(50);
    }
  }

  async function kill(victim: (typeof VICTIMS)[number]): Promise<void> {
    if (victim === 'everything') for (const { pid } of processesOf(folder.path)) process.kill(pid, 'SIGKILL');
    else if (victim === 'reeve') running.child.kill('SIGKILL');
    else if (victim === 'keeper') {
      const { execFileSync } = await import('node:child_process');
      const keepers = execFileSync('pgrep', ['-P', String(running.child.pid), '-f', 'keeper-process'], {
        encoding: 'utf8',
      });
      process.kill(Number(keepers.trim().split('\n')[0]), 'SIGKILL');
    } else {
      const children = JSON.parse(await readFile(join(folder.path, 'run', 'children.json'), 'utf8')) as {
        name: string;
        pid: number;
      }[];
      end(children.find(({ name }) => name === victim)?.pid, 'SIGKILL');
    }
  }
});
