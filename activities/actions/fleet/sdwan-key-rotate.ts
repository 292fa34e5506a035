import { z } from 'zod';
import type { Plan } from '../../../domain/plan.js';
import {
  readCredentials,
  nextRevision,
  openRevision,
  readRevision,
  type CredentialSeen,
} from '../../store/fleet/credentials.js';
import { instanceOfPeer, readPeer } from '../../store/fleet/peers.js';
import { Conflict, fieldOf, firstInstance, onNode, textOf } from './on-node.js';
import { Id } from './parameters.js';

const MINUTE = 60_000;

const Parameters = z.strictObject({
  /** Left out, the one of the peer that ends first. */
  credential: Id.optional(),
});

/** Has a peer make a new secret. Reeve knows its number and its fingerprint, and never the secret. */
export const sdwanKeyRotate = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'sdwan-key-rotate', version: 1, title: 'Rotate a key of a network' },
    ...{ category: 'system.sdwan_key_rotate', verb: 'auto_approve' },
    ...{ class: 'modify-reversible', risk: 'low', undo: 'self-healing', needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 5_000, deadlineMs: 10 * MINUTE, holdMs: 0 },
  kind: 'sdwan-peer',
  whose: instanceOfPeer,
  isBusy: false,

  async find(tx, { account, target, parameters }) {
    const peer = await readPeer(tx, account, target.name);
    const all = await readCredentials(tx, account, target.name);
    const old = parameters.credential === undefined ? all[0] : all.find(({ id }) => id === parameters.credential);
    if (!old || !peer) return { effects: [], inverse: null, impossible: whyNone(target.name, parameters.credential) };
    return {
      effects: [
        { path: 'credential', before: old.id, after: 'the next revision' },
        { path: 'kind', before: old.kind, after: old.kind },
        { path: 'network', before: old.network, after: old.network },
        { path: 'revision', before: old.revision, after: await nextRevision(tx, account, old) },
        { path: 'fingerprint', before: old.fingerprint, after: 'another one' },
      ],
      inverse: null,
      blast: { count: 1, of: peer.siblings },
    };
  },
  asks: (plan, step) => {
    const { name } = plan.touches[0] ?? { name: '' };
    if (step === 'undo' || plan.effects.length === 0) return [];
    return [
      {
        instance: firstInstance(plan),
        work: {
          kind: 'sdwan.key-rotate',
          parameters: { peer: name, ...revisionOf(plan), credential: textOf(plan, 'credential', 'before') },
        },
      },
    ];
  },
  async desire(tx, { account, key, plan }, step) {
    if (step === 'undo') return;
    const old = textOf(plan, 'credential', 'before');
    const { revision } = revisionOf(plan);
    if (!(await openRevision(tx, account, { old, revision, id: `key-${key.slice(0, 32)}` })))
      throw new Conflict(`credential ${old} is not there any more`);
  },
  async shows(tx, { account, target, plan }) {
    const found = await readRevision(tx, account, { peer: target.name, ...revisionOf(plan) });
    const before = fieldOf(plan, 'fingerprint', 'before');
    const isSo = found?.status === 'active' && found.fingerprint !== '' && found.fingerprint !== before;
    const { kind, revision } = revisionOf(plan);
    return {
      isSo,
      says: `revision ${revision} of its ${kind} is ${isSo ? 'in use, with another fingerprint' : 'not in use yet'}`,
    };
  },
});

function revisionOf(plan: Pick<Plan, 'effects'>): Pick<CredentialSeen, 'network' | 'kind' | 'revision'> {
  return {
    network: textOf(plan, 'network', 'after'),
    kind: fieldOf(plan, 'kind', 'after') as CredentialSeen['kind'],
    revision: Number(fieldOf(plan, 'revision', 'after')),
  };
}

function whyNone(peer: string, named: string | undefined): string {
  return named === undefined
    ? `${peer} has no credential to rotate: it gets its first when it joins its network`
    : `${peer} has no credential ${named} in use`;
}
