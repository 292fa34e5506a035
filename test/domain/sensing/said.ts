import { defaultsOf, type Parameters, type Values } from '../../../domain/sensing/parameters.js';
import type { Observation, Payload, Sensor, Standing } from '../../../domain/sensing/sensor.js';

export const NOW = Date.UTC(2026, 2, 1, 12);
export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;

interface Given<P extends Parameters> {
  readonly values?: Partial<Values<P>>;
  /** Fingerprints that stand open, since an hour. */
  readonly open?: readonly string[];
  readonly payload?: Payload;
}

/** What a sensor's rule says of one row. */
export function say<P extends Parameters, Row>(
  sensor: Sensor<P, Row>,
  row: Row,
  { values = {}, open = [], payload = {} }: Given<P> = {},
): readonly Observation[] {
  const standing: Standing = { severity: 'warning', openedAt: NOW - HOUR, payload };
  return sensor.judge(row, {
    values: { ...defaultsOf(sensor.parameters), ...values },
    now: NOW,
    open: (fingerprint) => (open.includes(fingerprint) ? standing : undefined),
  });
}

/** `warning`, `high` … for what raises; `hold` and `clear`; nothing for nothing. */
export function briefly(observations: readonly Observation[]): readonly string[] {
  return observations.map((one) => (one.says === 'raise' ? one.severity : one.says));
}
