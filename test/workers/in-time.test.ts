import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTime, TookTooLong } from '../../workers/in-time.js';
import { BadBundle, diagnoseFiles } from '../../workers/main/diagnose.js';

it('ends what takes too long, and gives on what was answered or thrown', () => {
  const forEver = () => {
    for (;;) /(a+)+$/.exec('aaaaaaaa!');
  };
  expect(() => inTime(50, forEver)).toThrow(TookTooLong);
  expect(inTime(1_000, () => [1])).toEqual([1]);
  expect(() =>
    inTime(1_000, () => {
      throw new BadBundle('no');
    }),
  ).toThrow(BadBundle);
});

it('a bundle that takes too long at the command line is refused, and what to do is said', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-slow-'));
  try {
    const path = join(dir, 'slow.json');
    await writeFile(path, `{"items":[${'{"kind":"Pod","metadata":{"name":"x"}},'.repeat(49_000)}{}]}`);
    await expect(diagnoseFiles(path, 20)).rejects.toThrow(
      /slow\.json took longer than 0\.02 seconds to weigh: look at less of it, one namespace/,
    );
    await expect(diagnoseFiles(path)).resolves.toMatchObject({ verdict: 'unknown' });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
