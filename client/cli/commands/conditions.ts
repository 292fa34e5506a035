import { SEVERITIES } from '../../../domain/scales.js';
import { oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, Misused } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { queryOf, severityWord, shortId } from '../pages.js';
import { ok } from '../paint.js';
import { harmless, table } from '../table.js';
import { type Decision, decisionsTable } from './decisions.js';

interface Brief {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly subject: string;
}
interface Listed extends Brief {
  readonly sensor: string;
  readonly agent: string;
  readonly openedAt: string;
  readonly seenAt: string;
  readonly times: number;
  readonly closedAt?: string;
  readonly closedBecause?: string;
  readonly flappingUntil?: string;
  readonly children: number;
}
interface Whole extends Listed {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly escalations: readonly { readonly at: number; readonly from: string; readonly to: string }[];
  readonly turns: readonly string[];
  readonly correlation: string;
  readonly attribution?: { readonly suspect: string; readonly sentences: readonly string[] };
  readonly above?: Brief;
  readonly under: readonly {
    readonly kind: string;
    readonly severity: string;
    readonly open: number;
    readonly closed: number;
  }[];
  readonly childrenShown: readonly Brief[];
  readonly decisions: readonly Decision[];
  readonly interventions: readonly {
    readonly key: string;
    readonly action: string;
    readonly stage: string;
    readonly outcome?: string;
    readonly because?: string;
  }[];
}
interface ListFlags extends Flags {
  readonly open?: boolean;
  readonly closed?: boolean;
  readonly kind?: string;
  readonly severity?: string;
  readonly subject?: string;
  readonly all?: boolean;
  readonly under?: string;
  readonly after?: string;
  readonly limit: number;
}

const PATH = '/api/v1/conditions';

export const conditions: AddCommand = (program, desk) => {
  const { command } = groupOf(program, 'conditions', 'what is wrong in the fleet, and what was');
  command('list', 'the newest first, without what another one explains', 'list --open --severity critical')
    .option('--open', 'only what is open')
    .option('--closed', 'only what is over')
    .option('--kind <kind>', 'such as instance.silent', textUpTo('--kind', 80))
    .option('--severity <severity>', SEVERITIES.join(', '), oneOf('--severity', SEVERITIES))
    .option('--subject <name>', 'such as instance/web-1', textUpTo('--subject', 600))
    .option('--all', 'also what another one explains or stands for')
    .option('--under <id>', 'only what lies under this one', textUpTo('--under', 60))
    .option('--after <id>', 'the page after this one', textUpTo('--after', 60))
    .option('--limit <number>', 'how many, up to 200', wholeNumber('--limit', 1, 200), 50)
    .action(async ({ open, closed, kind, severity, subject, all, under, after, limit, ...flags }: ListFlags) => {
      if (open && closed) throw new Misused('--open and --closed leave nothing: give one of them');
      const state = open || closed ? open === true : undefined;
      const query = queryOf({ open: state, kind, severity, subject, all, parent: under, after, limit });
      const settings = desk.config({ ...flags });
      const page = await (
        await openApi(settings)
      ).get<{ conditions: readonly Listed[]; next?: string }>(`${PATH}?${query}`);
      desk.print(flags, page, () => {
        if (page.conditions.length === 0) return 'nothing is wrong that matches';
        const rows = page.conditions.map((one) => [
          ...[shortId(one.id), one.openedAt.slice(0, 19), severityWord(one.severity), one.kind, one.subject],
          ...[one.children === 0 ? '' : String(one.children), standsOf(one)],
        ]);
        const head = ['condition', 'opened', 'severity', 'kind', 'subject', 'under it', 'stands'];
        return [
          table(head, rows, desk.paint(settings)),
          ...(page.next === undefined ? [] : [`more: --after ${page.next}`]),
        ].join('\n');
      });
    });
  command('show', 'one of them with everything', 'show 3f2a9c1b')
    .argument('<id>', 'which, or the first six characters of it', textUpTo('<id>', 60))
    .action(async (id: string, flags: Flags) => {
      const found = await (await openApi(desk.config({ ...flags }))).get<Whole>(`${PATH}/${encodeURIComponent(id)}`);
      desk.print(flags, found, () => shown(found));
    });
};

function standsOf({ closedAt, flappingUntil, closedBecause }: Listed) {
  if (closedAt !== undefined) return ok(`closed: ${closedBecause ?? ''}`.slice(0, 80));
  return flappingUntil === undefined ? 'open' : `flaps, held open until ${flappingUntil.slice(11, 19)}`;
}

function shown(one: Whole): string {
  const { closedAt, attribution, above, under, childrenShown, escalations, turns, payload } = one;
  const known = Object.entries(payload).map(([name, value]) =>
    harmless(`  ${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`.slice(0, 500)),
  );
  return [
    harmless(`${one.kind} at ${one.subject}, ${one.severity}, ${closedAt === undefined ? 'open' : 'closed'}`),
    `opened at ${one.openedAt} by ${one.sensor}, seen ${one.times} times, the last at ${one.seenAt}`,
    ...(closedAt === undefined ? [] : [harmless(`closed at ${closedAt}: ${one.closedBecause ?? ''}`)]),
    ...(one.flappingUntil === undefined ? [] : [`it flaps and is held open until ${one.flappingUntil}`]),
    ...escalations.map(({ at, from, to }) => `got worse at ${new Date(at).toISOString()}: ${from} before, ${to} then`),
    ...(turns.length < 2 ? [] : [`opened and closed lately at ${turns.join(', ')}`]),
    ...(above ? [harmless(`explained by ${above.kind} at ${above.subject} (${shortId(above.id)})`)] : []),
    ...(attribution
      ? ['', `look at the ${attribution.suspect} first:`, ...attribution.sentences.map((line) => harmless(`  ${line}`))]
      : []),
    ...(under.length === 0
      ? []
      : [
          '',
          'under it:',
          ...under.map(
            ({ kind, severity, open, closed }) => `  ${open} open and ${closed} closed of ${kind}, ${severity}`,
          ),
          ...childrenShown.slice(0, 10).map(({ id, subject }) => harmless(`  ${shortId(id)} ${subject}`)),
        ]),
    ...(one.decisions.length === 0 ? [] : ['', decisionsTable(one.decisions)]),
    ...(one.interventions.length === 0
      ? []
      : [
          '',
          table(
            ['intervention', 'action', 'stands', 'because'],
            one.interventions.map(({ key, action, stage, outcome, because = '' }) => [
              key,
              action,
              outcome ?? stage,
              because,
            ]),
          ),
        ]),
    '',
    'what is known:',
    ...known,
    '',
    `the whole story: reeve trace ${shortId(one.correlation)}`,
  ].join('\n');
}
