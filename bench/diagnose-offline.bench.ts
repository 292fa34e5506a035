import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Files } from '../activities/bundle/files.js';
import { alerting, bundleOf, crashing, pod, serviceFor, workload } from '../test/domain/diagnosis/bundles.js';
import type { DiagnosisReport } from '../domain/diagnosis/diagnosis.js';
import { CASES, filesOf } from '../test/domain/diagnosis/cases.js';
import { judge } from '../test/domain/diagnosis/judging.js';
import { WHOLE } from '../test/domain/diagnosis/whole/cases.js';
import { diagnoseFiles } from '../workers/main/diagnose.js';
import { diagnoseLive } from '../workers/main/live.js';
import { NAMESPACE, openLiveNamespace } from './live-namespace.js';
import { percentile } from './percentile.js';

const PROGRAM = fileURLToPath(new URL('../bin/reeve.js', import.meta.url));
const PODS_A_WORKLOAD = 50;
const LARGE_RUNS = 5;

type Judge = (found: DiagnosisReport) => 'right' | 'abstained' | 'wrong';
interface Judged {
  readonly files: Files;
  readonly judged: Judge;
}

/** Those made by hand, and whole ones with neighbours and noise. */
const BUNDLES: readonly Judged[] = [
  ...CASES.map((one): Judged => ({
    files: filesOf(one),
    judged: ({ verdict, cause }) => {
      const isRight = verdict === one.verdict && (verdict !== 'fault' || one.causes.includes(cause?.code ?? ''));
      return isRight ? 'right' : verdict === 'unknown' ? 'abstained' : 'wrong';
    },
  })),
  ...WHOLE.map(({ files, expected }): Judged => ({ files, judged: (found) => judge(found, expected).said })),
];

export const benchmark = {
  about: 'Diagnosis: bundles from their folders, the whole command, and a large namespace, captured and live',
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
      say(`writing ${BUNDLES.length} bundles …`);
      const folders = await Promise.all(BUNDLES.map(({ files }, at) => written(join(dir, String(at)), files)));
      const large = await written(join(dir, 'large'), largeNamespace(pods));
      say(`each of them ${rounds} times …`);
      const corpus = await throughCorpus(folders, rounds);
      say(`the whole command ${commands} times …`);
      const whole = await times(commands, () => command(folders[0] ?? ''));
      say(`a namespace of ${pods.toLocaleString('en')} pods ${LARGE_RUNS} times …`);
      const namespace = await times(LARGE_RUNS, () => diagnoseFiles(large));
      say('the same number of pods in a live cluster, which takes minutes to fill …');
      const live = await ofLive(pods, say);
      return {
        bundles: BUNDLES.length,
        ...corpus,
        commandP50Ms: percentile(whole, 0.5),
        commandMaxMs: percentile(whole, 1),
        largePods: pods,
        largeP50Ms: percentile(namespace, 0.5),
        liveP50Ms: percentile(live, 0.5),
        liveMaxMs: percentile(live, 1),
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
      const found = await diagnoseFiles(folder);
      latencies.push(performance.now() - started);
      const judged = round === 0 ? BUNDLES[at]?.judged(found) : undefined;
      if (judged) tally[judged] += 1;
      tally.modelCalls += found.model.calls;
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

async function ofLive(pods: number, say: (text: string) => void): Promise<readonly number[]> {
  const opened = await openLiveNamespace(pods, say);
  try {
    const wish = {
      ...{ namespace: NAMESPACE, kubeconfig: opened.handle.kubeconfig, timeoutMs: 60_000, sinceMs: 3_600_000 },
    };
    return await times(LARGE_RUNS, async () => {
      const { cause } = await diagnoseLive(wish, () => undefined);
      if (cause?.resource.name !== 'app-0') throw new Error(`it named ${cause?.resource.name}, and not app-0`);
    });
  } finally {
    await opened.close();
  }
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
