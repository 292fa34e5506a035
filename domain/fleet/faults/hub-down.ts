import { textOf } from '../row.js';
import type { VirtualNode } from '../simulated/node.js';
import type { FleetFault } from './fault.js';

const LONG_AGO_MS = 20 * 60_000;

/** Nobody has shaken hands with this machine for a while. */
export function gone({ peers }: VirtualNode, now: number): Partial<VirtualNode> | undefined {
  return peers.length === 0 ? undefined : { peers: peers.map((peer) => ({ ...peer, quietSince: now - LONG_AGO_MS })) };
}

export const hubDown: FleetFault = {
  name: 'hub-down',
  shows: 'A hub of an overlay network with which nobody shakes hands any more.',
  sensor: 'sdwan_reachability_sensor',
  waits: 'hub_silent_minutes',
  about: 'sdwanPeer',
  fits: (row) => row['isHub'] === true,
  machines: (row) => [textOf(row, 'instance')],
  strike: gone,
};
