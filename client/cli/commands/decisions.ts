import { DECISION_OUTCOMES } from '../../../domain/sensing/decide.js';
import { oneOf, principalId, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { queryOf, shortId } from '../pages.js';
import { harmless, table } from '../table.js';
import { rulesTable } from './interventions.js';

export interface Decision {
  readonly id: string;
  readonly at: string;
  readonly condition: string;
  readonly agent: string;
  readonly kind: string;
  readonly severity: string;
  readonly category: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
  readonly reasons: readonly string[];
  readonly correlation: string;
  readonly intervention?: string;
  readonly verdict?: string;
  readonly verdictBecause?: string;
  readonly stands?: string;
  readonly standsBecause?: string;
}
interface Whole extends Decision {
  readonly judgements: readonly {
    readonly round: number;
    readonly at: string;
    readonly because: string;
    readonly verdict: { readonly decision?: string; readonly spoke?: Parameters<typeof rulesTable>[0] };
  }[];
}
interface ListFlags extends Flags {
  readonly condition?: string;
  readonly agent?: string;
  readonly kind?: string;
  readonly outcome?: string;
  readonly after?: string;
  readonly limit: number;
}

const PATH = '/api/v1/decisions';

export const decisions: AddCommand = (program, desk) => {
  const { command } = groupOf(program, 'decisions', 'what was decided about conditions, and what came of it');
  command('list', 'the newest first', 'list --outcome proposed')
    .option('--condition <id>', 'about this condition, by its whole id', textUpTo('--condition', 60))
    .option('--agent <id>', 'by this agent', principalId('--agent'))
    .option('--kind <kind>', 'about conditions of this kind', textUpTo('--kind', 80))
    .option('--outcome <word>', DECISION_OUTCOMES.join(', '), oneOf('--outcome', DECISION_OUTCOMES))
    .option('--after <id>', 'the page after this one', textUpTo('--after', 60))
    .option('--limit <number>', 'how many, up to 200', wholeNumber('--limit', 1, 200), 50)
    .action(async ({ condition, agent, kind, outcome, after, limit, ...flags }: ListFlags) => {
      const query = queryOf({ condition, agent, kind, outcome, after, limit });
      const api = await openApi(desk.config({ ...flags }));
      const page = await api.get<{ decisions: readonly Decision[]; next?: string }>(`${PATH}?${query}`);
      desk.print(flags, page, () =>
        page.decisions.length === 0
          ? 'nothing was decided that matches'
          : [decisionsTable(page.decisions), ...(page.next === undefined ? [] : [`more: --after ${page.next}`])].join(
              '\n',
            ),
      );
    });
  command('show', 'one of them with its reasons and what the gate said', 'show 3f2a9c1b')
    .argument('<id>', 'which, or the first six characters of it', textUpTo('<id>', 60))
    .action(async (id: string, flags: Flags) => {
      const api = await openApi(desk.config({ ...flags }));
      const found = await api.get<Whole>(`${PATH}/${encodeURIComponent(id)}`);
      desk.print(flags, found, () => shown(found));
    });
};

export function decisionsTable(found: readonly Decision[]): string {
  return table(
    ['decision', 'at', 'outcome', 'category', 'target', 'gate', 'stands', 'because'],
    found.map(({ id, at, outcome, category, target, verdict = '', stands = '', reasons }) => [
      ...[shortId(id), at.slice(0, 19), outcome, category, target, verdict, stands, reasons.join('; ')],
    ]),
  );
}

function shown(one: Whole): string {
  const { reasons, judgements, intervention, stands, standsBecause } = one;
  return [
    harmless(`${one.agent}: ${one.outcome}, ${one.category} at ${one.target}, for ${one.kind} (${one.severity})`),
    `decided at ${one.at} about condition ${shortId(one.condition)}`,
    '',
    'reasons:',
    ...reasons.map((reason) => harmless(`  ${reason}`)),
    ...judgements.flatMap(({ round, at, because, verdict }) => [
      '',
      harmless(`the gate, round ${round} at ${at}: ${verdict.decision ?? 'nothing'}, ${because}`),
      rulesTable(verdict.spoke ?? []),
    ]),
    ...(intervention === undefined
      ? ['', 'nothing was proposed']
      : ['', harmless(`${intervention}: ${stands ?? 'not begun'}${standsBecause ? `, ${standsBecause}` : ''}`)]),
    '',
    `the whole story: reeve trace ${shortId(one.correlation)}`,
  ].join('\n');
}
