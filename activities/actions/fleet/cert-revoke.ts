import { z } from 'zod';
import { readCertificates, revokeCertificate } from '../../store/fleet/certificates.js';
import { readInstance } from '../../store/fleet/instances.js';
import { inRows } from './in-rows.js';
import { Reason } from './parameters.js';

const Parameters = z.strictObject({ certificate: z.string().min(1).max(80), reason: Reason });

/** Withdraws a certificate: it stands in the next list of what is revoked, and is never good again. */
export const certRevoke = inRows<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'cert-revoke', version: 1, title: 'Revoke a certificate' },
    ...{ category: 'system.cert_revoke', verb: 'require_approval', minimum: 'require_approval' },
    ...{ class: 'modify-irreversible', risk: 'high', undo: 'none', needs: [] },
  },
  parameters: Parameters,
  kind: 'instance',

  async find(tx, { account, target, parameters }) {
    const instance = await readInstance(tx, account, target.name);
    if (!instance) return undefined;
    const all = await readCertificates(tx, account, instance.id);
    const found = all.find(({ id }) => id === parameters.certificate);
    const others = all.filter(({ id, revoked }) => !revoked && id !== found?.id).length;
    return {
      uid: instance.uid,
      effects: [
        { path: 'revoked', before: found?.revoked ?? null, after: true },
        { path: 'because', before: null, after: parameters.reason },
        { path: 'others left', before: others, after: others, volatile: true },
      ],
      inverse: null,
      blast: { count: 1, of: instance.siblings },
      ...(!found && { impossible: `${instance.id} has no certificate ${parameters.certificate}` }),
    };
  },
  async write(tx, { account, target, parameters: { certificate, reason } }) {
    const done = await revokeCertificate(tx, account, { instance: target.name, id: certificate, because: reason });
    return done ? undefined : `${target.name} has no certificate ${certificate} any more`;
  },
  async shows(tx, { account, target, parameters }) {
    const all = await readCertificates(tx, account, target.name);
    const isSo = all.find(({ id }) => id === parameters.certificate)?.revoked === true;
    return { isSo, says: `certificate ${parameters.certificate} is ${isSo ? '' : 'not '}revoked` };
  },
});
