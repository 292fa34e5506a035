import { z } from 'zod';
import { type CertificateSeen, readCertificates, readNewer } from '../../store/fleet/certificates.js';
import { readInstance } from '../../store/fleet/instances.js';
import { fieldOf, firstInstance, onNode, textOf } from './on-node.js';
import { maybe } from './parameters.js';

const MINUTE = 60_000;

const Parameters = z.strictObject({
  /** The certificate that is to be followed by another; left out, the newest that Reeve issued, or else whichever ends first. */
  certificate: maybe(z.string().min(1).max(80)),
});

/** Has a node fetch a new certificate. The old one goes on until its end, so nothing has to be put back. */
export const certRotate = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'cert-rotate', version: 1, title: 'Rotate a certificate' },
    ...{ category: 'system.cert_rotate', verb: 'auto_approve' },
    ...{ class: 'modify-reversible', risk: 'low', undo: 'self-healing', handsOver: true, needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 5_000, deadlineMs: 10 * MINUTE, holdMs: 0 },
  kind: 'instance',
  whose: readInstance,
  // A node that fetches a certificate runs on as before.
  isBusy: false,

  async find(tx, { account, parameters }, instance) {
    const all = await readCertificates(tx, account, instance.id);
    const old = oldOf(all, parameters.certificate);
    const served = old?.source === 'probed' ? old.subject : undefined;
    return {
      effects: [
        { path: 'certificate', before: old?.id ?? null, after: 'another serial number' },
        { path: 'subject', before: old?.subject ?? null, after: old?.subject ?? null },
        { path: 'ends', before: old ? new Date(old.notAfter).toISOString() : null, after: 'later' },
        { path: 'known', before: all.map(({ id }) => id), after: null, volatile: true },
        ...(served === undefined ? [] : [{ path: 'steps', before: null, after: stepsAt(served, instance.id) }]),
      ],
      inverse: null,
      ...(served !== undefined && { impossible: `it is served at ${served} and is not held by the agent of the node` }),
      ...(!old && {
        impossible:
          parameters.certificate === undefined
            ? `${instance.id} has no certificate to rotate: it gets its first when it enrols`
            : `${instance.id} has no certificate ${parameters.certificate}`,
      }),
    };
  },
  asks: (plan, step) =>
    step === 'undo' ? [] : [{ instance: firstInstance(plan), work: { kind: 'certificate.rotate', parameters: {} } }],
  async shows(tx, { account, plan }) {
    const instance = firstInstance(plan);
    const known = fieldOf(plan, 'known', 'before');
    const newer = await readNewer(tx, account, {
      instance,
      than: Date.parse(textOf(plan, 'ends', 'before')),
      subject: textOf(plan, 'subject', 'before'),
      known: Array.isArray(known) ? known.map(String) : [],
    });
    return newer
      ? { isSo: true, says: `${instance} has certificate ${newer.id}, which ends later` }
      : { isSo: false, says: `${instance} reports no newer certificate` };
  },
});

function stepsAt(served: string, instance: string): readonly string[] {
  return [
    `Renew the certificate of ${served} (reeve fleet show ${instance}) where that service takes it from.`,
    'Have the service load it, and look that it answers with the new one.',
    'The endpoint is probed every ten minutes now: the condition is over by itself once the new one is seen there.',
  ];
}

/** What Reeve issued is the node's own; where it issued none, whatever the node shows. */
function oldOf(all: readonly CertificateSeen[], named: string | undefined): CertificateSeen | undefined {
  if (named !== undefined) return all.find(({ id }) => id === named);
  const good = all.filter(({ revoked }) => !revoked);
  // The newest of its own counts: one that was followed already needs no follower.
  return good.findLast(({ source }) => source === 'issued') ?? good[0];
}
