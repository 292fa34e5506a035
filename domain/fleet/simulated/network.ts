import type { EstateRow } from '../document.js';
import { at } from './catalogue.js';
import { type Chance, digestOf } from './chance.js';
import type { SimulatedInstance } from './estate.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const HUBS = 2;
const HOLDERS = 2;
const NETWORKS = [
  { id: 'mesh-north', routing: 'ibgp' },
  { id: 'mesh-south', routing: 'ibgp' },
  { id: 'mesh-west', routing: 'static' },
] as const;

interface Around {
  readonly chance: Chance;
  readonly now: number;
}
interface Peer {
  readonly id: string;
  readonly instance: string;
  readonly address: string;
  readonly isHub: boolean;
  /** Others reach it from outside of the network, so that it could be a hub. */
  readonly isReached: boolean;
}

/** Three overlay networks: each has two hubs among the gateways, and its part of the other instances as spokes. */
export function* network(all: readonly SimulatedInstance[], around: Around): Generator<EstateRow> {
  const gateways = all.filter(({ template }) => template === 'gateway');
  // Not every machine is in a network: a third of the others are.
  const others = all.filter(({ template }, index) => template !== 'gateway' && index % 3 === 0);
  for (const [which, { id, routing }] of NETWORKS.entries()) {
    yield { kind: 'sdwanNetwork', id, cidr: `10.${which + 10}.0.0/16`, routing };
    const peers = peersOf(
      [
        ...gateways.filter((_one, index) => index % NETWORKS.length === which),
        ...others.filter((_one, index) => index % NETWORKS.length === which),
      ],
      { id, which },
    );
    for (const peer of peers) yield* peerRows(peer, id, around);
    const hubs = peers.filter(({ isHub }) => isHub);
    if (routing === 'ibgp') yield* sessions(peers, hubs, { network: id, around });
    yield* addresses(peers, { network: id, which, count: Math.min(50, 1 + Math.floor(peers.length / 40)) });
  }
}

function peersOf(
  members: readonly SimulatedInstance[],
  { id, which }: { readonly id: string; readonly which: number },
): readonly Peer[] {
  return members.map(({ id: instance, template }, index) => ({
    ...{ id: `${id}.${instance}`, instance, isHub: template === 'gateway' && index < HUBS },
    isReached: template === 'gateway',
    address: `10.${which + 10}.${Math.floor(index / 250) % 256}.${(index % 250) + 1}`,
  }));
}

function* peerRows(
  { id, instance, address, isHub, isReached }: Peer,
  networkId: string,
  { chance, now }: Around,
): Generator<EstateRow> {
  const allowedIps = isHub ? [`${address}/32`, '10.0.0.0/8'] : [`${address}/32`];
  const key = digestOf(`key of ${id}`);
  const seenAt = at(now - chance.upTo(MINUTE));
  yield {
    ...{ kind: 'sdwanPeer', id, network: networkId, instance, address, isHub, allowedIps },
    ...(isReached && { endpoint: `${instance}.simulated.example:51820` }),
    ...{ compiledAt: at(now - DAY), interfaceUp: true, reportedIps: allowedIps, keyFingerprint: key },
    ...{ handshakeAt: seenAt, observedAt: seenAt },
  };
  const issued = now - chance.upTo(20) * DAY;
  yield {
    ...{
      kind: 'sdwanCredential',
      id: `${id}.membership`,
      peer: id,
      network: networkId,
      fingerprint: digestOf(`membership of ${id}`),
    },
    ...{ issuedAt: at(issued), refreshAfter: at(issued + 60 * DAY), notAfter: at(issued + 90 * DAY) },
  };
}

function* sessions(
  peers: readonly Peer[],
  hubs: readonly Peer[],
  { network: of, around: { now } }: { readonly network: string; readonly around: Around },
): Generator<EstateRow> {
  const [hub] = hubs;
  if (!hub) return;
  for (const peer of peers.filter(({ isHub }) => !isHub))
    yield {
      ...{
        kind: 'bgpSession',
        id: `${peer.id}/${hub.address}`,
        peer: peer.id,
        network: of,
        neighborPeer: hub.id,
        neighbor: hub.address,
      },
      ...{ state: 'established', stateSince: at(now - DAY), observedAt: at(now) },
    };
}

function* addresses(
  peers: readonly Peer[],
  { network: of, which, count }: { readonly network: string; readonly which: number; readonly count: number },
): Generator<EstateRow> {
  const spokes = peers.filter(({ isHub }) => !isHub);
  // A hub that is gone explains the silence of what it holds, so hubs hold only where there is nobody else.
  const [first, ...others] = (spokes.length > 1 ? spokes : peers).slice(0, HOLDERS);
  if (!first) return;
  for (let one = 1; one <= count; one += 1)
    yield {
      ...{ kind: 'sdwanVip', id: `${of}-vip-${one}`, network: of, cidr: `10.${which + 100}.0.${one}/32` },
      ...{ holders: [first.id], candidates: others.map(({ id }) => id) },
    };
}
