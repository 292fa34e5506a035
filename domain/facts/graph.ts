import { addressLinks } from './address-links.js';
import { type Bundle, keyOf, type Ref, refOf, type Thing } from './bundle.js';
import { driverLinks, operatorLinks } from './driver-links.js';
import { hostsIn, peerOf } from './hosts.js';
import { at, listAt, pairsAt, textAt } from './reading.js';
import { grouped } from './grouping.js';
import { selects, wantedLabels } from './selectors.js';

interface Index {
  readonly find: (kind: string, namespace: string, name: string) => Thing | undefined;
  readonly all: (kind: string, namespace?: string) => readonly Thing[];
  readonly top: (ref: Ref) => Ref;
}

const SELECTING = ['Service', 'PodDisruptionBudget', 'NetworkPolicy'] as const;
/** Selectors that choose everything would join everything with everything: beyond this the rest stays unjoined. */
const LOOKED_MAX = 400_000;
const JOINED_MAX = 100_000;

/** Who has to do with whom: owners, selectors, mounts, routes, nodes, and host names in settings and logs. */
export function graphOf(bundle: Bundle, index: Index): ReadonlyMap<string, readonly Ref[]> {
  const edges = new Map<string, Map<string, Ref>>();
  const join = (one: Ref, other: Ref) => {
    const put = (from: Ref, to: Ref) => {
      const at = edges.get(keyOf(from)) ?? new Map<string, Ref>();
      at.set(keyOf(to), refOf(to));
      edges.set(keyOf(from), at);
    };
    put(one, other);
    put(other, one);
  };
  const chosen = chosenAmong(index.all('Pod'), ({ labels }) => labels);
  const made = chosenAmong(index.all('Deployment'), templateLabels);
  for (const thing of bundle.things)
    for (const other of [...linksOf(thing, index), ...emptyServiceLinks(thing, { index, chosen, made })])
      join(thing, other);
  let joined = 0;
  for (const selector of SELECTING.flatMap((kind) => index.all(kind)))
    for (const pod of joined < JOINED_MAX ? chosen(selector) : []) {
      joined += 1;
      join(selector, pod);
      join(selector, index.top(pod));
    }
  for (const [one, other] of [
    ...driverLinks(bundle, index),
    ...operatorLinks(bundle, index),
    ...addressLinks(bundle, index),
  ].slice(0, JOINED_MAX)) {
    join(one, other);
    join(index.top(one), index.top(other));
  }
  for (const log of bundle.logs) {
    const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
    for (const host of hostsIn(log.lines.slice(-200).join('\n'))) {
      const peer = peerOf(host, log.namespace, index.find);
      if (peer) join(index.top(pod), peer);
    }
  }
  return new Map([...edges].map(([key, found]) => [key, [...found.values()]]));
}

function linksOf(thing: Thing, index: Index): readonly Ref[] {
  const { raw, namespace } = thing;
  const named = (kind: string, name: string, space = namespace): readonly Ref[] =>
    name === '' ? [] : [{ kind, namespace: space, name }];
  const owners = listAt(raw, 'metadata', 'ownerReferences').flatMap((one) =>
    named(textAt(one, 'kind'), textAt(one, 'name')),
  );
  const scaled = at(raw, 'spec', 'scaleTargetRef');
  return [
    ...owners,
    ...(owners.length > 0 && thing.kind === 'Pod' ? [index.top(thing)] : []),
    ...named(textAt(scaled, 'kind') || 'Deployment', textAt(scaled, 'name')),
    ...named('Service', pairsAt(raw, 'metadata', 'labels')['kubernetes.io/service-name'] ?? ''),
    ...named('StorageClass', textAt(raw, 'spec', 'storageClassName'), ''),
    ...named('PersistentVolume', textAt(raw, 'spec', 'volumeName'), ''),
    ...named('Secret', textAt(raw, 'spec', 'secretName')),
    ...routesOf(thing).flatMap((name) => named('Service', name)),
    ...named('IngressClass', textAt(raw, 'spec', 'ingressClassName'), ''),
    ...named('GatewayClass', textAt(raw, 'spec', 'gatewayClassName'), ''),
    ...listAt(raw, 'spec', 'tls').flatMap((tls) => named('Secret', textAt(tls, 'secretName'))),
    ...listAt(raw, 'spec', 'parentRefs').flatMap((one) =>
      named('Gateway', textAt(one, 'name'), textAt(one, 'namespace') || namespace),
    ),
    ...listAt(raw, 'webhooks').flatMap((one) =>
      named(
        'Service',
        textAt(one, 'clientConfig', 'service', 'name'),
        textAt(one, 'clientConfig', 'service', 'namespace'),
      ),
    ),
    ...podLinks(thing, index),
  ];
}

