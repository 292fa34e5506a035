import { type Bundle, type Happening, keyOf, type Ref, refOf, type Thing } from './bundle.js';
import type { Link } from './address-links.js';
import { grouped } from './grouping.js';
import { at, listAt, pairsAt, textAt } from './reading.js';

interface Index {
  readonly find: (kind: string, namespace: string, name: string) => Thing | undefined;
  readonly all: (kind: string, namespace?: string) => readonly Thing[];
}

const DRIVER = '([a-z0-9][\\w-]{0,62}(?:\\.[\\w-]{1,63}){1,8})';
/** What the kubelet and the controllers say of a driver that they can not ask. */
const ON_NODE = new RegExp(
  [
    `driver name ${DRIVER} not found in the list of registered CSI drivers`,
    `CSINode \\S{1,253} does not contain driver ${DRIVER}`,
    `/plugins/${DRIVER}/[\\w.-]{1,80}sock\\b`,
  ].join('|'),
);
const ANYWHERE = new RegExp(
  [
    `external[- ](?:attacher|provisioner|resizer)(?: of)? "?${DRIVER}`,
    `by the external provisioner '${DRIVER}'`,
    `external provisioner "${DRIVER}"`,
  ].join('|'),
);
const COMPLAINTS_MAX = 500;
const PODS_MAX = 2_000;
const DRIVERS_MAX = 20;

/** Whom those who wait for a volume blame for it, by the key of who waits. */
export function driversBlamed(
  bundle: Bundle,
  index: Index & { readonly top: (ref: Ref) => Ref },
): ReadonlyMap<string, readonly Ref[]> {
  const byWho = grouped(driverLinks(bundle, index), ([who]) => keyOf(who));
  return new Map(
    [...byWho].map(([who, links]) => {
      const blamed = links.flatMap(([, driver]) => [refOf(driver), refOf(index.top(driver))]);
      return [who, [...new Map(blamed.map((ref) => [keyOf(ref), ref])).values()]];
    }),
  );
}

/** Who waits for a volume, and the pods of the driver that would bring it: those on its node, or those that serve the whole cluster. */
export function driverLinks(bundle: Bundle, index: Index): readonly Link[] {
  const complaints = bundle.happenings
    .filter(
      ({ warning, former, reason, message }) =>
        (warning || reason === 'ExternalProvisioning') && former !== true && /volume|mount|csi/i.test(reason + message),
    )
    .slice(0, COMPLAINTS_MAX)
    .flatMap((event) => complaintsIn(event, index));
  if (complaints.length === 0) return [];
  const pods = index.all('Pod').filter(isOfDaemonsOrDrivers).slice(0, PODS_MAX);
  const byDriver = grouped(
    pods.flatMap((pod) => [...wordsOf(pod)].map((word) => ({ pod, word }))),
    ({ word }) => word,
  );
  return complaints.flatMap(({ about, driver, where }) => {
    const nodeName = textAt(index.find(about.kind, about.namespace, about.name)?.raw, 'spec', 'nodeName');
    const isThere = (pod: Thing) => nodeName !== '' && textAt(pod.raw, 'spec', 'nodeName') === nodeName;
    return (byDriver.get(driver) ?? [])
      .map(({ pod }) => pod)
      .filter((pod) => where === 'anywhere' || isThere(pod) || (where === 'either' && !isOfDaemons(pod)))
      .filter((pod) => pod.name !== about.name)
      .map((pod): Link => [about, pod]);
  });
}

interface Complaint {
  readonly about: Ref;
  readonly driver: string;
  readonly where: 'node' | 'anywhere' | 'either';
}

/** What only tells that nobody has brought the volume yet. */
const STILL_WAITS =
  /Unable to attach or mount volumes|timed out waiting for the condition|deadline ?exceeded|code = Unavailable|waiting for a volume to be created/i;

function complaintsIn({ about, message }: Happening, index: Index): readonly Complaint[] {
  const near = nameIn(ON_NODE, message);
  if (near !== undefined) return [{ about, driver: near, where: 'node' }];
  const far = nameIn(ANYWHERE, message);
  if (far !== undefined) return [{ about, driver: far, where: 'anywhere' }];
  if (!STILL_WAITS.test(message.slice(0, 2_000))) return [];
  return driversOf(about, index).map((driver) => ({ about, driver, where: 'either' }));
}

