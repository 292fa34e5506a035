import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';

export const pressure: FleetFault = {
  name: 'pressure',
  shows: 'Another system that asks to be left alone for a while.',
  sensor: 'trading_pressure_sensor',
  about: 'template',
  tell: (_row, { on, now }) => [
    ...[
      {
        kind: 'pressure',
        source: 'simulated/trading.high_load',
        strength: on ? 2 : 0,
        ttlMs: 1_800_000,
        decay: 0.05,
        at: at(now),
      },
    ],
  ],
};
