import { setMaxListeners } from 'node:events';
import { keyOf, refOf } from '../../domain/facts/bundle.js';
import { podStanding } from '../../domain/facts/health.js';
import { textAt } from '../../domain/facts/reading.js';
import type { Answered, Kubernetes } from '../adapters/kubernetes.js';
import { BOUNDS } from '../bundle/bounds.js';
import type { Files } from '../bundle/files.js';
import { sayWhy } from '../outbound/read.js';
import type { Brought, Collector, Told, World } from './collector.js';
import { COLLECTORS } from './index.js';
import { kindOf, KINDS } from './kinds.js';
import { openReader } from './reader.js';
import type { Target } from './target.js';

export interface CollectWish {
  readonly target: Target;
  readonly timeoutMs: number;
  readonly sinceMs: number;
  readonly prometheus?: string;
  readonly alertmanager?: string;
  readonly told?: Told;
  readonly signal: AbortSignal;
  /** Hears what is going on, in a few words. */
  readonly onStep?: (text: string) => void;
}

/** Nothing can be said of the target: one sentence that says why, and what to do. */
export class NothingToRead extends Error {
  override name = 'NothingToRead';
  /** Whether something else should have been asked for. */
  readonly misused: boolean;
  constructor(message: string, misused: boolean) {
    super(message);
    this.misused = misused;
  }
}

const NODE_SPACES_MAX = 3;

interface Came {
  readonly collector: Collector;
  readonly brought: Brought;
  readonly tookMs: number;
}

/** Asks all sources side by side, and answers with the files of a bundle. Nothing is written anywhere. */
export async function collectBundle(kubernetes: Kubernetes, wish: CollectWish): Promise<Files> {
  const { target } = wish;
  const begun = performance.now();
  const over = new AbortController();
  // Every request under way listens.
  setMaxListeners(0, over.signal);
  const late = setTimeout(() => over.abort(), wish.timeoutMs);
  const giveUp = () => over.abort();
  wish.signal.addEventListener('abort', giveUp, { once: true });
  try {
    const reader = openReader(kubernetes, over.signal);
    const first = await reader.text(pathOf(target));
    refuseIfHopeless(first, wish);
    const skew = first.state === 'ok' && first.at !== undefined ? first.at - Date.now() : 0;
    // The cluster's clock says how old things are; within two seconds it says no more than ours.
    const clock = () => Date.now() + (Math.abs(skew) > 2_000 ? skew : 0);
    let spaces: Promise<readonly string[]> | undefined;
    const world: World = {
      ...wish,
      ...{ reader, signal: over.signal, now: clock() },
      spaces: () => (spaces ??= spacesOf(world)),
    };
    const open = new Set(COLLECTORS.map(({ source }) => source));
    const tell = () => wish.onStep?.(`reading ${[...open].join(', ')}`);
    tell();
    const came = await Promise.all(
      COLLECTORS.map(async (collector): Promise<Came> => {
        const brought = await collector.collect(world).catch(broken);
        open.delete(collector.source);
        tell();
        return { collector, brought, tookMs: Math.round(performance.now() - begun) };
      }),
    );
    refuseIfEmpty(came, wish);
    return filesOf(came, { cluster: kubernetes.cluster, capturedAt: clock(), target });
  } finally {
    clearTimeout(late);
    wish.signal.removeEventListener('abort', giveUp);
    over.abort();
  }
}

/** A collector that breaks is a source that could not be read; the others go on. */
function broken(error: unknown): Brought {
  return { status: 'unavailable', why: sayWhy(error) };
}

function pathOf({ namespace, node }: Target): string {
  return node === undefined
    ? `/api/v1/namespaces/${encodeURIComponent(namespace)}`
    : `/api/v1/nodes/${encodeURIComponent(node)}`;
}

function refuseIfHopeless(answer: Answered, { target, timeoutMs }: CollectWish): void {
  if (answer.state === 'ok' || answer.state === 'denied') return;
  const what = target.node === undefined ? `namespace ${target.namespace}` : `node ${target.node}`;
  if (answer.state === 'missing')
    throw new NothingToRead(`the cluster has no ${what}: check the name, and the context of the kubeconfig`, true);
  if (answer.state === 'stranger')
    throw new NothingToRead(
      'the API server does not know who asks (401): its token or certificate is refused or has expired; sign in again',
      false,
    );
  if (answer.state === 'unreachable')
    throw new NothingToRead(
      `the API server can't be reached (${answer.because}): check the kubeconfig's server, and the way there`,
      false,
    );
  if (answer.state === 'late' && timeoutMs <= 10_000)
    throw new NothingToRead(
      `the API server did not answer within ${timeoutMs / 1000} s: give it longer with --timeout`,
      false,
    );
}

