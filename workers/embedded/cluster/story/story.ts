import type { V1Deployment, V1Pod } from '@kubernetes/client-node';

import { type Simulated, until, type Written } from '../simulated.js';
import type { Fault } from './fault.js';
import { sayAsKubelet, type Saying } from './kubelet.js';
import { FAULT_LABEL } from './manifests.js';

/** What containers print, by their names; `stamp` gives the time of a line, so many seconds ago. */
export type Printed = (
  stamp: (secondsAgo: number) => string,
  namespace: string,
) => Readonly<Record<string, readonly string[]>>;

/** A fault that is a difference between what is written and what should be; real controllers do the rest. */
export interface Story {
  readonly name: string;
  readonly shows: string;
  /** How it should be; clearing makes it so. */
  readonly well: (namespace: string) => readonly Written[];
  /** What is written instead, or beside it. */
  readonly broken: (namespace: string) => readonly Written[];
  /** Whether it was well before, so that an older revision runs on. */
  readonly wasWell?: boolean;
  readonly prints?: Printed;
  /** What the containers printed before their last restart; the same unless told. */
  readonly printsWell?: Printed;
  /** Whether the fault can be seen. */
  readonly isSeen: (cluster: Simulated, namespace: string) => Promise<boolean>;
  /** The reason of an Event that a controller writes of it, which comes a moment later. */
  readonly alsoSaid?: string;
  /** Whom a kubelet speaks of, and what it says. */
  readonly says?: (pod: V1Pod) => readonly Saying[];
}

const SEEN_WITHIN_MS = 60_000;
const WELL_WITHIN_MS = 60_000;
/** What can not be changed into another is made anew. */
const REPLACED = new Set(['Job', 'PersistentVolumeClaim', 'PersistentVolume']);

export function tell(story: Story): Fault {
  const { name, shows, well, broken, prints, isSeen, says } = story;
  const speak = async (cluster: Simulated, namespace: string): Promise<void> => {
    if (!says) return;
    for (const pod of (await podsOf(cluster, namespace)).filter(isPlayed).slice(0, 20))
      await sayAsKubelet(cluster, pod, says(pod));
  };
  return {
    name,
    shows,
    async raise(cluster, namespace) {
      const [should, is] = [well(namespace), broken(namespace)];
      if (story.wasWell) {
        await cluster.apply(namespace, should);
        await untilWell(cluster, namespace, should);
      }
      if (prints) await print(cluster, namespace, prints);
      await cluster.remove(namespace, leftOver(should, is));
      await cluster.apply(namespace, is);
      await until(`${name} can be seen`, SEEN_WITHIN_MS, () => isSeen(cluster, namespace));
      if (prints) await print(cluster, namespace, prints, await restartedIn(cluster, namespace));
      if (story.alsoSaid !== undefined) await untilSaid(cluster, namespace, story.alsoSaid);
      await speak(cluster, namespace);
    },
    async clear(cluster, namespace) {
      const [should, is] = [well(namespace), broken(namespace)];
      await cluster.remove(namespace, leftOver(is, should));
      await cluster.apply(namespace, should);
      const calm: Printed = (stamp) =>
        Object.fromEntries(containersIn(should).map((one) => [one, [`${stamp(2)} INFO listening on port 8080`]]));
      await print(cluster, namespace, story.printsWell ?? calm);
      await untilWell(cluster, namespace, should);
    },
    repeat: speak,
  };
}

/** Those that are well run on beside it until a rollout is through, and of them there is nothing to say. */
function isPlayed({ metadata }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined && metadata?.labels?.[FAULT_LABEL] !== undefined;
}

async function untilSaid({ core }: Simulated, namespace: string, reason: string): Promise<void> {
  await until(`an Event says ${reason}`, SEEN_WITHIN_MS, async () => {
    const { items } = await core.listNamespacedEvent({ namespace, fieldSelector: `reason=${reason}`, limit: 1 });
    return items.length > 0;
  });
}

/** What is there and should not be, and what has to be made anew. */
function leftOver(there: readonly Written[], wanted: readonly Written[]): readonly Written[] {
  const stays = (one: Written) =>
    !REPLACED.has(one.kind) &&
    wanted.some((other) => other.kind === one.kind && other.metadata.name === one.metadata.name);
  return there.filter((one) => !stays(one));
}

async function print(
  cluster: Simulated,
  namespace: string,
  prints: Printed,
  restarted: ReadonlySet<string> = new Set(),
): Promise<void> {
  const stamp = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString();
  for (const [container, lines] of Object.entries(prints(stamp, namespace)))
    await cluster.writePodLogs({
      ...{ namespace, container, lines },
      ...(restarted.has(container) && { previousLines: lines }),
    });
}

/** Only of a container that fell is there anything from before. */
async function restartedIn(cluster: Simulated, namespace: string): Promise<ReadonlySet<string>> {
  const statuses = (await podsOf(cluster, namespace)).flatMap(({ status }) => status?.containerStatuses ?? []);
  return new Set(statuses.filter(({ restartCount }) => restartCount > 0).map(({ name }) => name));
}

function containersIn(objects: readonly Written[]): readonly string[] {
  return objects.flatMap((one) => {
    const { spec } = one as Pick<V1Deployment, 'spec'>;
    return spec?.template?.spec?.containers.map(({ name }) => name) ?? [];
  });
}

export async function untilWell(cluster: Simulated, namespace: string, objects: readonly Written[]): Promise<void> {
  const names = (kind: string) => objects.filter((one) => one.kind === kind).map((one) => one.metadata.name);
  await until(`the workloads of ${namespace} are well`, WELL_WITHIN_MS, async () => {
    for (const name of names('Deployment')) if (!(await isRolledOut(cluster, namespace, name))) return false;
    for (const name of names('Job')) {
      const { status } = await cluster.batch.readNamespacedJob({ namespace, name });
      if ((status?.succeeded ?? 0) === 0) return false;
    }
    const pods = await podsOf(cluster, namespace);
    return pods.every(({ metadata }) => metadata?.deletionTimestamp === undefined);
  });
}

async function isRolledOut({ apps }: Simulated, namespace: string, name: string): Promise<boolean> {
  const { metadata, spec, status } = await apps.readNamespacedDeployment({ namespace, name });
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status ?? {};
  const wanted = spec?.replicas ?? 1;
  return (
    observedGeneration >= (metadata?.generation ?? 0) &&
    [updatedReplicas, availableReplicas, replicas].every((count) => count === wanted)
  );
}

export async function podsOf({ core }: Simulated, namespace: string): Promise<readonly V1Pod[]> {
  return (await core.listNamespacedPod({ namespace })).items;
}

/** Seen once one pod is like this. */
export function onePod(isLike: (pod: V1Pod) => boolean): Story['isSeen'] {
  return async (cluster, namespace) => (await podsOf(cluster, namespace)).some(isLike);
}

export function waitsFor(pod: V1Pod): string {
  return pod.status?.containerStatuses?.[0]?.state?.waiting?.reason ?? '';
}

export function restartsOf(pod: V1Pod): number {
  return pod.status?.containerStatuses?.[0]?.restartCount ?? 0;
}

/** What the scheduler says of a pod for which it finds no node. */
export function unschedulable(find: RegExp): Story['isSeen'] {
  return onePod((pod) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
    return condition?.status === 'False' && find.test(condition.message ?? '');
  });
}
