import { digestOf } from '../simulated/chance.js';
import { ofMachine } from './fault.js';

export const moduleDrift = ofMachine({
  name: 'module-drift',
  shows: 'A machine that runs another build of a module than it should.',
  sensor: 'module_drift_sensor',
  waits: 'settle_seconds',
  strike({ instance, running }) {
    const module = Object.keys(running).at(-1);
    return module === undefined
      ? undefined
      : { running: { ...running, [module]: digestOf(`a stranger on ${instance}`) } };
  },
});
