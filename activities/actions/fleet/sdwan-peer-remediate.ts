import { z } from 'zod';
import { instanceOfPeer, noteCompiled, type PeerSeen, readPeer, readSince } from '../../store/fleet/peers.js';
import { nextRevision, openRevision, readCredentials } from '../../store/fleet/credentials.js';
import { Conflict, fieldOf, firstInstance, isSame, onNode, textOf } from './on-node.js';

const MINUTE = 60_000;
/** A new key can not mend a line or a router: who had so many within a day needs somebody who looks. */
export const ROTATIONS_PER_DAY_MAX = 3;

const Parameters = z.strictObject({
  /** Left out: where the reports differ from what is desired that is applied again, else the key is changed. */
  how: z.enum(['apply', 'rotate']).optional(),
});

/** Brings a peer back into its network: its configuration once more, or where that is right, a new key. */
export const sdwanPeerRemediate = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'sdwan-peer-remediate', version: 1, title: 'Bring a peer back into its network' },
    ...{ category: 'system.sdwan_peer_remediate', verb: 'notify_and_proceed' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'self-healing', needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 5_000, deadlineMs: 5 * MINUTE, holdMs: 0 },
  kind: 'sdwan-peer',
  whose: instanceOfPeer,

  async find(tx, { account, target, parameters }) {
    const peer = await readPeer(tx, account, target.name);
    if (!peer) return { effects: [], inverse: null, impossible: `there is no peer ${target.name}` };
    const how = parameters.how ?? (isMisconfigured(peer) ? 'apply' : 'rotate');
    const blast = { count: 1, of: peer.siblings };
    const common = [{ path: 'how', before: null, after: how }];
    if (how === 'apply')
      return {
        effects: [
          ...common,
          { path: 'interface', before: peer.interfaceUp, after: true },
          { path: 'allowedIps', before: sorted(peer.reportedIps), after: sorted(peer.allowedIps) ?? [] },
        ],
        ...{ inverse: null, blast },
      };
    const [key] = (await readCredentials(tx, account, peer.id)).filter(({ kind }) => kind === 'peer');
    return {
      effects: [
        ...common,
        { path: 'key', before: peer.keyFingerprint, after: 'another one' },
        { path: 'credential', before: key?.id ?? null, after: 'the next revision' },
        { path: 'network', before: peer.network, after: peer.network },
        { path: 'revision', before: key?.revision ?? null, after: key ? await nextRevision(tx, account, key) : 1 },
      ],
      ...{ inverse: null, blast, impossible: whyNoKey(peer) },
    };
  },
  asks(plan, step) {
    const [target] = plan.touches;
    if (step === 'undo' || plan.effects.length === 0 || !target) return [];
    const instance = firstInstance(plan);
    const peer = target.name;
    if (fieldOf(plan, 'how', 'after') === 'apply') {
      const allowedIps = fieldOf(plan, 'allowedIps', 'after') as readonly string[];
      return [{ instance, work: { kind: 'sdwan.peer-apply', parameters: { peer, allowedIps } } }];
    }
    return [
      {
        instance,
        work: {
          kind: 'sdwan.key-rotate',
          parameters: {
            ...{ peer, network: textOf(plan, 'network', 'after') },
            credential: textOf(plan, 'credential', 'before') || peer,
            kind: 'peer',
            revision: Number(fieldOf(plan, 'revision', 'after')),
          },
        },
      },
    ];
  },
  async desire(tx, { account, key, target, plan }, step) {
    if (step === 'undo') return;
    await noteCompiled(tx, account, target.name);
    const old = fieldOf(plan, 'credential', 'before');
    if (typeof old !== 'string') return;
    const revision = Number(fieldOf(plan, 'revision', 'after'));
    if (!(await openRevision(tx, account, { old, revision, id: `key-${key.slice(0, 32)}` })))
      throw new Conflict(`credential ${old} is not there any more`);
  },
  async shows(tx, { account, target, plan }, { since }) {
    const peer = await readPeer(tx, account, target.name);
    const seen = await readSince(tx, account, { peer: target.name, since });
    if (!peer || !seen) return { isSo: false, says: `there is no peer ${target.name} any more` };
    if (fieldOf(plan, 'how', 'after') === 'apply') {
      const isSo = seen.observed && seen.up && isSame(sorted(peer.reportedIps), fieldOf(plan, 'allowedIps', 'after'));
      return {
        isSo,
        says: `${peer.id} reports ${isSo ? 'the interface and the addresses that it should have' : 'another configuration than it should have'}`,
      };
    }
    const isOther = peer.keyFingerprint !== null && peer.keyFingerprint !== fieldOf(plan, 'key', 'before');
    const isSo = isOther && seen.shook;
    return {
      isSo,
      says: `${peer.id} has ${isOther ? 'another key' : 'the same key'} and ${seen.shook ? 'a' : 'no'} handshake since`,
    };
  },
});

function isMisconfigured({ interfaceUp, reportedIps, allowedIps }: PeerSeen): boolean {
  return interfaceUp === false || (reportedIps !== null && !isSame(sorted(reportedIps), sorted(allowedIps)));
}

function sorted(ips: readonly string[] | null): readonly string[] | null {
  return ips && [...new Set(ips)].toSorted();
}

function whyNoKey({ id, rotationsToday }: PeerSeen): string | undefined {
  return rotationsToday < ROTATIONS_PER_DAY_MAX
    ? undefined
    : `the key of ${id} was changed ${rotationsToday} times within 24 h, and ${ROTATIONS_PER_DAY_MAX} are the most: another one does not help, look at its line and its router`;
}
