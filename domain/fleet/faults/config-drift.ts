import { digestOf } from '../simulated/chance.js';
import { ofMachine } from './fault.js';

export const configDrift = ofMachine({
  name: 'config-drift',
  shows: 'A machine whose configuration somebody changed by hand.',
  sensor: 'config_drift_sensor',
  waits: 'settle_seconds',
  strike: ({ instance }) => ({ configHash: digestOf(`changed by hand on ${instance}`).slice(0, 39) }),
});
