import { textOf } from '../row.js';
import type { FleetFault } from './fault.js';

export const peerDrift: FleetFault = {
  name: 'peer-drift',
  shows: 'A spoke whose tunnel lets through other addresses than it should.',
  sensor: 'sdwan_drift_sensor',
  about: 'sdwanPeer',
  fits: (row) => row['isHub'] !== true,
  machines: (row) => [textOf(row, 'instance')],
  strike: ({ peers }) =>
    peers.length === 0 ? undefined : { peers: peers.map((peer) => ({ ...peer, allowedIps: ['0.0.0.0/0'] })) },
};
