import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { beganAt, holdLock } from '../../tools/resolver/lock.js';
import type { ResolvedPart } from '../../tools/resolver/part.js';
import { resolve } from '../../tools/resolver/resolve.js';
import { aBuild, aPart, openWorkshop, type Workshop } from './tiny-part.js';

const part = aPart({ build: aBuild });
let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop({ buildMs: 200 });
});

afterEach(() => workshop.close());

describe('two who resolve the same part at once', () => {
  it('in one process build it once', async () => {
    const twice = [1, 2, 3].map(() => resolve(part, workshop.settings, workshop.onProgress));
    const found = await Promise.all(twice);
    expect(found.map(({ source }) => source).toSorted()).toEqual(['build', 'cache', 'cache']);
    expect(await workshop.builds()).toBe(1);
    expect(await readdir(join(workshop.settings.cacheRoot, 'tiny'))).toEqual(['2.0.0']);
  });

  it('in two processes build it once', async () => {
    const found = await Promise.all([resolveElsewhere(), resolveElsewhere()]);
    expect(found.map(({ source }) => source).toSorted()).toEqual(['build', 'cache']);
    expect(await workshop.builds()).toBe(1);
  });

  it('tell who they are waiting for', async () => {
    const slow = await openWorkshop({ buildMs: 2_000 });
    await Promise.all([1, 2].map(() => resolve(part, slow.settings, slow.onProgress)));
    expect(slow.events.some(({ detail }) => detail?.includes(`waiting for process ${process.pid}`))).toBe(true);
    const building = slow.events.filter(({ phase }) => phase === 'building');
    expect(building.length).toBeGreaterThan(1);
    await slow.close();
  });
});

describe('a lock that was left behind', () => {
  it.each([
    ['by a process that is gone', async () => ({ pid: await aDeadPid(), began: '1' })],
    ['by a process whose number another has now', async () => ({ pid: process.pid, began: 'long ago' })],
    ['half written', async () => 'not json'],
  ])('%s is taken over', async (_name, leave) => {
    await leaveLock(await leave());
    const found = await resolve(part, workshop.settings, workshop.onProgress);
    expect(found.source).toBe('build');
    expect(await readdir(join(workshop.settings.cacheRoot, 'tiny'))).toEqual(['2.0.0']);
  });

  it('is taken over by only one of many', async () => {
    await leaveLock({ pid: await aDeadPid(), began: '1' });
    await Promise.all(Array.from({ length: 5 }, () => resolve(part, workshop.settings, workshop.onProgress)));
    expect(await workshop.builds()).toBe(1);
  });

  it('takes half-made drafts with it', async () => {
    const folder = join(workshop.settings.cacheRoot, 'tiny');
    await mkdir(join(folder, '2.0.0.draft-abc/gobin'), { recursive: true });
    await resolve(part, workshop.settings, workshop.onProgress);
    expect(await readdir(folder)).toEqual(['2.0.0']);
  });
});

describe('a lock that is held', () => {
  it('by a living process is waited for, but not for ever', async () => {
    const began = await beganAt(process.pid, workshop.settings.childEnv);
    const path = await leaveLock({ pid: process.pid, began });
    const wait = { waitMs: 500, env: workshop.settings.childEnv, onWait: () => undefined };
    await expect(holdLock(path, wait)).rejects.toThrow(`Process ${process.pid} has held ${path}`);
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ token: 'theirs' });
  });

  it('is given back even when the build fails', async () => {
    const broken = aPart({ build: { ...aBuild, packages: [{ ...aBuild.packages[0], as: 'elsewhere' }] } });
    await expect(resolve(broken, workshop.settings, workshop.onProgress)).rejects.toThrow(
      'was not among what came out',
    );
    expect(await readdir(join(workshop.settings.cacheRoot, 'tiny'))).toEqual([]);
  });
});

async function leaveLock(holder: object | string): Promise<string> {
  const path = join(workshop.settings.cacheRoot, 'tiny', '2.0.0.lock');
  await mkdir(join(path, '..'), { recursive: true });
  const whole = typeof holder === 'string' ? holder : JSON.stringify({ host: hostname(), token: 'theirs', ...holder });
  await writeFile(path, whole);
  return path;
}

async function aDeadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((done) => {
    child.once('exit', done);
  });
  return child.pid ?? 0;
}

async function resolveElsewhere(): Promise<ResolvedPart> {
  const script = join(import.meta.dirname, 'resolve-once.ts');
  const args = ['--import', import.meta.resolve('tsx'), script, JSON.stringify(workshop.settings)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...workshop.settings.childEnv } });
  return JSON.parse(stdout) as ResolvedPart;
}
