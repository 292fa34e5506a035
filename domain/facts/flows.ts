import type { Ref, Thing } from './bundle.js';
import { podSpecOf } from './graph.js';
import { at, listAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { matches, selects } from './selectors.js';

/** Where traffic goes: to pods behind a Service of the cluster, or to somewhere outside of it. */
export interface Target {
  readonly pods: readonly Thing[];
  readonly ports: readonly string[];
}

/** The pods of a Service, and the ports of them that it sends to, as numbers and as names. */
export function targetOf(scene: Scene, { namespace, name }: Ref): Target {
  const found = scene.find('Service', namespace, name);
  if (!found) return { pods: [], ports: [] };
  const pods = scene.all('Pod', namespace).filter(({ labels }) => selects(found, labels));
  const declared = pods.flatMap((pod) => listAt(podSpecOf(pod), 'containers').flatMap((one) => listAt(one, 'ports')));
  const ports = listAt(found.raw, 'spec', 'ports').flatMap((port) => {
    const wanted = textAt(port, 'targetPort') || textAt(port, 'port');
    const same = declared.filter((one) => [textAt(one, 'name'), textAt(one, 'containerPort')].includes(wanted));
    return [wanted, ...same.flatMap((one) => [textAt(one, 'name'), textAt(one, 'containerPort')])];
  });
  return { pods, ports: [...new Set(ports.filter(Boolean))] };
}

/** Egress counts where it is named, or where rules for it are written. */
export function limits({ raw }: Thing, direction: 'Egress' | 'Ingress'): boolean {
  const types = listAt(raw, 'spec', 'policyTypes');
  if (types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || at(raw, 'spec', 'egress') !== undefined;
}

interface Passing {
  readonly scene: Scene;
  readonly side: 'to' | 'from';
  /** The namespace of the policy. */
  readonly home: string;
  readonly ports: readonly string[];
}

/** Whether a rule of a policy lets this pod through on one of these ports. */
export function admits(rule: unknown, other: Thing, { scene, side, home, ports }: Passing): boolean {
  if (!admitsPort(rule, ports)) return false;
  const peers = listAt(rule, side);
  if (peers.length === 0) return true;
  return peers.some((peer) => {
    const cidr = textAt(peer, 'ipBlock', 'cidr');
    if (cidr !== '') {
      const ip = textAt(other.raw, 'status', 'podIP');
      return inside(ip, cidr) && !listAt(peer, 'ipBlock', 'except').some((one) => inside(ip, String(one)));
    }
    const space = at(peer, 'namespaceSelector');
    const isThere = space === undefined ? other.namespace === home : spaceMatches(scene, space, other.namespace);
    return isThere && matches(at(peer, 'podSelector') ?? {}, other.labels);
  });
}

/** Whether a rule lets traffic out of the cluster. */
export function admitsOutside(rule: unknown, ports: readonly string[]): boolean {
  if (!admitsPort(rule, ports)) return false;
  const peers = listAt(rule, 'to');
  return peers.length === 0 || peers.some((peer) => textAt(peer, 'ipBlock', 'cidr') !== '');
}

export function admitsPort(rule: unknown, ports: readonly string[]): boolean {
  const named = listAt(rule, 'ports');
  if (named.length === 0 || ports.length === 0) return true;
  return named.some((one) => {
    const port = textAt(one, 'port');
    const end = numberAt(one, 'endPort');
    if (port === '') return true;
    return ports.some((it) => it === port || (end !== undefined && Number(it) >= Number(port) && Number(it) <= end));
  });
}

/** A namespace whose labels nobody captured is given the benefit of the doubt. */
function spaceMatches(scene: Scene, selector: unknown, namespace: string): boolean {
  const name = { 'kubernetes.io/metadata.name': namespace };
  const known = scene.find('Namespace', '', namespace);
  if (known) return matches(selector, { ...name, ...known.labels });
  const keys = [
    ...Object.keys((at(selector, 'matchLabels') as object | undefined) ?? {}),
    ...listAt(selector, 'matchExpressions').map((one) => textAt(one, 'key')),
  ];
  return keys.some((key) => key !== 'kubernetes.io/metadata.name') || matches(selector, name);
}

/** Whether an IPv4 address lies in a block; what can not be read lies in none but the whole. */
function inside(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  if (Number(bits) === 0) return true;
  const [a, b] = [numberOf(ip), numberOf(base)];
  if (a === undefined || b === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(a / size) === Math.floor(b / size);
}

function numberOf(ip: string): number | undefined {
  const parts = ip.split('.').map(Number);
  return parts.length === 4 && parts.every((part) => part >= 0 && part <= 255)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : undefined;
}
