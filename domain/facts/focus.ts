import { type Bundle, keyOf, type Ref, refOf, type Thing } from './bundle.js';
import { listAt, textAt } from './reading.js';

type Find = (kind: string, namespace: string, name: string) => Thing | undefined;

const KIND_OF_LABEL: Readonly<Record<string, string>> = {
  ...{ deployment: 'Deployment', statefulset: 'StatefulSet', daemonset: 'DaemonSet', replicaset: 'ReplicaSet' },
  ...{ pod: 'Pod', node: 'Node', service: 'Service', ingress: 'Ingress', job_name: 'Job', cronjob: 'CronJob' },
  ...{ horizontalpodautoscaler: 'HorizontalPodAutoscaler', hpa: 'HorizontalPodAutoscaler' },
  ...{ persistentvolumeclaim: 'PersistentVolumeClaim', poddisruptionbudget: 'PodDisruptionBudget' },
  ...{ certificate: 'Certificate', application: 'Application', resourcequota: 'ResourceQuota' },
};
const WHOLE = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Service', 'Pod', 'Node']);

/** The objects that the alert or the question speaks of. Labels of whoever measured lead to nothing that is here. */
export function focusOf(bundle: Bundle, find: Find): readonly Ref[] {
  const found = new Map<string, Ref>();
  const add = (thing: Thing | undefined) => thing && found.set(keyOf(thing), refOf(thing));
  const { kind = '', namespace: home = '', name = '' } = bundle.target ?? {};
  add(find(kind, home, name));
  for (const { labels } of bundle.alerts) {
    const namespace = labels['exported_namespace'] ?? labels['namespace'] ?? '';
    for (const [label, kind] of Object.entries(KIND_OF_LABEL)) {
      const name = labels[`exported_${label}`] ?? labels[label] ?? '';
      const space = kind === 'Node' ? '' : namespace;
      add(find(kind, space, name) ?? (kind === 'Pod' ? makerOf(bundle, space, name) : undefined));
    }
    for (const label of ['name', 'service', 'exported_service', 'app', 'consumergroup', 'container', 'workload'])
      for (const thing of named(bundle, labels[label] ?? '', namespace)) add(thing);
  }
  for (const thing of servedAt(bundle)) add(thing);
  if (found.size === 0) {
    const words = wordsOf(`${bundle.question} ${bundle.alerts.map(({ text }) => text).join(' ')}`);
    // A namespace is where things are: `spacesOf` knows it, and whatever is in it is meant.
    const called = bundle.things.filter(({ kind, name }) => kind !== 'Namespace' && words.has(name));
    // A short name is also a word: it is meant where its kind is said, or where nothing else has it.
    const meant = called.filter(
      ({ kind, name }) => WHOLE.has(kind) || name.length > 5 || words.has(kind.toLowerCase()),
    );
    for (const thing of meant.length > 0 ? meant : called.filter(({ name }) => name.length > 2)) add(thing);
  }
  if (found.size === 0) {
    const spaces = new Set(
      bundle.alerts.map(({ labels }) => labels['exported_namespace'] ?? labels['namespace'] ?? ''),
    );
    for (const thing of bundle.things) if (thing.namespace !== '' && spaces.has(thing.namespace)) add(thing);
  }
  return [...found.values()];
}

/** What routes or certifies the hosts that the alert measures or the question speaks of. */
function servedAt(bundle: Bundle): readonly Thing[] {
  const measured = bundle.alerts.flatMap(({ labels }) =>
    ['instance', 'target', 'host', 'hostname', 'url', 'domain'].map((label) => labels[label] ?? ''),
  );
  const hosts = new Set(
    [bundle.question, ...measured].join(' ').match(/[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,6}/gi) ?? [],
  );
  if (hosts.size === 0) return [];
  const routes = bundle.things.filter(({ kind, raw }) => {
    if (!['Ingress', 'HTTPRoute', 'Certificate', 'VirtualService', 'Route'].includes(kind)) return false;
    const rules = listAt(raw, 'spec', 'rules').map((rule) => textAt(rule, 'host'));
    const named = ['hostnames', 'dnsNames', 'hosts'].flatMap((key) => listAt(raw, 'spec', key));
    return [...rules, ...named, textAt(raw, 'spec', 'host')].some((host) => host !== '' && hosts.has(String(host)));
  });
  return routes.length > 0 ? routes : calledLike(bundle, measured);
}

const SERVING = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Service']);

/** Where no route is known: what bears the first name of an address that is measured from outside, if all of it is in one namespace. */
function calledLike({ things }: Bundle, measured: readonly string[]): readonly Thing[] {
  const names = new Set(
    measured.flatMap((url) => /^https?:\/\/([a-z0-9][a-z0-9-]{2,62})\.[a-z0-9.-]{3,253}/i.exec(url)?.[1] ?? []),
  );
  if (names.size === 0) return [];
  const found = things.filter(
    ({ kind, name, labels }) =>
      SERVING.has(kind) &&
      (names.has(name) || names.has(labels['app.kubernetes.io/instance'] ?? '') || names.has(labels['app'] ?? '')),
  );
  return new Set(found.map(({ namespace }) => namespace)).size === 1 ? found : [];
}

/** The workload of a pod that has been replaced since, by the name that its pods begin with. */
function makerOf(bundle: Bundle, namespace: string, pod: string): Thing | undefined {
  const stems = [/-[a-z0-9]{6,10}-[a-z0-9]{5}$/, /-\d{1,4}$/, /-[a-z0-9]{5}$/].map((tail) => pod.replace(tail, ''));
  return bundle.things.find(
    (thing) =>
      ['Deployment', 'StatefulSet', 'DaemonSet', 'Job'].includes(thing.kind) &&
      thing.namespace === namespace &&
      thing.name !== pod &&
      stems.includes(thing.name),
  );
}

/** The namespaces that the alert or the question names. */
export function spacesOf(bundle: Bundle): ReadonlySet<string> {
  const words = wordsOf(bundle.question);
  const asked = bundle.things.map(({ namespace }) => namespace).filter((name) => name !== '' && words.has(name));
  const labelled = bundle.alerts.map(({ labels }) => labels['exported_namespace'] ?? labels['namespace'] ?? '');
  return new Set([...asked, ...labelled.filter(Boolean)]);
}

function named(bundle: Bundle, name: string, namespace: string): readonly Thing[] {
  return name === ''
    ? []
    : bundle.things.filter((thing) => thing.name === name && (namespace === '' || thing.namespace === namespace));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^a-z0-9.-]+|\.(?:\s|$)/)
      .flatMap((word) => [word, word.split('.')[0] ?? '']),
  );
}
