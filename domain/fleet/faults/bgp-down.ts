import { textOf } from '../row.js';
import type { FleetFault } from './fault.js';

export const bgpDown: FleetFault = {
  name: 'bgp-down',
  shows: 'A routing session that is not established any more.',
  sensor: 'sdwan_bgp_session_health_sensor',
  waits: 'unhealthy_after_minutes',
  about: 'bgpSession',
  also: ['sdwanPeer'],
  machines: (row, rows) =>
    rows.filter(({ kind, id }) => kind === 'sdwanPeer' && id === row['peer']).map((one) => textOf(one, 'instance')),
  strike: ({ sessions }) =>
    sessions.length === 0
      ? undefined
      : { sessions: sessions.map((one) => ({ ...one, state: 'active' as const, error: 'hold timer expired' })) },
};
