import { digestOf } from '../simulated/chance.js';
import { ofMachine } from './fault.js';

const DAY = 86_400_000;

export const certificateExpiring = ofMachine({
  name: 'certificate-expiring',
  shows: 'A machine whose certificate ends in five days, because it did not renew it.',
  sensor: 'certificate_expiry_sensor',
  strike({ instance, certificate }, now) {
    if (!certificate) return undefined;
    // Another number: one and the same certificate never ends at another time.
    const serial = digestOf(`old certificate of ${instance} at ${now}`).slice(7, 39);
    const times = { notBefore: now - 85 * DAY, notAfter: now + 5 * DAY };
    return { certificate: { ...certificate, serial, fingerprint: digestOf(serial), ...times } };
  },
});
