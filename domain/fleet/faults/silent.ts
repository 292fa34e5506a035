import { ofMachine } from './fault.js';

export const silent = ofMachine({
  name: 'silent',
  shows: 'A machine whose agent says nothing any more; a reboot brings it back.',
  sensor: 'instance_status_sensor',
  waits: 'silent_threshold_minutes',
  strike: () => ({ silent: true }),
});
