import { ofMachine } from './fault.js';

const VULNERABLE = 'openssl@3.0.7-1';

export const vulnerablePackage = ofMachine({
  name: 'vulnerable-package',
  shows: 'A machine with an openssl that is known to be broken; the vulnerability itself is told by a CVE document.',
  sensor: 'cve_published_sensor',
  strike: ({ installed }) => ({
    installed: [...installed.filter((one) => !one.startsWith('openssl@')), VULNERABLE].toSorted(),
  }),
});