function refuseIfEmpty(came: readonly Came[], { target, timeoutMs }: CollectWish): void {
  const objects = came.flatMap(({ brought }) => brought.objects ?? []);
  const main = came.find(({ collector }) => collector.source === 'objects')?.brought;
  const what = target.node === undefined ? `namespace ${target.namespace}` : `node ${target.node}`;
  const isRead = came.some(
    ({ collector, brought }) => collector.source !== 'snapshot' && (brought.objects?.length ?? 0) > 0,
  );
  if (isRead || !main || main.status === 'absent') {
    refuseIfNoWorkload(objects, main, target);
    return;
  }
  const [why = ''] = (main.why ?? '').split(';');
  const isLate = /no answer within|the time for all of it/.test(why);
  throw new NothingToRead(
    main.status === 'denied'
      ? `nothing of ${what} may be read (${why}): deploy/kubernetes/reader.yaml has the rights that it takes`
      : isLate
        ? `nothing of ${what} could be read within ${timeoutMs / 1000} s (${why}): give it longer with --timeout`
        : `nothing of ${what} could be read (${why}): look at the API server, and try again`,
    false,
  );
}

function refuseIfNoWorkload(
  objects: readonly unknown[],
  main: Brought | undefined,
  { workload, namespace }: Target,
): void {
  if (!workload) return;
  const plural = KINDS.find(({ kind }) => kind === workload.kind)?.plural ?? '';
  const said = main?.sources?.[plural];
  const isThere = objects.some(
    (one) =>
      textAt(one, 'kind') === workload.kind &&
      textAt(one, 'metadata', 'name') === workload.name &&
      textAt(one, 'metadata', 'namespace') === namespace,
  );
  if (!isThere && (said === 'ok' || said === 'absent'))
    throw new NothingToRead(
      `namespace ${namespace} has no ${workload.kind} ${workload.name}: check its kind and name`,
      true,
    );
}

/** Of a node, where its pods that are not well come from. */
async function spacesOf({ target, reader, now }: World): Promise<readonly string[]> {
  if (target.node === undefined) return [target.namespace];
  const pods = await reader.list(kindOf('pods'), { fields: `spec.nodeName=${target.node}` });
  const ailing = pods.items.filter(
    (raw) => podStanding({ kind: 'Pod', namespace: '', name: '', labels: {}, raw }, now) === 'ailing',
  );
  return [...new Set(ailing.map((raw) => textAt(raw, 'metadata', 'namespace')))].slice(0, NODE_SPACES_MAX);
}

interface Head {
  readonly cluster: string;
  readonly capturedAt: number;
  readonly target: Target;
}

function filesOf(came: readonly Came[], { cluster, capturedAt, target }: Head): Files {
  const { text, cut } = listOf(came.flatMap(({ brought }) => brought.objects ?? []));
  const metrics = Object.assign({}, ...came.map(({ brought }) => brought.metrics ?? {})) as Record<string, unknown>;
  const snapshot = Object.assign({}, ...came.map(({ brought }) => brought.snapshot ?? {})) as Record<string, unknown>;
  const sources = Object.assign(
    {},
    ...came.map(({ brought }) => brought.sources ?? {}),
    ...came.map(({ collector, brought }) => ({ [collector.source]: said(brought) })),
    cut && { objects: 'partial: there are more objects than a bundle holds' },
  ) as Record<string, string>;
  const head = {
    ...{ capturedAt: new Date(capturedAt).toISOString(), cluster, target: aboutOf(target) },
    ...(target.node === undefined && { namespaces: [target.namespace] }),
    ...{ sources, snapshot },
    collected: came.map(({ collector: { source, from }, brought: { status }, tookMs }) => ({
      source,
      from,
      status,
      tookMs,
    })),
  };
  const changes = came.flatMap(({ brought }) => brought.changes ?? []);
  return new Map([
    ['bundle.json', JSON.stringify(head, null, 1)],
    ...(target.alert ? [['alert.json', target.alert.text] as const] : []),
    ['objects.json', text],
    ['metrics.json', JSON.stringify(metrics)],
    ['changes.json', JSON.stringify(changes, null, 1)],
    ...came.flatMap(({ brought }) => [...(brought.logs ?? [])]),
  ]);
}

function said({ status, why = '' }: Brought): string {
  return why === '' ? status : `${status}: ${why}`;
}

function aboutOf({ namespace, node, workload }: Target): Readonly<Record<string, string>> {
  if (node !== undefined) return { kind: 'Node', name: node };
  return workload ? { ...workload, namespace } : { namespace };
}

/** Each object once, and no more of them than a bundle may hold. */
function listOf(objects: readonly unknown[]): { readonly text: string; readonly cut: boolean } {
  const seen = new Set<string>();
  const texts: string[] = [];
  let bytes = 0;
  for (const one of objects) {
    const of = (key: string) => textAt(one, 'metadata', key);
    const key = keyOf(refOf({ kind: textAt(one, 'kind'), namespace: of('namespace'), name: of('name') }));
    if (seen.has(key)) continue;
    seen.add(key);
    const text = JSON.stringify(one);
    bytes += Buffer.byteLength(text) + 2;
    if (bytes > BOUNDS.jsonBytesMax - 4_096 || texts.length >= BOUNDS.objectsMax)
      return { text: asList(texts), cut: true };
    texts.push(text);
  }
  return { text: asList(texts), cut: false };
}

function asList(texts: readonly string[]): string {
  return `{"apiVersion":"v1","kind":"List","items":[\n${texts.join(',\n')}\n]}\n`;
}
