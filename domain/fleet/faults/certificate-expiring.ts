import { ofMachine } from './fault.js';

const DAY = 86_400_000;

export const certificateExpiring = ofMachine({
  name: 'certificate-expiring',
  shows: 'A machine whose certificate ends in five days, because it did not renew it.',
  sensor: 'certificate_expiry_sensor',
  strike: ({ certificate }, now) =>
    certificate && { certificate: { ...certificate, notBefore: now - 85 * DAY, notAfter: now + 5 * DAY } },
});
