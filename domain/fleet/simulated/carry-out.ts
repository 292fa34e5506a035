import type { NodeWork } from '../task-kinds.js';
import { faultNamed } from '../faults/index.js';
import { digestOf } from './chance.js';
import type { VirtualNode, VirtualPeer } from './node.js';

const DAY = 86_400_000;
const SECOND = 1000;

/** What came of a task: the machine afterwards, and how long it takes until it is so. */
export interface Done {
  readonly node: VirtualNode;
  readonly ok: boolean;
  readonly said: string;
  readonly tookMs: number;
}

type Kind = NodeWork['kind'];
type Carries<K extends Kind> = (
  node: VirtualNode,
  parameters: Extract<NodeWork, { kind: K }>['parameters'],
  now: number,
) => Omit<Done, 'tookMs'>;

const did = (node: VirtualNode, said: string) => ({ node, ok: true, said });
const cannot = (node: VirtualNode, said: string) => ({ node, ok: false, said });

function withPeer(node: VirtualNode, id: string, change: (peer: VirtualPeer) => VirtualPeer) {
  if (!node.peers.some((peer) => peer.id === id)) return undefined;
  return { ...node, peers: node.peers.map((peer) => (peer.id === id ? change(peer) : peer)) };
}

/** After it, the machine is as it was made: what was broken in its memory is whole again, and what is broken on its disk is not. */
function restarted(node: VirtualNode, now: number): VirtualNode {
  const {
    silent: _silent,
    'state-drift': _stopped,
    'hub-down': _hub,
    'vip-holder-silent': _vip,
    ...struck
  } = node.struck;
  const peers = node.peers.map(({ quietSince: _quiet, ...peer }) => ({ ...peer, up: true }));
  return { ...node, struck, peers, silent: false, status: 'running', seq: 0, boot: bootOf(node.instance, now) };
}

export function bootOf(instance: string, now: number): string {
  return digestOf(`${instance} ${now}`).slice(7, 39);
}

const certificateFor = (instance: string, now: number) => {
  const serial = digestOf(`certificate of ${instance} at ${now}`).slice(7, 39);
  return {
    ...{ serial, subject: `CN=${instance}`, fingerprint: digestOf(serial), file: '/simulated/node.pem' },
    ...{ notBefore: now, notAfter: now + 90 * DAY },
  };
};

