import { z } from 'zod';
import type { Plan } from '../../../domain/plan.js';
import type { Transaction } from '../../store/database.js';
import { type InstanceSeen, readInstance } from '../../store/fleet/instances.js';
import {
  countShaken,
  type PeerSeen,
  readHubs,
  readSince,
  setHubs,
  SILENT_MS,
  whyNotAlive,
} from '../../store/fleet/peers.js';
import { Conflict, fieldOf, instanceTarget, onNode } from './on-node.js';
import { Id } from './parameters.js';

const MINUTE = 60_000;

const Parameters = z.strictObject({
  /** The hub that is gone; left out, the one that is silent. */
  hub: Id.optional(),
  /** The peer that takes over; left out, the one that is most alive. */
  to: Id.optional(),
});
interface Role {
  readonly peer: string;
  readonly instance: string;
  readonly on: boolean;
}

/** Makes another peer the hub of a network. Where no node can do that, people are given the steps. */
export const sdwanFailover = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'sdwan-failover', version: 1, title: 'Make another peer the hub' },
    ...{ category: 'system.sdwan_failover', verb: 'require_approval', minimum: 'require_approval' },
    ...{ class: 'modify-reversible', risk: 'high', undo: 'inverse', needs: ['sdwan-execution'], handsOver: true },
  },
  parameters: Parameters,
  settle: { firstLookMs: 10_000, deadlineMs: 10 * MINUTE, holdMs: 0 },
  kind: 'sdwan-network',
  whose: someInstance,
  hasUid: false,

  async find(tx, { account, target, parameters }) {
    const all = await readHubs(tx, account, target.name);
    const old = oldHub(all, parameters.hub);
    const taker = takerOf(all, parameters.to);
    const roles: readonly Role[] = [
      ...(taker ? [{ peer: taker.id, instance: taker.instance, on: true }] : []),
      // Who is silent can not be asked: it is told once it is back, since its row says that it is no hub.
      ...(old && (old.silentMs ?? Infinity) <= SILENT_MS ? [{ peer: old.id, instance: old.instance, on: false }] : []),
    ];
    return {
      effects: [
        ...(old && taker ? [{ path: 'hubs', ...hubsBy(all, old, taker) }] : []),
        { path: 'steps', before: null, after: stepsOf(target.name, old, taker), volatile: true },
        { path: 'asked', before: null, after: roles.map((role) => ({ ...role })), volatile: true },
      ],
      inverse: old && taker ? { hubs: hubsBy(all, old, taker).before } : null,
      blast: { count: Math.max(1, roles.length), of: Math.max(1, ...all.map(({ siblings }) => siblings)) },
      touches: [old, taker].flatMap((peer) =>
        peer ? [instanceTarget(peer.instance), { kind: 'sdwan-peer', name: peer.id }] : [],
      ),
      impossible: whyNot(target.name, all, { old, taker, named: parameters.to }),
    };
  },
  asks: (plan, step) =>
    rolesOf(plan).map(({ peer, instance, on }) => ({
      instance,
      work: { kind: 'sdwan.hub', parameters: { peer, on: on === (step === 'apply') } },
    })),
  async desire(tx, { account, target, plan }, step) {
    const peers = hubsOf(plan).map(({ id, before, after }) =>
      step === 'apply' ? { id, from: before, to: after } : { id, from: after, to: before },
    );
    if (!(await setHubs(tx, account, peers)))
      throw new Conflict(`who is hub of ${target.name} was changed by somebody else in between`);
  },
  async shows(tx, { account, target, plan }, { step, since }) {
    const hub = hubsOf(plan).find(({ after }) => after)?.id ?? '';
    const seen = await readSince(tx, account, { peer: hub, since });
    // That the old hub is up again is not Reeve's to bring about; that the other one has stepped down is.
    if (step === 'undo')
      return {
        isSo: seen?.observed === true,
        says: `${hub} ${seen?.observed ? 'has reported' : 'has not reported'} since it was to step down`,
      };
    const spokes = await countShaken(tx, account, { network: target.name, but: hub, since });
    const isSo = seen?.observed === true && seen.up && seen.shook && spokes > 0;
    return {
      isSo,
      says: `${hub} ${seen?.shook ? 'has shaken hands' : 'has no handshake'} since, and so have ${spokes} others`,
    };
  },
});

