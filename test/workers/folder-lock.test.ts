import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DataFolder, openDataFolder } from '../../workers/embedded/data-folder.js';
import { lockFolder } from '../../workers/embedded/folder-lock.js';
import { identify, whereabouts } from '../../workers/embedded/process-identity.js';
import { emptyFolder } from '../support/reeve.js';

const QUICK = { beatMs: 50, staleMs: 1_000 };

describe('the lock of a data folder', () => {
  let home: Awaited<ReturnType<typeof emptyFolder>>;
  let folder: DataFolder;
  beforeEach(async () => {
    home = await emptyFolder();
    folder = await openDataFolder(home.path);
  });
  afterEach(() => home.remove());

  const path = () => folder.path('reeve.lock');
  const lock = () => lockFolder(folder, QUICK);
  const locks = async () => (await readdir(home.path)).filter((name) => name.startsWith('reeve.lock'));
  /** As a process elsewhere would have left it; this process lives, so only the place tells them apart. */
  const left = async (place: string | undefined, silentMs: number, startTime?: string) => {
    const identity = { ...identify(process.pid), ...(startTime && { startTime }), ...(place && { place }) };
    await writeFile(path(), JSON.stringify(identity));
    const at = new Date(Date.now() - silentMs);
    await utimes(path(), at, at);
  };
  const touching = () => setInterval(() => void utimes(path(), new Date(), new Date()), 50);

  it('is held by one, and free after it', async () => {
    const first = await lock();
    await expect(lock()).rejects.toThrow(`a Reeve already runs on ${home.path} (process ${process.pid})`);
    expect(await locks()).toEqual(['reeve.lock']);
    await first.release();
    expect(await locks()).toEqual([]);
    await (await lock()).release();
  });

  it('is held by one of many that start at once', async () => {
    const all = await Promise.allSettled(Array.from({ length: 8 }, lock));
    const held = all.filter((one) => one.status === 'fulfilled');
    expect(held).toHaveLength(1);
    for (const { value } of held) await value.release();
  });

  it.each([
    ['another container', `${whereabouts()}1`],
    ['another machine', 'elsewhere'],
  ])('is respected while a process of %s touches it', async (_where, place) => {
    await left(place, 500);
    const beat = touching();
    const began = performance.now();
    await expect(lock()).rejects.toThrow('a Reeve in another container or on another machine runs on');
    clearInterval(beat);
    expect(performance.now() - began).toBeLessThan(QUICK.staleMs);
    expect(await locks()).toEqual(['reeve.lock']);
  });

  it('is taken from a process elsewhere that has been silent, at once or once it has been for long enough', async () => {
    const took: number[] = [];
    for (const silentMs of [60_000, 200, -3_600_000]) {
      await left('elsewhere', silentMs);
      const began = performance.now();
      await (await lock()).release();
      took.push(performance.now() - began);
    }
    expect(took[0]).toBeLessThan(500);
    expect(took[1]).toBeGreaterThan(500);
    // A clock that goes wrong does not keep anybody out.
    expect(took[2]).toBeLessThan(3 * QUICK.staleMs);
  });

  it.each([
    ['that is gone', () => left(whereabouts(), 0, 'another')],
    ['that is gone, of an earlier Reeve', () => left(undefined, 0, 'another')],
    ['nobody can name', () => writeFile(path(), 'torn')],
  ])('is taken at once from a process of this place %s', async (_what, leave) => {
    await leave();
    const began = performance.now();
    const taken = await lock();
    expect(performance.now() - began).toBeLessThan(QUICK.staleMs);
    expect(JSON.parse(await readFile(path(), 'utf8'))).toMatchObject({ pid: process.pid, place: whereabouts() });
    await taken.release();
  });

  it('says when another has taken it, and leaves that one alone when it is released', async () => {
    const mine = await lock();
    const state = () => Promise.race([mine.lost.then(() => 'lost'), pause(300).then(() => 'held')]);
    expect(await state()).toBe('held');
    await left('elsewhere', 0);
    expect(await state()).toBe('lost');
    await mine.release();
    expect(JSON.parse(await readFile(path(), 'utf8'))).toMatchObject({ place: 'elsewhere' });
  });
});
