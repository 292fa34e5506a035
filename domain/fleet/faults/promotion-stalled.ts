import { at } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';
import { observed } from './observed.js';

const HOUR = 3_600_000;

export const promotionStalled: FleetFault = {
  name: 'promotion-stalled',
  shows: 'A version that has been in staging for more than a day.',
  sensor: 'module_promotion_sensor',
  about: 'moduleVersion',
  fits: (row) => row['state'] === 'staging',
  tell: (row, { on, now }) => [observed(row, { stagedAt: at(now - (on ? 30 : 1) * HOUR) })],
};
