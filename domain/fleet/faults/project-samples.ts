import type { EstateRow } from '../document.js';
import { at } from '../simulated/catalogue.js';
import type { Scene } from './fault.js';

const MINUTE = 60_000;

interface Sampled {
  readonly metric: string;
  readonly bad: number;
  readonly good: number;
}

/** The last few minutes of one metric of a project; once it is over, what was played is taken back, so that no mean rests on it. */
export function samples(
  row: EstateRow,
  { on, now, rows }: Scene,
  { metric, bad, good }: Sampled,
): readonly EstateRow[] {
  const [kind, project] = ['projectSample', row['id'] ?? ''];
  if (on)
    return [0, 1, 2].map((one) => ({
      ...{ kind, project, metric, at: at(now - one * MINUTE), value: bad, source: 'simulated' },
    }));
  return rows
    .filter(
      (one) => one.kind === kind && one['project'] === project && one['metric'] === metric && one['value'] === bad,
    )
    .map((one) => ({ ...one, value: good }));
}