function oldHub(all: readonly PeerSeen[], named: string | undefined): PeerSeen | undefined {
  const hubs = all.filter(({ isHub }) => isHub);
  if (named !== undefined) return hubs.find(({ id }) => id === named);
  return hubs.toSorted((a, b) => (b.silentMs ?? Infinity) - (a.silentMs ?? Infinity))[0];
}

function takerOf(all: readonly PeerSeen[], named: string | undefined): PeerSeen | undefined {
  const spokes = all.filter(({ isHub, endpoint }) => !isHub && endpoint !== '');
  return spokes.find((peer) => (named === undefined || peer.id === named) && !whyNotAlive(peer));
}

/** Exact enough to be done by hand. */
function stepsOf(network: string, old: PeerSeen | undefined, taker: PeerSeen | undefined): readonly string[] {
  const to = taker?.id ?? 'a peer with an endpoint that the others reach';
  return [
    `on ${taker?.instance ?? 'the instance of that peer'}: let ${to} forward between the peers of ${network}`,
    `on each other peer of ${network}: let ${to} (${taker?.endpoint ?? 'its endpoint'}) stand for the addresses that ${old?.id ?? 'the old hub'} stood for${old ? `: ${old.allowedIps.join(', ') || 'none are recorded'}` : ''}`,
    ...(old ? [`on ${old.instance}, once it is back: let ${old.id} be a peer like the others`] : []),
    'look whether the handshakes of the other peers are newer than the change',
  ];
}

function rolesOf(plan: Pick<Plan, 'effects'>): readonly Role[] {
  return (fieldOf(plan, 'asked', 'after') ?? []) as unknown as readonly Role[];
}

function hubsBy(all: readonly PeerSeen[], old: PeerSeen, taker: PeerSeen) {
  const before = all
    .filter(({ isHub }) => isHub)
    .map(({ id }) => id)
    .toSorted();
  return { before, after: [...before.filter((id) => id !== old.id), taker.id].toSorted() };
}

/** Whoever becomes a hub, and whoever is one no more. */
function hubsOf(plan: Pick<Plan, 'effects'>) {
  const list = (when: 'before' | 'after') => (fieldOf(plan, 'hubs', when) ?? []) as readonly string[];
  const [before, after] = [list('before'), list('after')];
  return [
    ...after.filter((id) => !before.includes(id)).map((id) => ({ id, before: false, after: true })),
    ...before.filter((id) => !after.includes(id)).map((id) => ({ id, before: true, after: false })),
  ];
}

async function someInstance(tx: Transaction, account: string, network: string): Promise<InstanceSeen | undefined> {
  const all = await readHubs(tx, account, network);
  const peer = takerOf(all, undefined) ?? all[0];
  return peer && readInstance(tx, account, peer.instance);
}

function whyNot(
  network: string,
  all: readonly PeerSeen[],
  {
    old,
    taker,
    named,
  }: { readonly old: PeerSeen | undefined; readonly taker: PeerSeen | undefined; readonly named: string | undefined },
): string | undefined {
  if (!old) return `${network} has no hub that could be taken over from`;
  if (taker)
    return taker.hasHands ? undefined : `the node of ${taker.id} does not say that it can do the work of networks`;
  const spokes = all.filter(({ isHub, id }) => !isHub && (named === undefined || id === named));
  const why = spokes.slice(0, 5).map((peer) => whyNotAlive(peer) ?? '');
  return why.length === 0
    ? `no ${named ?? 'other peer'} of ${network} has an endpoint that the others could reach`
    : `no peer of ${network} that could be its hub is alive: ${why.join('; ')}`;
}