const CARRIES: { readonly [K in Kind]: Carries<K> } = {
  'module.apply': (node, { modules }) => {
    const running = Object.fromEntries(
      Object.entries({ ...node.running, ...modules }).filter((pair): pair is [string, string] => pair[1] !== null),
    );
    return did({ ...node, running }, `${Object.keys(modules).length} modules are as they should be`);
  },
  'config.apply': (node, { hash }) => did({ ...node, configHash: hash }, 'the configuration was written'),
  'certificate.rotate': (node, _none, now) =>
    did({ ...node, certificate: certificateFor(node.instance, now) }, 'a new certificate was taken'),
  'instance.reboot': (node, _none, now) => did(restarted(node, now), 'rebooted'),
  'instance.reprovision': (node, _none, now) => did({ ...restarted(node, now), struck: {} }, 'made anew'),
  'instance.start': (node, _none, now) => did(restarted(node, now), 'started'),
  'instance.drain': ({ drainsUntil: _until, ...node }, { seconds }, now) =>
    seconds === 0
      ? did(node, 'takes work again')
      : did({ ...node, drainsUntil: now + seconds * SECOND }, `takes no new work for ${seconds} s`),
  'instance.isolate': (node, { on }) => did({ ...node, isolated: on }, on ? 'cut off' : 'reachable again'),
  'sdwan.key-rotate': (node, { peer, credential, revision, kind, network }, now) => {
    const fingerprint = digestOf(`key ${credential} ${revision} ${now}`);
    const changed = withPeer(node, peer, (one) => (kind === 'peer' ? { ...one, key: fingerprint } : one));
    if (!changed) return cannot(node, `there is no peer ${peer} here`);
    const others = node.credentials.filter((one) => one.id !== credential);
    const fresh = { id: credential, peer, network, kind, revision, fingerprint };
    return did({ ...changed, credentials: [...others, fresh] }, `revision ${revision} is in use`);
  },
  'sdwan.peer-apply': (node, { peer, allowedIps }) => {
    const changed = withPeer(node, peer, ({ quietSince: _quiet, ...one }) => ({ ...one, allowedIps, up: true }));
    return changed ? did(changed, 'the interface is as it should be') : cannot(node, `there is no peer ${peer} here`);
  },
  'sdwan.vip-take': (node, { vip }) => did({ ...node, vips: [...new Set([...node.vips, vip])] }, `holds ${vip}`),
  'sdwan.vip-release': (node, { vip }) =>
    did({ ...node, vips: node.vips.filter((one) => one !== vip) }, `${vip} was let go`),
  'sdwan.hub': (node, { peer, on }) => {
    const changed = withPeer(node, peer, (one) => ({ ...one, up: true }));
    return changed ? did(changed, on ? 'is a hub' : 'is a hub no more') : cannot(node, `there is no peer ${peer} here`);
  },
  'bgp.reset': (node, { neighbor }) => {
    if (!node.sessions.some((one) => one.neighbor === neighbor)) return cannot(node, `no session with ${neighbor}`);
    const sessions = node.sessions.map(({ error: _error, ...one }) =>
      one.neighbor === neighbor ? { ...one, state: 'established' as const } : one,
    );
    return did({ ...node, sessions }, `the session with ${neighbor} is established`);
  },
  'storage.attach': (node, { id }) => {
    const before = node.storages.find((one) => one.id === id);
    const attempt = (before?.attempt ?? 0) + 1;
    const others = node.storages.filter((one) => one.id !== id);
    return did({ ...node, storages: [...others, { id, status: 'mounted', attempt }] }, 'mounted');
  },
  'storage.detach': (node, { id }) =>
    did(
      { ...node, storages: node.storages.map((one) => (one.id === id ? { ...one, status: 'disabled' } : one)) },
      'let go',
    ),
  'packages.upgrade': (node, { packages }) => {
    const wanted = new Set(packages);
    const installed = node.installed.map((one) => (wanted.has(nameIn(one)) ? upgraded(one) : one));
    return did({ ...node, installed: installed.toSorted() }, `${packages.length} packages were upgraded`);
  },
  'simulate.break': (node, { fault: name, on }, now) => {
    const fault = faultNamed(name);
    if (!fault?.strike) return cannot(node, `no machine can play the fault ${name}`);
    const { [name]: before, ...struck } = node.struck;
    if (!on) return did({ ...node, ...before, struck }, before ? `${name} is over` : `${name} was not on`);
    if (before) return did(node, `${name} is on already`);
    const change = fault.strike(node, now);
    if (!change) return cannot(node, `${node.instance} has nothing that ${name} could break`);
    if (fault.passes === true) return did({ ...node, ...change }, `${name} was played`);
    const kept = Object.fromEntries(Object.keys(change).map((field) => [field, node[field as keyof VirtualNode]]));
    return did({ ...node, ...change, struck: { ...struck, [name]: kept } }, `${name} is on`);
  },
};

const TOOK_MS: Partial<Record<Kind, number>> = {
  ...{ 'instance.reboot': 8 * SECOND, 'instance.start': 5 * SECOND, 'instance.reprovision': 20 * SECOND },
  ...{ 'module.apply': 3 * SECOND, 'packages.upgrade': 4 * SECOND, 'storage.attach': 2 * SECOND, 'simulate.break': 0 },
};
/** A machine whose agent is silent does what a provider does to it, and nothing else. */
const FROM_OUTSIDE: ReadonlySet<string> = new Set([
  ...['instance.reboot', 'instance.start', 'instance.reprovision', 'simulate.break'],
]);

/** Nothing where the machine doesn't even hear of it. */
export function carryOut(node: VirtualNode, { kind, parameters }: NodeWork, now: number): Done | undefined {
  if (node.silent && !FROM_OUTSIDE.has(kind)) return undefined;
  const carries = CARRIES[kind] as Carries<Kind>;
  return { ...carries(node, parameters, now), tookMs: TOOK_MS[kind] ?? SECOND };
}

function nameIn(installed: string): string {
  return installed.slice(0, installed.lastIndexOf('@'));
}

/** A version after any that a fault put there. */
function upgraded(installed: string): string {
  return installed.endsWith('+fixed') ? installed : `${installed}+fixed`;
}
