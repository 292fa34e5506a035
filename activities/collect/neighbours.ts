import { hostsIn, inCluster } from '../../domain/facts/hosts.js';
import { listAt, pairsAt, textAt } from '../../domain/facts/reading.js';
import type { Collector, World } from './collector.js';
import { kindOf } from './kinds.js';
import { settingsOf } from './logs.js';
import { podsOfTarget } from './objects.js';
import { type Reading, saidOf } from './reader.js';
import { nameOfRaw } from './trim.js';

const SPACES_MAX = 5;
const SERVICES_MAX = 6;
const LEFT_OUT = `partial: more than ${SERVICES_MAX} Services of it are called, and the first ones were read`;
const OWN_DNS = { namespace: 'kube-system', labels: 'k8s-app=kube-dns' };

/** What the target calls in other namespaces, what must admit its objects, and the DNS that all ask. */
export const neighbours: Collector = {
  source: 'neighbours',
  from: 'the API server',
  async collect(world) {
    if (world.target.node !== undefined) return { status: 'absent' };
    const [wanted, dns] = await Promise.all([referenced(world), dnsOf(world)]);
    const read = await Promise.all([...wanted].slice(0, SPACES_MAX).map((one) => readSpace(world, one)));
    const objects = [...dns, ...read.flatMap((one) => one.objects)];
    const sources = Object.fromEntries(read.flatMap((one) => one.sources));
    const broken = read.find(({ why }) => why !== '');
    if (broken) return { status: 'partial', why: broken.why, objects, sources };
    return { status: objects.length > 0 ? 'ok' : 'absent', objects, sources };
  },
};

/** By namespace, the Services that are named there. */
async function referenced(world: World): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { reader, target } = world;
  const [pods, ...hooks] = await Promise.all([
    podsOfTarget(world),
    reader.list(kindOf('mutatingwebhookconfigurations')),
    reader.list(kindOf('validatingwebhookconfigurations')),
  ]);
  const wanted = new Map<string, Set<string>>();
  const add = (namespace: string, name: string) => {
    if (namespace === '' || namespace === target.namespace || name === '') return;
    wanted.set(namespace, (wanted.get(namespace) ?? new Set()).add(name));
  };
  const settings = new Set(pods.items.slice(0, 500).map(settingsOf));
  for (const host of hostsIn([...settings].join('\n'))) {
    const peer = host.includes('.svc') ? inCluster(host, target.namespace) : undefined;
    if (peer) add(peer.namespace, peer.name);
  }
  for (const hook of hooks.flatMap(({ items }) => items).flatMap((one) => listAt(one, 'webhooks')))
    if (textAt(hook, 'failurePolicy') !== 'Ignore' && concerns(hook))
      add(textAt(hook, 'clientConfig', 'service', 'namespace'), textAt(hook, 'clientConfig', 'service', 'name'));
  return wanted;
}

/** Whether a webhook must admit what workloads are made of. */
function concerns(hook: unknown): boolean {
  return listAt(hook, 'rules')
    .flatMap((rule) => listAt(rule, 'resources'))
    .some((one) => typeof one === 'string' && /^(?:\*|pods|deployments|replicasets|statefulsets|jobs)/.test(one));
}

interface Space {
  readonly objects: readonly unknown[];
  readonly sources: readonly (readonly [string, string])[];
  readonly why: string;
}

async function readSpace(world: World, [namespace, names]: readonly [string, ReadonlySet<string>]): Promise<Space> {
  const { reader } = world;
  const whole = await Promise.all(
    ['services', 'deployments', 'statefulsets'].map((plural) => reader.list(kindOf(plural), { namespace })),
  );
  const [services] = whole;
  const all = (services?.items ?? []).filter((one) => names.has(nameOfRaw(one)));
  const named = all.slice(0, SERVICES_MAX);
  const selectors = [...new Set(named.map(selectorOf))].filter((one) => one !== '');
  const chosen = await Promise.all(
    selectors.flatMap((labels) =>
      ['pods', 'replicasets'].map((plural) => reader.list(kindOf(plural), { namespace, labels })),
    ),
  );
  const broken = [...whole, ...chosen].find(({ state }: Reading) => state !== 'ok' && state !== 'absent');
  // A Service without its pods would look like one that nobody answers for.
  if (broken) return { objects: [], sources: [], why: `namespace ${namespace}: ${broken.why}` };
  return {
    objects: [...named, ...[...whole.slice(1), ...chosen].flatMap(({ items }) => items)],
    // Those that were left out are there: only of the whole list can one be missing.
    sources: services ? [[`services/${namespace}`, all.length > named.length ? LEFT_OUT : saidOf(services)]] : [],
    why: '',
  };
}

function selectorOf(service: unknown): string {
  return Object.entries(pairsAt(service, 'spec', 'selector'))
    .map(([key, value]) => `${key}=${value}`)
    .toSorted()
    .join(',');
}

async function dnsOf({ reader, target }: World): Promise<readonly unknown[]> {
  if (target.namespace === OWN_DNS.namespace) return [];
  const read = await Promise.all(
    ['deployments', 'replicasets', 'pods'].map((plural) => reader.list(kindOf(plural), OWN_DNS)),
  );
  return read.every(({ state }) => state === 'ok') ? read.flatMap(({ items }) => items) : [];
}
