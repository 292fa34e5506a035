import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';
import { observed } from './observed.js';

const HOUR = 3_600_000;

export const credentialExpiring: FleetFault = {
  name: 'credential-expiring',
  shows: 'A membership in an overlay network that ends within the day.',
  sensor: 'sdwan_credential_expiry_sensor',
  about: 'sdwanCredential',
  fits: (row) => row['status'] === 'active',
  tell: (row, { on, now }) => [
    observed(row, {
      ...{ issuedAt: at(now - 89 * 24 * HOUR), refreshAfter: at(on ? now - HOUR : now + 40 * 24 * HOUR) },
      notAfter: at(on ? now + 12 * HOUR : now + 80 * 24 * HOUR),
    }),
  ],
};
