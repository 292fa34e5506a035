import { LURE } from '../simulated/catalogue.js';
import { digestOf } from '../simulated/chance.js';
import { ofMachine } from './fault.js';

export const honeypotAccess = ofMachine({
  name: 'honeypot-access',
  shows: 'A process on a machine that reads what nobody has a reason to read.',
  sensor: 'honeypot_access_sensor',
  passes: true,
  strike: ({ instance, touched }, now) => ({
    touched: [
      ...touched,
      {
        ...{ id: digestOf(`${instance} ${now}`).slice(7, 39), module: LURE, at: now, source: '203.0.113.7' },
        ...{ path: '/srv/vault/root-token', process: 'curl', person: 'www-data' },
      },
    ],
  }),
});
