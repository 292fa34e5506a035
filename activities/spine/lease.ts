import type { Settle } from '../../workflows/ports.js';

const MINUTE = 60_000;
const APPLY_MS = 5 * MINUTE;
const SPARE_MS = 5 * MINUTE;

/** How long a target is held from the last sign of life on: to apply, to settle, and a little. */
export function leaseMsOf({ deadlineMs, holdMs }: Settle): number {
  return APPLY_MS + deadlineMs + holdMs + SPARE_MS;
}
