import { z } from 'zod';
import type { Plan } from '../../../domain/plan.js';
import type { Transaction } from '../../store/database.js';
import { type InstanceSeen, readInstance } from '../../store/fleet/instances.js';
import { type PeerSeen, readPeers, SILENT_MS, whyNotAlive } from '../../store/fleet/peers.js';
import { readVip, type VipSeen, writeVip } from '../../store/fleet/vips.js';
import { type Ask, Conflict, fieldOf, instanceTarget, onNode, textOf } from './on-node.js';
import { Id } from './parameters.js';

const MINUTE = 60_000;

const Parameters = z.strictObject({
  /** The peer that is to hold it; left out, the first candidate that is alive. */
  to: Id.optional(),
});

/** Moves a virtual address from a holder that is gone to a candidate that is alive. */
export const sdwanVipFailover = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'sdwan-vip-failover', version: 1, title: 'Move a virtual address' },
    ...{ category: 'system.sdwan_vip_failover', verb: 'require_approval' },
    ...{ class: 'modify-reversible', risk: 'high', undo: 'inverse', needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 5_000, deadlineMs: 5 * MINUTE, holdMs: 0 },
  kind: 'sdwan-vip',
  whose: someInstance,
  // Only an address moves: the nodes run on, and are watched.
  isBusy: false,
  hasUid: false,

  async find(tx, { account, target, parameters }) {
    const vip = await readVip(tx, account, target.name);
    if (!vip) return { effects: [], inverse: null, impossible: `there is no virtual address ${target.name}` };
    const peers = await readPeers(tx, account, [...new Set([...vip.holders, ...vip.candidates])]);
    const named = parameters.to === undefined ? vip.candidates : [parameters.to];
    const possible = named.filter((id) => !vip.holders.includes(id));
    const taker = possible.map((id) => peers.find((peer) => peer.id === id)).find((peer) => peer && !whyNotAlive(peer));
    const givers = peers.filter(({ id, silentMs }) => vip.holders.includes(id) && (silentMs ?? Infinity) <= SILENT_MS);
    const touches = [...(taker ? [taker] : []), ...givers].flatMap(({ id, instance }) => [
      instanceTarget(instance),
      { kind: 'sdwan-peer', name: id },
    ]);
    return {
      effects: [
        { path: 'holders', before: vip.holders, after: taker ? [taker.id] : [] },
        { path: 'candidates', before: vip.candidates, after: taker ? turned(vip, taker.id) : vip.candidates },
        {
          ...{ path: 'asked', before: null, volatile: true },
          after: [asked('take', taker), ...givers.map((one) => asked('release', one))],
        },
        { path: 'cidr', before: vip.cidr, after: vip.cidr },
      ],
      inverse: { holders: vip.holders, candidates: vip.candidates },
      blast: { count: 1, of: Math.max(1, ...peers.map(({ siblings }) => siblings)) },
      touches,
      impossible: whyNot(vip, { taker, possible, peers, named: parameters.to }),
    };
  },
  asks(plan, step, { target }) {
    const parameters = { vip: target.name, cidr: textOf(plan, 'cidr', 'after') };
    return askedOf(plan).map(({ instance, what }): Ask => {
      const takes = (what === 'take') === (step === 'apply');
      return { instance, work: { kind: takes ? 'sdwan.vip-take' : 'sdwan.vip-release', parameters } };
    });
  },
  async desire(tx, { account, target, plan }, step) {
    const vip = await readVip(tx, account, target.name, true);
    const was = valuesOf(plan, step === 'apply' ? 'before' : 'after');
    const becomes = valuesOf(plan, step === 'apply' ? 'after' : 'before');
    const moved = new Set([...was.holders, ...becomes.holders]);
    const isOurs = step === 'undo' ? vip?.holders.every((id) => moved.has(id)) : same(vip?.holders, was.holders);
    if (!vip || !isOurs || !same(vip.candidates, was.candidates))
      throw new Conflict(`who holds ${target.name} was changed by somebody else in between`);
    // Who is gone leaves the list at once; who takes over enters it by its own report.
    const silent = step === 'apply' ? [] : becomes.holders;
    const state = step === 'apply' ? 'failing_over' : silent.length > 0 ? 'active' : 'unassigned';
    await writeVip(tx, account, { id: vip.id, holders: silent, candidates: becomes.candidates, state });
  },
  async shows(tx, { account, target, plan }, { step }) {
    const vip = await readVip(tx, account, target.name);
    const wanted = valuesOf(plan, step === 'apply' ? 'after' : 'before').holders;
    const holders = vip?.holders ?? [];
    const isSo = same(holders, wanted) && (step === 'undo' || vip?.state === 'active');
    return { isSo, says: `${target.name} is held by ${holders.join(' and ') || 'nobody'}` };
  },
});

/** Any instance that is concerned stands for the address: first the one that is to hold it. */
async function someInstance(tx: Transaction, account: string, name: string): Promise<InstanceSeen | undefined> {
  const vip = await readVip(tx, account, name);
  if (!vip) return undefined;
  const order = [...vip.candidates.filter((id) => !vip.holders.includes(id)), ...vip.holders];
  const peers = await readPeers(tx, account, order);
  const found = order.map((id) => peers.find((peer) => peer.id === id)).filter((peer) => peer !== undefined);
  const best = found.find((peer) => !whyNotAlive(peer)) ?? found[0];
  return best && readInstance(tx, account, best.instance);
}

/** The one that takes it stays a candidate, as the last: its report is taken as long as it is one or holds it. */
function turned({ holders, candidates }: VipSeen, taker: string): readonly string[] {
  const others = candidates.filter((id) => id !== taker && !holders.includes(id));
  return [...others, ...holders.filter((id) => id !== taker), taker];
}

function asked(what: 'take' | 'release', peer: PeerSeen | undefined) {
  return { what, peer: peer?.id ?? '', instance: peer?.instance ?? '' };
}

function askedOf(plan: Pick<Plan, 'effects'>) {
  const found = (fieldOf(plan, 'asked', 'after') ?? []) as unknown as readonly ReturnType<typeof asked>[];
  return found.filter(({ instance }) => instance !== '');
}

function valuesOf(plan: Pick<Plan, 'effects'>, when: 'before' | 'after') {
  const list = (path: string) => (fieldOf(plan, path, when) ?? []) as readonly string[];
  return { holders: list('holders'), candidates: list('candidates') };
}

function same(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a !== undefined && a.length === b.length && a.toSorted().join('\n') === b.toSorted().join('\n');
}

interface Candidates {
  readonly taker: PeerSeen | undefined;
  readonly possible: readonly string[];
  readonly peers: readonly PeerSeen[];
  readonly named: string | undefined;
}

function whyNot(vip: VipSeen, { taker, possible, peers, named }: Candidates): string | undefined {
  if (vip.anycast)
    return `${vip.id} is held by several at once, so nothing has to be moved: mend the holder that is gone`;
  if (named !== undefined && vip.holders.includes(named)) return `${named} holds ${vip.id} already`;
  if (named !== undefined && !vip.candidates.includes(named)) return `${named} is no candidate for ${vip.id}`;
  if (taker) return undefined;
  if (possible.length === 0) return `${vip.id} has no other candidate: name one first`;
  const why = possible.slice(0, 5).map((id) => {
    const peer = peers.find((one) => one.id === id);
    return peer ? (whyNotAlive(peer) ?? '') : `there is no peer ${id}`;
  });
  return `no candidate for ${vip.id} is alive: ${why.join('; ')}`;
}
