import type { EstateRow } from '../document.js';
import { at } from '../simulated/catalogue.js';

const MINUTE = 60_000;

interface Sample {
  readonly metric: string;
  readonly value: number;
  readonly now: number;
}

/** The last few minutes of one metric of a project. */
export function samples(row: EstateRow, { metric, value, now }: Sample): readonly EstateRow[] {
  return [0, 1, 2].map((one) => ({
    ...{
      kind: 'projectSample',
      project: row['id'] ?? '',
      metric,
      at: at(now - one * MINUTE),
      value,
      source: 'simulated',
    },
  }));
}
