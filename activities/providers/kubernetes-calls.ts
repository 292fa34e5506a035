import { type Answered, NoWayIn } from '../adapters/kubernetes.js';
import { sayWhy } from '../outbound/read.js';
import { connectToWrite, type KubernetesPen } from '../adapters/kubernetes-writing.js';
import type { Look } from '../../workflows/ports.js';
import { Faulted } from '../actions/action.js';
import { configured } from '../actions/reach.js';
import type { Machine } from './handling.js';
import { listAll } from './kubernetes-list.js';
import type { ClusterPlace, ProviderReach } from './provider.js';

const PODS_MAX = 5_000;
/** Names of Kubernetes are DNS names; whatever else stands in a row is nothing that a path may hold. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

export interface Bounds {
  readonly pen: KubernetesPen;
  readonly signal: AbortSignal;
}

/** Opens the machine's cluster for as long as the work takes. */
export async function inCluster<T>(
  { reach, account, place, name }: Machine,
  signal: AbortSignal,
  work: (bounds: Bounds) => Promise<T>,
): Promise<T> {
  if (!NAME.test(name)) throw new Error(`"${name.slice(0, 100)}" is no name of a Node: look at its providerId`);
  const pen = await connectToWrite(clusterOf(reach, account, place).way).catch((error: unknown) => {
    throw namingPlace(error, place);
  });
  try {
    return await work({ pen, signal });
  } finally {
    pen.close();
  }
}

const LOOK_MS_MAX = 20_000;

/** A look that the cluster does not answer has seen nothing. */
export function lookAt(machine: Machine, look: (bounds: Bounds) => Promise<Look>): Promise<Look> {
  return inCluster(machine, AbortSignal.timeout(LOOK_MS_MAX), look).catch((error: unknown) => ({
    ...{ says: 'unknown', because: `cluster ${machine.place} can not be asked: ${sayWhy(error)}` },
  }));
}

/** The way into a cluster that this account may ask. */
export function clusterOf({ clusters = {} }: ProviderReach, account: string, place: string): ClusterPlace {
  const cluster = configured(clusters, place, account);
  if (!cluster) throw new Error(`this account may ask no cluster ${place}: name it under clusters in actions.file`);
  return cluster;
}

/** Where the way in is written is another place for workers than for a command. */
export function namingPlace(error: unknown, place: string): unknown {
  if (!(error instanceof NoWayIn)) return error;
  return new Error(`look at clusters.${place} in actions.file: ${error.message}`, { cause: error });
}

/** The Node, or undefined where there is none. Rejects where that can't be said. */
export async function readNode({ pen, signal }: Bounds, name: string): Promise<unknown> {
  const answer = await pen.ask(nodePath(name), { signal });
  if (answer.state === 'missing') return undefined;
  return JSON.parse(textOf(answer));
}

export function nodePath(name: string): string {
  return `/api/v1/nodes/${name}`;
}

export function podsOn({ pen, signal }: Bounds, name: string): Promise<readonly unknown[]> {
  return listAll(async (path) => textOf(await pen.ask(path, { signal })), {
    ...{ path: '/api/v1/pods', query: { fieldSelector: `spec.nodeName=${name}` }, kind: 'PodList', most: PODS_MAX },
    tooMany: `it has more than ${PODS_MAX} pods, which is more than one drain moves`,
    keep: (pod) => pod,
  });
}

export interface Right {
  readonly verb: string;
  readonly resource: string;
  readonly subresource?: string;
}

/** The first of these rights that the cluster does not give; asking for it changes nothing. */
export async function missingRight({ pen, signal }: Bounds, rights: readonly Right[]): Promise<string | undefined> {
  for (const right of rights) {
    const answer = await pen.change({
      ...{ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', signal },
      body: {
        ...{ apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' },
        spec: { resourceAttributes: right },
      },
    });
    const review = JSON.parse(textOf(answer)) as { readonly status?: { readonly allowed?: unknown } };
    if (review.status?.allowed === true) continue;
    const what = right.subresource === undefined ? right.resource : `${right.resource}/${right.subresource}`;
    return `Reeve may not ${right.verb} ${what} there: deploy/kubernetes/nodes.yaml has the right`;
  }
  return undefined;
}

function textOf(answer: Answered): string {
  if (answer.state === 'ok') return answer.text;
  throw new Faulted(answer.because, answer.state === 'denied' || answer.state === 'stranger' ? 'denied' : 'transient');
}
