import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/load.js';
import { examine } from '../../workers/main/doctor.js';

describe('the doctor', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'reeve-doctor-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));
  const look = (data: string) => examine(loadConfig({ env: {}, flags: { data } }));

  it('refuses data of a PostgreSQL that this machine has not, in the words of a start', async () => {
    await mkdir(join(dir, 'old', 'postgres', 'cluster'), { recursive: true });
    await writeFile(join(dir, 'old', 'postgres', 'cluster', 'PG_VERSION'), '9\n');
    const found = await look(join(dir, 'old'));
    expect(found.healthy).toBe(false);
    expect(found.refused).toEqual([expect.stringMatching(/was made by PostgreSQL 9 and this machine offers \d+/)]);
    expect(found.lines.join('\n')).toContain('REFUSED: the data in');
  });

  it('shows what is configured as missing, with what that means', async () => {
    const env = { REEVE_CAPABILITIES_MISSING: 'patrol,jobs' };
    const found = await examine(loadConfig({ env, flags: { data: join(dir, 'new') } }));
    expect(found.missing).toEqual([
      'patrol, so its level is held down whatever was set (reeve autonomy list)',
      'jobs, so run-job is refused',
    ]);
    expect(found.lines.join('\n')).toContain('missing by configuration: jobs, so run-job is refused');
  });

  it('refuses nothing of a folder that no Reeve has used', async () => {
    expect((await look(join(dir, 'new'))).refused).toEqual([]);
  });
});
