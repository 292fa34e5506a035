import { listOf, textOf } from '../row.js';
import type { FleetFault } from './fault.js';
import { gone } from './hub-down.js';

export const vipHolderSilent: FleetFault = {
  name: 'vip-holder-silent',
  shows: 'A virtual address whose holder nobody reaches any more.',
  sensor: 'sdwan_vip_reachability_sensor',
  waits: 'holder_silent_minutes',
  about: 'sdwanVip',
  also: ['sdwanPeer'],
  fits: (row) => listOf(row, 'holders').length > 0,
  machines(row, rows) {
    const holders = listOf(row, 'holders');
    return rows
      .filter(({ kind, id }) => kind === 'sdwanPeer' && typeof id === 'string' && holders.includes(id))
      .map((one) => textOf(one, 'instance'));
  },
  strike: gone,
};
