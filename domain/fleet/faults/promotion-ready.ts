import { textOf } from '../row.js';
import type { EstateRow } from '../document.js';
import { at, moduleDigest } from '../simulated/catalogue.js';
import type { FleetFault } from './fault.js';
import { observed } from './observed.js';

const HOUR = 3_600_000;
const MACHINES = 3;
/** The one of the simulated modules in staging that runs on every machine. */
const STAGED = 'metrics-agent';

function wearers(version: EstateRow, rows: readonly EstateRow[]): readonly EstateRow[] {
  const has = (row: EstateRow) =>
    row.kind === 'instance' && Object.hasOwn((row['running'] ?? {}) as object, textOf(version, 'module'));
  return rows.filter(has).slice(0, MACHINES);
}

export const promotionReady: FleetFault = {
  name: 'promotion-ready',
  shows: 'A version in staging that has run on three machines for an hour, and could be promoted.',
  sensor: 'module_promotion_sensor',
  about: 'moduleVersion',
  also: ['instance'],
  fits: (row, rows) => row['state'] === 'staging' && row['module'] === STAGED && wearers(row, rows).length === MACHINES,
  machines: (row, rows) => wearers(row, rows).map((one) => textOf(one, 'id')),
  strike: ({ running }) =>
    Object.hasOwn(running, STAGED) ? { running: { ...running, [STAGED]: moduleDigest(STAGED, 3) } } : undefined,
  tell: (row, { on, now, rows }) => [
    observed(row, { stagedAt: at(now - 2 * HOUR) }),
    ...wearers(row, rows).flatMap((one) => {
      const [module, digest] = [textOf(row, 'module'), textOf(row, 'digest')];
      const since = { ...(one['runningSince'] as object), [module]: at(now - HOUR) };
      return [
        {
          kind: 'assignment',
          node: one['node'] ?? '',
          module,
          enabled: true,
          ...(on && { version: row['version'] ?? 1 }),
        },
        ...(on
          ? [observed(one, { running: { ...(one['running'] as object), [module]: digest }, runningSince: since })]
          : []),
      ];
    }),
  ],
};
