import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { eventually } from '../support/cluster.js';
import { emptyFolder, launch, processesOf, reeve } from '../support/reeve.js';

interface Ready {
  readonly kubeconfig: string;
  readonly podLogsDir: string;
  readonly estate: string;
  readonly nodes: readonly string[];
  readonly faults: readonly { readonly name: string; readonly namespace: string }[];
}

// The first run on a machine may have to build the parts.
const BUILD_MS = 20 * 60_000;

describe('reeve cluster simulate', () => {
  let folder: Awaited<ReturnType<typeof emptyFolder>>;
  let running: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    folder = await emptyFolder();
    running = await start(folder.path, ['--fault', 'configmap-missing', '--nodes', '2']);
  }, BUILD_MS);
  afterAll(async () => {
    await running?.end('SIGKILL');
    await eventually(async () => processesOf(folder.path).length === 0, { withinMs: 40_000 });
    await folder.remove();
  });
  const run = (...args: string[]) => reeve(['cluster', ...args, '--data', folder.path]);
  /** As a newcomer asks: the cause, or else the verdict. */
  const causeIn = async (namespace: string) => {
    const { out } = await reeve(['diagnose', '-n', namespace, '--kubeconfig', running.ready.kubeconfig, '--json']);
    const { verdict, cause } = JSON.parse(out) as DiagnosisReport;
    return verdict === 'fault' ? cause?.code : verdict;
  };

  it('gives a healthy shop and the faults that were asked for, to this user alone', async () => {
    const { estate, faults, nodes, kubeconfig } = running.ready;
    expect(nodes).toEqual(['node-1', 'node-2']);
    expect(faults).toEqual([{ name: 'configmap-missing', namespace: 'sim-configmap-missing' }]);
    expect(await causeIn(estate)).toBe('healthy');
    expect(await causeIn('sim-configmap-missing')).toBe('config.configmap_missing');
    expect(((await stat(kubeconfig)).mode & 0o077).toString(8)).toBe('0');
  });

  it('switches a fault on and off, and tells which are on', async () => {
    const on = await run('fault', 'wrong-selector', 'on');
    expect({ code: on.code, out: on.out }).toMatchObject({
      ...{ code: 0, out: expect.stringContaining('wrong-selector is on in namespace sim-wrong-selector') },
    });
    expect(await causeIn('sim-wrong-selector')).toBe('service.selector_mismatch');
    const listed = JSON.parse((await run('faults', '--json')).out) as { name: string; on: boolean }[];
    expect(listed.filter((fault) => fault.on).map(({ name }) => name)).toEqual(['configmap-missing', 'wrong-selector']);
    expect((await run('fault', 'wrong-selector', 'off', '--json')).out).toContain('"on":false');
    expect(['healthy', 'recovered']).toContain(await causeIn('sim-wrong-selector'));
  });

  it('is one a folder, stops cleanly, and goes on where it was', async () => {
    const second = await run('simulate');
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/already runs on .+ \(process \d+\): use that one \("reeve cluster faults"\)/);
    expect(await running.end('SIGINT')).toBe(0);
    expect(processesOf(folder.path)).toEqual([]);
    const gone = await run('fault', 'crash-loop', 'on');
    expect({ code: gone.code, err: gone.err }).toMatchObject({
      ...{ code: 1, err: expect.stringContaining(`no simulated cluster runs on ${folder.path}`) },
    });
    running = await start(folder.path, []);
    expect(running.ready.faults).toEqual([{ name: 'configmap-missing', namespace: 'sim-configmap-missing' }]);
    expect(await causeIn('sim-configmap-missing')).toBe('config.configmap_missing');
  });
});

async function start(data: string, args: readonly string[]) {
  // A run that is killed must leave no cluster behind.
  const whileRunning = ['--while-running', String(process.pid)];
  const child = launch(['cluster', 'simulate', '--json', '--data', data, ...whileRunning, ...args]);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let [out, err] = ['', ''];
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const line = out.split('\n').find((text) => text.endsWith('}'));
      if (line) resolve(JSON.parse(line) as Ready);
    });
    void exited.then((code) => reject(new Error(`it ended with ${code} before it was ready: ${err} ${out}`)));
  });
  return {
    ready,
    async end(signal: NodeJS.Signals) {
      child.kill(signal);
      return exited;
    },
  };
}
