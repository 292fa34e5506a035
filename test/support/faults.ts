import { connectKubernetes } from '../../activities/adapters/kubernetes.js';
import type { Files } from '../../activities/bundle/files.js';
import { parseBundle } from '../../activities/bundle/parse.js';
import { redactFiles } from '../../activities/bundle/write.js';
import { collectBundle } from '../../activities/collect/collect.js';
import { diagnose } from '../../domain/diagnosis/diagnose.js';
import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js';

/** What the product reads of a namespace, but for the labels by which kwok plays a fault: they say nothing to a diagnosis. */
export async function readFilesOf(kubeconfig: string, namespace: string, { minutesLater = 0 } = {}): Promise<Files> {
  const kubernetes = await connectKubernetes({ file: kubeconfig });
  try {
    const files = await collectBundle(kubernetes, {
      ...{ target: { namespace }, timeoutMs: 60_000, sinceMs: 3_600_000, signal: new AbortController().signal },
    });
    const head = JSON.parse(files.get('bundle.json') ?? '{}') as { capturedAt: string };
    const capturedAt = new Date(Date.parse(head.capturedAt) + minutesLater * 60_000).toISOString();
    return new Map([
      ...files,
      ['bundle.json', JSON.stringify({ ...head, capturedAt })],
      ['objects.json', withoutPlay(files.get('objects.json') ?? '{}')],
    ]);
  } finally {
    kubernetes.close();
  }
}

export interface Seen {
  readonly live: Diagnosis;
  /** The answer to what a capture of the same moment would hold. */
  readonly captured: Diagnosis;
}

export async function diagnoseNamespace(kubeconfig: string, namespace: string, when = {}): Promise<Seen> {
  const files = await readFilesOf(kubeconfig, namespace, when);
  return { live: diagnose(parseBundle(files)), captured: diagnose(parseBundle(redactFiles(files))) };
}

function withoutPlay(text: string): string {
  const value: unknown = JSON.parse(text, (key: string, one: unknown) =>
    key.startsWith('reeve.dev/') ? undefined : one,
  );
  return JSON.stringify(value);
}
