import { type Pressure, PRESSURE, strengthNow } from '../../pressure.js';
import { EVERYWHERE } from '../arrange.js';
import { amount, whole } from '../parameters.js';
import { plainTarget } from '../../proposal.js';
import { ended } from '../saying.js';
import { defineSensor } from '../sensor.js';

/** What others say of their load: the one row that there is of an account. */
export interface Load {
  readonly signals: readonly Pressure[];
}

const SUM = 'summed strength';
const parameters = {
  defer_aggregate_pressure: amount(PRESSURE.defersFrom, SUM, [0.1, 800], 'from here on, work that can wait does'),
  clear_aggregate_pressure: amount(0.8, SUM, [0, 800], 'below this it is over; between the two it stays as it was'),
  per_signal_min_strength: amount(0.5, 'strength', [0, 16], 'a weaker word of one system is not counted'),
  perceive_limit: whole(50, 'signals', [1, 500], 'the strongest so many are counted'),
  severity_high_above: amount(1, SUM, [0, 800], 'more than this is high'),
  severity_critical_above: amount(3, SUM, [0, 800], 'more than this is critical'),
};
const kind = 'fleet.trading_pressure_high';
// Never by the minute: that would open a new condition each minute, and the same load would be decided about and told of again and again.
const fingerprint = 'trading_pressure';

/** Whether other systems are under so much load that work which can wait should. The gate defers it by itself; this says why. */
export const tradingPressure = defineSensor<typeof parameters, Load>({
  id: 'trading_pressure_sensor',
  title: 'Cross-domain pressure',
  agent: 'fleet_autonomy',
  watches: 'what other systems say of their load, as it fades',
  parameters,
  kinds: [
    {
      kind,
      clears: 'fleet.trading_pressure_normal',
      aliases: ['system.trading_pressure_observed'],
      title: 'Other systems are under load',
      says: 'other systems are under so much load that work which can wait is put off',
      isTold: true,
      steps: [],
    },
  ],
  placesOf: () => [],
  judge({ signals }, { values, now, open }) {
    const counted = signals
      .map((one) => ({ source: one.source, strength: strengthNow(one, now) }))
      .filter(({ strength }) => strength > 0 && strength >= values.per_signal_min_strength)
      .toSorted((a, b) => b.strength - a.strength)
      .slice(0, values.perceive_limit);
    const sum = counted.reduce((total, { strength }) => total + strength, 0);
    // What is shown is rounded for people, what is compared only against the noise of adding.
    const [exact, aggregate] = [Math.round(sum * 1e6) / 1e6, rounded(sum)];
    const raisesFrom = values.defer_aggregate_pressure;
    // A clearing line above the raising one would make it flap.
    const staysFrom = open(fingerprint) ? Math.min(values.clear_aggregate_pressure, raisesFrom) : raisesFrom;
    if (exact < staysFrom)
      return ended(open, {
        ...{ kind, fingerprint, because: `it fell to ${aggregate}` },
        payload: { aggregate_strength: aggregate },
      });
    const [strongest] = counted;
    return [
      {
        ...({ says: 'raise', kind, fingerprint } as const),
        severity:
          exact > values.severity_critical_above ? 'critical' : exact > values.severity_high_above ? 'high' : 'warning',
        subject: plainTarget(EVERYWHERE),
        groups: [],
        payload: {
          ...{ aggregate_strength: aggregate, source_signal_count: counted.length },
          source_signal_types: [...new Set(counted.map(({ source }) => typeOf(source)))].toSorted(),
          ...(strongest && {
            strongest: {
              ...{ type: typeOf(strongest.source), key: strongest.source },
              strength: rounded(strongest.strength),
            },
          }),
        },
      },
    ];
  },
});

/** Who says it, without under which of its names. */
function typeOf(source: string): string {
  return source.split('/').slice(0, 2).join('/');
}

/** It fades all the time: two places are what is worth saying. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
