import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { eventually } from '../support/cluster.js';

const run = promisify(execFile);

it('starts where whoever started it is gone already, as under nohup or first in a container', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-bootstrap-'));
  try {
    const said = join(dir, 'said');
    // It waits until the shell between is gone, so that the first process of all has taken it over; then it is misused on purpose.
    const orphan = `sleep 0.5; exec "${process.execPath}" tools/bootstrap.mjs up --port nonsense`;
    await run('sh', ['-c', `(sh -c '${orphan}' >"${said}" 2>&1 </dev/null &)`]);
    const text = await eventually(async () => (await readFile(said, 'utf8')) || undefined);
    expect(text).toContain('port');
    expect(text).not.toContain('--while-running');
  } finally {
    await rm(dir, { recursive: true });
  }
});
