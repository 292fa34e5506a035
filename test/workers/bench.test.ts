import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.js';

describe('a benchmark', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'reeve-benching-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  function bench(...args: readonly string[]) {
    const child = spawn(process.execPath, ['tools/bootstrap.mjs', 'bench', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...readEnvironment(), TMPDIR: dir },
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    return { child, ended: once(child, 'exit') as Promise<[number | null]>, said: () => said };
  }
  const left = async () => (await readdir(dir)).filter((name) => name.startsWith('reeve-bench-'));

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that is interrupted by %s leaves no folder behind', async (signal, code) => {
    const { child, ended, said } = bench('ledger', '--seconds', '60');
    await expect.poll(said, { timeout: 60_000 }).toContain('8 writers for 60 s');
    expect(await left()).toHaveLength(1);
    child.kill(signal);
    expect(await ended).toEqual([code, null]);
    expect(await left()).toEqual([]);
  });

  it.each([
    ['--help', 0, '--entries N'],
    ['--quick', 2, "Unknown option '--quick'"],
    ['--seconds=0', 2, '--seconds takes a whole number from 1 to 600, not "0"'],
  ])('asked with %s measures nothing', async (flag, code, words) => {
    const { ended, said } = bench('ledger', flag);
    expect(await ended).toEqual([code, null]);
    expect(said()).toContain(words);
    expect(said()).not.toContain('warming up');
  });
});
