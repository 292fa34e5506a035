import { z } from 'zod';
import { readSession, readSessions, type SessionSeen } from '../../store/fleet/bgp.js';
import { instanceOfPeer, type PeerSeen, readPeer } from '../../store/fleet/peers.js';
import { fieldOf, firstInstance, onNode, textOf } from './on-node.js';

const MINUTE = 60_000;

const Parameters = z.strictObject({
  /** Its address; left out, the session of the peer that has been down for longest. */
  neighbor: z.string().min(1).max(100).optional(),
});

/** Starts a session between two routers anew. Where no node can do that, people are given the steps. */
export const sdwanBgpSessionRemediate = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'sdwan-bgp-session-remediate', version: 1, title: 'Start a BGP session anew' },
    ...{ category: 'system.sdwan_bgp_session_remediate', verb: 'require_approval', minimum: 'require_approval' },
    ...{
      class: 'modify-reversible',
      risk: 'medium',
      undo: 'self-healing',
      needs: ['sdwan-execution'],
      handsOver: true,
    },
  },
  parameters: Parameters,
  settle: { firstLookMs: 10_000, deadlineMs: 10 * MINUTE, holdMs: 0 },
  kind: 'sdwan-peer',
  whose: instanceOfPeer,
  isBusy: false,

  async find(tx, { account, target, parameters }) {
    const peer = await readPeer(tx, account, target.name);
    const all = await readSessions(tx, account, target.name);
    const { neighbor } = parameters;
    const found = neighbor === undefined ? all[0] : all.find((one) => one.neighbor === neighbor);
    return {
      effects: [
        { path: 'neighbor', before: found?.neighbor ?? null, after: found?.neighbor ?? null },
        { path: 'state', before: found?.state ?? null, after: 'established' },
        { path: 'steps', before: null, after: stepsOf(target.name, peer, found), volatile: true },
      ],
      inverse: null,
      blast: { count: 1, of: peer?.siblings ?? 1 },
      impossible: whyNot(target.name, peer, found),
    };
  },
  asks(plan, step) {
    const neighbor = fieldOf(plan, 'neighbor', 'after');
    if (step === 'undo' || typeof neighbor !== 'string') return [];
    return [{ instance: firstInstance(plan), work: { kind: 'bgp.reset', parameters: { neighbor } } }];
  },
  async shows(tx, { account, target, plan }, { since }) {
    const neighbor = textOf(plan, 'neighbor', 'after');
    const seen = await readSession(tx, account, { peer: target.name, neighbor, since });
    const isSo = seen?.state === 'established' && seen.observed;
    return {
      isSo,
      says: `its session with ${neighbor} is ${seen?.state ?? 'gone'}${seen?.observed ? '' : ', as it was before'}`,
    };
  },
});

/** What keeps a session down shows in where it stops. */
const CAUSES: Readonly<Record<string, string>> = {
  idle: 'its hold timer, its password, or that the neighbour is switched off',
  connect: 'that the tunnel or the neighbour is down',
  active: 'that the tunnel or the neighbour is down',
  opensent: 'the AS numbers, the capabilities or the MTU',
  openconfirm: 'the AS numbers, the capabilities or the MTU',
};

function stepsOf(name: string, peer: PeerSeen | undefined, session: SessionSeen | undefined): readonly string[] {
  const neighbor = session?.neighbor ?? 'the neighbour';
  return [
    `from ${peer?.instance ?? name}: see whether ${neighbor} answers through the tunnel of ${name}`,
    `it stands at ${session?.state ?? 'no session'}, which points at ${CAUSES[session?.state ?? ''] ?? 'nothing in particular'}${session?.lastError ? `; it last said: ${session.lastError}` : ''}`,
    `on ${peer?.instance ?? name}: clear the session with ${neighbor}`,
    'look whether it is established, and stays so for ten minutes',
  ];
}

function whyNot(name: string, peer: PeerSeen | undefined, session: SessionSeen | undefined): string | undefined {
  if (!session) return `${name} has no such session`;
  return peer?.hasHands ? undefined : `the node of ${name} does not say that it can do the work of networks`;
}
