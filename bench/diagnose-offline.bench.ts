import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Files } from '../activities/bundle/files.js';
import { alerting, bundleOf, crashing, pod, serviceFor, workload } from '../test/domain/diagnosis/bundles.js';
import { CASES, filesOf } from '../test/domain/diagnosis/cases.js';
import { diagnoseFiles } from '../workers/main/diagnose.js';
import { percentile } from './percentile.js';

const PROGRAM = fileURLToPath(new URL('../bin/reeve.js', import.meta.url));
const PODS_A_WORKLOAD = 50;
const LARGE_RUNS = 5;

export const benchmark = {
  about:
    'Diagnosis offline: every bundle of the corpus by hand from its folder, the whole command, and a large namespace',
  knobs: {
    rounds: { about: 'how often each bundle is diagnosed', standard: 5, most: 1_000 },
    commands: { about: 'how often the whole command is started', standard: 10, most: 1_000 },
    pods: { about: 'how many pods the large namespace has', standard: 2_000, most: 20_000 },
  },
  async run(
    say: (text: string) => void,
    { rounds = 5, commands = 10, pods = 2_000 }: { rounds?: number; commands?: number; pods?: number },
  ) {
    const dir = await mkdtemp(join(tmpdir(), 'reeve-bench-'));
    try {
      say(`writing ${CASES.length} bundles …`);
      const folders = await Promise.all(CASES.map((one, at) => written(join(dir, String(at)), filesOf(one))));
      const large = await written(join(dir, 'large'), largeNamespace(pods));
      say(`each of them ${rounds} times …`);
      const corpus = await throughCorpus(folders, rounds);
      say(`the whole command ${commands} times …`);
      const whole = await times(commands, () => command(folders[0] ?? ''));
      say(`a namespace of ${pods.toLocaleString('en')} pods ${LARGE_RUNS} times …`);
      const namespace = await times(LARGE_RUNS, () => diagnoseFiles(large));
      return {
        bundles: CASES.length,
        ...corpus,
        commandP50Ms: percentile(whole, 0.5),
        commandMaxMs: percentile(whole, 1),
        largePods: pods,
        largeP50Ms: percentile(namespace, 0.5),
        peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
      };
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
};

async function throughCorpus(folders: readonly string[], rounds: number) {
  await Promise.all(folders.slice(0, 10).map((folder) => diagnoseFiles(folder)));
  const latencies: number[] = [];
  const tally = { right: 0, abstained: 0, wrong: 0, modelCalls: 0 };
  const begun = performance.now();
  for (let round = 0; round < rounds; round += 1)
    for (const [at, folder] of folders.entries()) {
      const started = performance.now();
      const { verdict, cause, model } = await diagnoseFiles(folder);
      latencies.push(performance.now() - started);
      if (round > 0) continue;
      const wanted = CASES[at];
      const isRight = verdict === wanted?.verdict && (verdict !== 'fault' || wanted.causes.includes(cause?.code ?? ''));
      tally[isRight ? 'right' : verdict === 'unknown' ? 'abstained' : 'wrong'] += 1;
      tally.modelCalls += model.calls;
    }
  const seconds = (performance.now() - begun) / 1000;
  return {
    ...tally,
    bundlesPerSecond: Math.round(latencies.length / seconds),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
}

async function times(runs: number, act: () => Promise<unknown>): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const started = performance.now();
    await act();
    taken.push(performance.now() - started);
  }
  return taken;
}

function command(folder: string): Promise<unknown> {
  return promisify(execFile)(process.execPath, [PROGRAM, 'diagnose', '--bundle', folder, '--json']);
}

async function written(folder: string, files: Files): Promise<string> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** Many workloads that are well, and one whose pods are killed for their memory. */
function largeNamespace(pods: number): Files {
  const apps = Array.from({ length: Math.max(1, Math.round(pods / PODS_A_WORKLOAD)) }, (_, at) => `app-${at}`);
  const objects = apps.flatMap((app, at) => [
    ...workload(
      app,
      Array.from({ length: PODS_A_WORKLOAD }, (_pod, index) =>
        pod(app, `p${index}`, at === 0 ? crashing(137, 'OOMKilled') : {}),
      ),
    ),
    serviceFor(app),
  ]);
  return bundleOf({
    objects,
    alert: alerting('KubePodCrashLooping', { pod: 'app-0-7d9f8b6c5d-p0' }),
    sources: { logs: 'absent' },
  });
}
