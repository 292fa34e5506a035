export interface Run {
  readonly point: string;
  readonly killed: string;
  readonly outcome: string;
  readonly effects: number;
  /** One intent, one receipt, one outcome. */
  readonly told: boolean;
  readonly whole: boolean;
}

const COLUMNS = ['verified', 'unknown', 'other', 'effects ≠ 1', 'entries ≠ 1', 'books broken'] as const;

/** What came of each point, and how often which part was killed there. */
export function chaosTable(runs: readonly Run[]): string {
  const points = [...new Set(runs.map(({ point }) => point))];
  const victims = [...new Set(runs.map(({ killed }) => killed))].toSorted();
  const rows = points.map((point) => {
    const here = runs.filter((run) => run.point === point);
    return [
      point,
      ...victims.map((killed) => String(here.filter((run) => run.killed === killed).length)),
      ...sums(here),
    ];
  });
  const total = ['all', ...victims.map((killed) => String(runs.filter((run) => run.killed === killed).length))];
  return table([['at', ...victims, ...COLUMNS], ...rows, [...total, ...sums(runs)]]);
}

function sums(runs: readonly Run[]): readonly string[] {
  const count = (fits: (run: Run) => boolean) => String(runs.filter(fits).length);
  return [
    count(({ outcome }) => outcome === 'verified'),
    count(({ outcome }) => outcome === 'unknown'),
    count(({ outcome }) => outcome !== 'verified' && outcome !== 'unknown'),
    count(({ effects }) => effects !== 1),
    count(({ told }) => !told),
    count(({ whole }) => !whole),
  ];
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-' : ' ').replace(' ', '-') + '-'.repeat(width) + (column === 0 ? '-' : ':')).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
