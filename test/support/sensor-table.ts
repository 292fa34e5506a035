import { type Parameters, type Setting, settle } from '../../domain/sensing/parameters.js';
import type { Observation, Payload, Sensor, Standing } from '../../domain/sensing/sensor.js';

export const NOON = Date.UTC(2026, 5, 16, 12);
export const ago = (ms: number) => NOON - ms;

export interface Scene {
  /** What stands open: fingerprint to payload. */
  readonly open?: Readonly<Record<string, Payload>>;
  readonly set?: readonly Setting[];
  readonly now?: number;
}

/** What a rule says of a row, with what is set for where the row lies, as a round would ask it. */
export function judged<P extends Parameters, Row>(
  sensor: Sensor<P, Row>,
  row: Row,
  { open = {}, set = [], now = NOON }: Scene = {},
): readonly Observation[] {
  const standing = (fingerprint: string): Standing | undefined => {
    const payload = open[fingerprint];
    return payload && { severity: 'warning', openedAt: now - 60_000, payload };
  };
  return sensor.judge(row, { values: settle(sensor.parameters, set, sensor.placesOf(row)), now, open: standing });
}

/** As a line: `raise critical cert.expired`, `hold …`, `clear …`; the table of a test is made of those. */
export function lines(observed: readonly Observation[]): readonly string[] {
  return observed.map((one) =>
    one.says === 'raise' ? `raise ${one.severity} ${one.kind}` : `${one.says} ${one.kind}`,
  );
}

/** What was raised, one at least. */
export function raisedIn(observed: readonly Observation[]): Extract<Observation, { says: 'raise' }> {
  const [one] = observed.filter((each) => each.says === 'raise');
  if (!one) throw new Error(`nothing was raised: ${JSON.stringify(observed)}`);
  return one;
}
