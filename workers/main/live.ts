import { readFile, stat } from 'node:fs/promises';
import { connectKubernetes, NoWayIn } from '../../activities/adapters/kubernetes.js';
import type { Files } from '../../activities/bundle/files.js';
import { redactFiles, refuseTaken, writeBundle } from '../../activities/bundle/write.js';
import { parseBundle } from '../../activities/bundle/parse.js';
import { BadBundle } from '../../activities/bundle/refusal.js';
import type { Told } from '../../activities/collect/collector.js';
import { collectBundle, NothingToRead } from '../../activities/collect/collect.js';
import { BadTarget, targetOf } from '../../activities/collect/target.js';
import { listAt } from '../../domain/facts/reading.js';
import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { diagnosedInTime } from '../diagnosed.js';

/** What is asked about, and by which way. */
export interface LiveWish {
  readonly namespace?: string | undefined;
  readonly workload?: string | undefined;
  readonly node?: string | undefined;
  /** A file with the payload of an Alertmanager webhook. */
  readonly alertFile?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly kubeconfigEnvironment?: string | undefined;
  readonly context?: string | undefined;
  readonly prometheus?: string | undefined;
  readonly alertmanager?: string | undefined;
  readonly told?: Told | undefined;
  readonly timeoutMs: number;
  readonly sinceMs: number;
}

export type OnStep = (text: string) => void;

const ALERT_BYTES_MAX = 4 * 2 ** 20;

/** Reads a cluster, and diagnoses what was read as if it were a bundle. */
export async function diagnoseLive(wish: LiveWish, onStep: OnStep): Promise<DiagnosisReport> {
  const begun = performance.now();
  const files = await collect(wish, onStep);
  onStep('weighing what was read');
  return diagnosedInTime('what was read of the cluster', () => ({ ...parseBundle(files), live: true }), { begun });
}

export interface Captured {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly objects: number;
  readonly sources: Readonly<Record<string, string>>;
  readonly tookMs: number;
}

/** Reads a cluster, and keeps what was read without its secrets. */
export async function captureLive(path: string, wish: LiveWish, onStep: OnStep): Promise<Captured> {
  const begun = performance.now();
  await refuseTaken(path);
  const files = redactFiles(await collect(wish, onStep));
  onStep(`writing ${path}`);
  const written = await writeBundle(path, files);
  const { sources } = JSON.parse(files.get('bundle.json') ?? '{}') as Pick<Captured, 'sources'>;
  const objects = listAt(JSON.parse(files.get('objects.json') ?? '{}'), 'items').length;
  return { path, ...written, objects, sources, tookMs: Math.round(performance.now() - begun) };
}

async function collect(wish: LiveWish, onStep: OnStep): Promise<Files> {
  const alert = wish.alertFile === undefined ? undefined : await readAlert(wish.alertFile);
  onStep('finding the way to the cluster');
  const { kubeconfig: file, context, kubeconfigEnvironment: environment } = wish;
  const kubernetes = await connectKubernetes({
    ...(file !== undefined && { file }),
    ...(context !== undefined && { context }),
    ...(environment !== undefined && { environment }),
  });
  try {
    const target = targetOf({ ...wish, alert }, kubernetes.namespace);
    const { prometheus, alertmanager, told, timeoutMs, sinceMs } = wish;
    return await collectBundle(kubernetes, {
      ...{ target, timeoutMs, sinceMs, onStep, signal: new AbortController().signal },
      ...(prometheus !== undefined && { prometheus }),
      ...(alertmanager !== undefined && { alertmanager }),
      ...(told && { told }),
    });
  } finally {
    kubernetes.close();
  }
}

async function readAlert(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new BadTarget(
      `${path} can't be read (${error.code ?? 'unknown'}): name a file with the payload of a webhook`,
    );
  });
  if (!found.isFile() || found.size > ALERT_BYTES_MAX)
    throw new BadTarget(`${path} is no file of at most 4 MiB: name one with the payload of a webhook`);
  return readFile(path, 'utf8');
}

/** Whether what went wrong is to be asked for otherwise; undefined where it is no refusal at all. */
export function refusalOf(error: unknown): { readonly message: string; readonly misused: boolean } | undefined {
  if (error instanceof BadBundle || error instanceof BadTarget || error instanceof NoWayIn)
    return { message: error.message, misused: true };
  return error instanceof NothingToRead ? { message: error.message, misused: error.misused } : undefined;
}
