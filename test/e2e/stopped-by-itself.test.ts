import { createServer, type Http2Server } from 'node:http2';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyFolder, processesOf, type Started, startReeve } from '../support/reeve.js';
import { openProxy, targetOf } from '../support/proxy.js';
import { eventually } from '../support/cluster.js';
import { openTestTemporal, type TestTemporal } from '../support/temporal.js';

describe('a Reeve whose workers fail for good', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let temporal: TestTemporal;
  let running: Started;
  let refusing: Http2Server | undefined;
  beforeAll(async () => {
    [folder, temporal] = await Promise.all([emptyFolder(), openTestTemporal()]);
  });
  afterAll(async () => {
    await running?.end('SIGKILL');
    await eventually(async () => processesOf(folder.path).length === 0, { withinMs: 40_000 });
    refusing?.close();
    await temporal?.close();
    await folder?.remove();
  });

  it('says so, stops what it started, and ends with 1', async () => {
    const way = await openProxy(targetOf(`tcp://${temporal.address}`));
    running = await startReeve(folder.path, {
      env: { TEMPORAL_ADDRESS: `127.0.0.1:${way.port}`, TEMPORAL_NAMESPACE: temporal.namespace },
    });
    const out: string[] = [];
    running.child.stdout?.on('data', (chunk: Buffer) => void out.push(chunk.toString()));
    const ended = new Promise<number | null>((resolve) => running.child.once('exit', resolve));
    await way.close();
    // In the same place: a server at which Reeve has lost its rights, as when its key was withdrawn.
    refusing = createServer().listen(way.port, '127.0.0.1');
    refusing.on('stream', (stream) =>
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '7', 'grpc-message': 'no longer' },
        { endStream: true },
      ),
    );
    expect(await ended).toBe(1);
    expect(running.err()).toMatch(/the workers failed, so nothing would be done any more \(.*\): start Reeve again/s);
    expect(out.join('')).toContain('"msg":"the workers failed, so nothing would be done any more');
    await eventually(async () => processesOf(folder.path).length === 0, { withinMs: 5_000 });
    await expect(readFile(`${folder.path}/run/state.json`)).rejects.toThrow('ENOENT');
  });
});