/** The drivers that would bring the volumes of a pod, or provision a claim. */
function driversOf(about: Ref, index: Index): readonly string[] {
  const thing = index.find(about.kind, about.namespace, about.name);
  const names =
    about.kind === 'PersistentVolumeClaim'
      ? [driverOfClaim(about, index)]
      : listAt(thing?.raw, 'spec', 'volumes').flatMap((volume) => {
          const name = textAt(volume, 'persistentVolumeClaim', 'claimName');
          const claim = { kind: 'PersistentVolumeClaim', namespace: about.namespace, name };
          return [textAt(volume, 'csi', 'driver'), name === '' ? '' : driverOfClaim(claim, index)];
        });
  return [...new Set(names)].filter(Boolean).slice(0, DRIVERS_MAX);
}

function driverOfClaim({ kind, namespace, name }: Ref, index: Index): string {
  const claim = index.find(kind, namespace, name);
  const volume = index.find('PersistentVolume', '', textAt(claim?.raw, 'spec', 'volumeName'));
  const type = index.find('StorageClass', '', textAt(claim?.raw, 'spec', 'storageClassName'));
  return textAt(volume?.raw, 'spec', 'csi', 'driver') || textAt(type?.raw, 'provisioner');
}

function nameIn(words: RegExp, text: string): string | undefined {
  return words
    .exec(text.slice(0, 2_000))
    ?.slice(1)
    .find((name) => name !== undefined);
}

/** Drivers run on each node, or beside the containers that ask them. */
function isOfDaemonsOrDrivers(pod: Thing): boolean {
  return (
    isOfDaemons(pod) ||
    listAt(pod.raw, 'spec', 'containers').some((one) => /csi|provisioner|driver/i.test(textAt(one, 'name')))
  );
}

function isOfDaemons({ raw }: Thing): boolean {
  return listAt(raw, 'metadata', 'ownerReferences').some((one) => textAt(one, 'kind') === 'DaemonSet');
}

/** The names of drivers that arguments, settings and paths of a pod may hold. */
function wordsOf(pod: Thing): ReadonlySet<string> {
  const spec = at(pod.raw, 'spec');
  const containers = [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')];
  const texts = [
    ...containers.flatMap((one) => [...listAt(one, 'args'), ...listAt(one, 'command')]),
    ...containers.flatMap((one) => listAt(one, 'env').map((env) => at(env, 'value'))),
    ...listAt(spec, 'volumes').map((one) => at(one, 'hostPath', 'path')),
  ].filter((text) => typeof text === 'string');
  return new Set(texts.flatMap((text) => text.slice(0, 2_000).split(/[^\w.-]+/)).filter((word) => word.includes('.')));
}

/** Kinds that no operator brought. */
export const BUILT_IN =
  /^(?:(?:Replica|Daemon|Stateful)Set|Deployment|Pod|Job|CronJob|Service|Endpoint\w{0,8}|Node|Namespace|ConfigMap|Secret|Event|Ingress\w{0,8}|NetworkPolicy|Persistent\w{1,20}|StorageClass|ServiceAccount|(?:Cluster)?Role(?:Binding)?|ResourceQuota|LimitRange|PodDisruptionBudget|HorizontalPodAutoscaler|PriorityClass|Lease|\w{1,20}WebhookConfiguration|APIService|CustomResourceDefinition|ServiceMonitor|PodMonitor|Certificate)$/;
/** Labels by which an operator marks what it makes for an object of its own. */
const OF_OPERATOR = /^[\w.-]{1,200}\/(?:[\w-]{0,40}(?:name|cluster)|instance)$/;

/** An object that an operator works for, and the pods that it marks with its name: not all of them own what they make. */
export function operatorLinks({ things }: Bundle, index: Index): readonly Link[] {
  const made = grouped(
    index.all('Pod').flatMap((pod) =>
      Object.entries(pairsAt(pod.raw, 'metadata', 'labels'))
        .filter(([key]) => OF_OPERATOR.test(key) && !key.startsWith('app.kubernetes.io/'))
        .map(([, value]) => ({ pod, key: `${pod.namespace}/${value}` })),
    ),
    ({ key }) => key,
  );
  if (made.size === 0) return [];
  return things
    .filter(({ kind, namespace }) => namespace !== '' && !BUILT_IN.test(kind))
    .flatMap((thing) => (made.get(`${thing.namespace}/${thing.name}`) ?? []).map(({ pod }): Link => [thing, pod]));
}
