import { at } from '../simulated/catalogue.js';
import { observed } from './observed.js';
import { ofMachine } from './fault.js';

export const stateDrift = ofMachine({
  name: 'state-drift',
  shows: 'A machine that should run, and that its provider has stopped.',
  sensor: 'instance_state_drift_sensor',
  strike: () => ({ silent: true }),
  tell: (row, { on, now }) => [
    observed(row, { providerStatus: on ? 'stopped' : 'running', providerSeenAt: at(now), providerOdd: on ? 2 : 0 }),
  ],
});