/** A Service that chooses no pod, and the Deployments that would make some for it. */
function emptyServiceLinks(
  thing: Thing,
  { index, chosen, made }: { readonly index: Index; readonly chosen: Chosen; readonly made: Chosen },
): readonly Ref[] {
  if (thing.kind !== 'Service' || chosen(thing).length > 0) return [];
  const namesake = index.find('Deployment', thing.namespace, thing.name);
  return [...made(thing), ...(namesake ? [namesake] : [])];
}

type Chosen = (selector: Thing) => readonly Thing[];
type LabelsOf = (thing: Thing) => Readonly<Record<string, string>>;

function templateLabels({ raw }: Thing): Readonly<Record<string, string>> {
  return pairsAt(raw, 'spec', 'template', 'metadata', 'labels');
}

/** Whom a selector chooses, found by its rarest label: thousands of both must not be held against each other one by one. */
function chosenAmong(things: readonly Thing[], labelsOf: LabelsOf): Chosen {
  const bySpace = grouped(things, ({ namespace }) => namespace);
  const known = things.map((thing) => ({ thing, labels: labelsOf(thing) }));
  const labelled = known.flatMap(({ thing, labels }) =>
    Object.entries(labels).map(([key, value]) => ({ thing, key: `${thing.namespace} ${key}=${value}` })),
  );
  const byLabel = grouped(labelled, ({ key }) => key);
  const labels = new Map(known.map((one) => [one.thing, one.labels]));
  let left = LOOKED_MAX;
  return (selector) => {
    const wanted = Object.entries(wantedLabels(selector));
    const [rarest] = wanted
      .map(([key, value]) => byLabel.get(`${selector.namespace} ${key}=${value}`) ?? [])
      .toSorted((a, b) => a.length - b.length);
    const all = selector.kind === 'Service' ? [] : (bySpace.get(selector.namespace) ?? []);
    const near = (rarest?.map(({ thing }) => thing) ?? all).slice(0, Math.max(0, left));
    left -= near.length;
    return near.filter((thing) => selects(selector, labels.get(thing) ?? {}));
  };
}

function routesOf({ kind, raw }: Thing): readonly string[] {
  if (kind === 'HTTPRoute')
    return listAt(raw, 'spec', 'rules').flatMap((rule) =>
      listAt(rule, 'backendRefs').map((one) => textAt(one, 'name')),
    );
  if (kind !== 'Ingress') return [];
  const paths = listAt(raw, 'spec', 'rules').flatMap((rule) => listAt(rule, 'http', 'paths'));
  return [
    ...paths.map((path) => textAt(path, 'backend', 'service', 'name')),
    textAt(raw, 'spec', 'defaultBackend', 'service', 'name'),
  ];
}

/** What the pods of a pod or workload mount, read, run on, and call by name. */
function podLinks(thing: Thing, index: Index): readonly Ref[] {
  const spec = podSpecOf(thing);
  if (spec === undefined) return [];
  const { namespace } = thing;
  const ref = (kind: string, name: string, space = namespace) =>
    name === '' ? [] : [{ kind, namespace: space, name }];
  const containers = [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')];
  const settings = containers.flatMap((one) => [
    ...listAt(one, 'env').map((env) => textAt(env, 'value')),
    ...listAt(one, 'args').map((arg) => (typeof arg === 'string' ? arg : '')),
    ...listAt(one, 'command').map((arg) => (typeof arg === 'string' ? arg : '')),
  ]);
  return [
    ...listAt(spec, 'volumes').flatMap((one) => [
      ...ref('PersistentVolumeClaim', textAt(one, 'persistentVolumeClaim', 'claimName')),
      ...ref('ConfigMap', textAt(one, 'configMap', 'name')),
      ...ref('Secret', textAt(one, 'secret', 'secretName')),
    ]),
    ...containers.flatMap((one) => [
      ...listAt(one, 'envFrom').flatMap((from) => [
        ...ref('ConfigMap', textAt(from, 'configMapRef', 'name')),
        ...ref('Secret', textAt(from, 'secretRef', 'name')),
      ]),
      ...listAt(one, 'env').flatMap((env) => [
        ...ref('ConfigMap', textAt(env, 'valueFrom', 'configMapKeyRef', 'name')),
        ...ref('Secret', textAt(env, 'valueFrom', 'secretKeyRef', 'name')),
      ]),
    ]),
    ...ref('ServiceAccount', textAt(spec, 'serviceAccountName')),
    ...ref('Node', textAt(spec, 'nodeName'), ''),
    ...hostsIn(settings.join('\n')).flatMap((host) => peerOf(host, namespace, index.find) ?? []),
  ];
}

/** The spec that pods are made by: of a pod itself, or of whatever makes them. */
export function podSpecOf({ kind, raw }: Thing): unknown {
  if (kind === 'Pod') return at(raw, 'spec');
  if (kind === 'CronJob') return at(raw, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  return at(raw, 'spec', 'template', 'spec');
}
