import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';
import { observed } from './observed.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const credentialExpiring: FleetFault = {
  name: 'credential-expiring',
  shows: 'A membership in an overlay network that ends in ten minutes.',
  sensor: 'sdwan_credential_expiry_sensor',
  about: 'sdwanCredential',
  fits: (row) => row['status'] === 'active',
  tell: (row, { on, now }) => [
    observed(row, {
      ...{ issuedAt: at(now - 50 * MINUTE), refreshAfter: at(now + (on ? 5 * MINUTE : 40 * DAY)) },
      notAfter: at(now + (on ? 10 * MINUTE : 80 * DAY)),
    }),
  ],
};
