import { createHash } from 'node:crypto';

import type { V1Pod } from '@kubernetes/client-node';

import type { Simulated } from '../simulated.js';

/** What a kubelet says of a pod. kwok plays the pod's status; these go with it. */
export interface Saying {
  readonly reason: string;
  readonly message: string;
  readonly type?: 'Normal' | 'Warning';
  /** How often it was said so far. */
  readonly count?: number;
}

const SAID_EVERY_MS = 15_000;

/** Writes Events as a kubelet does: the same words again raise the count of the Event that is there. */
export async function sayAsKubelet(cluster: Simulated, pod: V1Pod, sayings: readonly Saying[]): Promise<void> {
  const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
  const container = pod.spec?.containers[0]?.name ?? '';
  const about = { kind: 'Pod', apiVersion: 'v1', namespace, name, uid };
  for (const said of sayings)
    await say(cluster, said, {
      node: pod.spec?.nodeName ?? '',
      since: pod.metadata?.creationTimestamp ?? new Date(),
      about: { ...about, fieldPath: `spec.containers{${container}}` },
    });
}

export async function sayOfNode(cluster: Simulated, node: string, sayings: readonly Saying[]): Promise<void> {
  // A kubelet gives the name of its node where others give a uid.
  for (const said of sayings) await say(cluster, said, { node, about: { kind: 'Node', name: node, uid: node } });
}

interface Speaker {
  readonly node: string;
  /** Before that there was nothing to speak of. */
  readonly since?: Date;
  readonly about: {
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly uid: string;
    readonly fieldPath?: string;
  };
}

async function say({ core }: Simulated, said: Saying, { node, about, since }: Speaker): Promise<void> {
  const { type = 'Warning', count = 1, reason, message } = said;
  const namespace = about.namespace ?? 'default';
  const digest = createHash('sha256').update(`${about.uid} ${reason} ${message}`).digest('hex').slice(0, 16);
  const name = `${about.name}.${digest}`;
  const now = new Date();
  const first = Math.max(since?.getTime() ?? 0, now.getTime() - (count - 1) * SAID_EVERY_MS);
  const there = await core.readNamespacedEvent({ namespace, name }).catch((error: { code?: number }) => {
    if (error.code === 404) return undefined;
    throw error;
  });
  const event = {
    metadata: { name, namespace },
    involvedObject: about,
    ...{ type, reason, message },
    count: there ? (there.count ?? 1) + 1 : count,
    firstTimestamp: there?.firstTimestamp ?? new Date(first),
    lastTimestamp: now,
    source: { component: 'kubelet', host: node },
    reportingComponent: 'kubelet',
    reportingInstance: node,
  };
  if (there) await core.replaceNamespacedEvent({ namespace, name, body: { ...event, metadata: there.metadata } });
  else await core.createNamespacedEvent({ namespace, body: event });
}

/** What is said each time a container starts. */
export function started(pod: V1Pod, times = 1): readonly Saying[] {
  const image = pod.spec?.containers[0]?.image ?? '';
  const already = `Container image "${image}" already present on machine and can be accessed by the pod`;
  const said = { Pulled: already, Created: 'Container created', Started: 'Container started' };
  return Object.entries(said).map(([reason, message]) => ({ type: 'Normal', reason, message, count: times }));
}

export function backingOff(pod: V1Pod, times: number): Saying {
  const { name = '', namespace = '', uid = '' } = pod.metadata ?? {};
  const container = pod.spec?.containers[0]?.name ?? '';
  return {
    reason: 'BackOff',
    message: `Back-off restarting failed container ${container} in pod ${name}_${namespace}(${uid})`,
    count: times,
  };
}
