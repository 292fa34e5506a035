import { OUTCOMES } from '../../../domain/outcome.js';
import { oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type CommonFlags, type Desk, Misused } from '../command.js';
import { fail, ok, warn } from '../paint.js';
import { type Cell, harmless, table } from '../table.js';
import { keyArgument } from '../work-flags.js';
import { type Accepted, tellAccepted } from './propose.js';

interface Flags extends CommonFlags {
  readonly url?: string;
}
interface ListFlags extends Flags {
  readonly open?: boolean;
  readonly ended?: boolean;
  readonly outcome?: string;
  readonly target?: string;
  readonly action?: string;
  readonly after?: string;
  readonly limit: number;
}
interface UndoFlags extends Flags {
  readonly reason: string;
  readonly wait?: boolean;
}
interface Listed {
  readonly key: string;
  readonly action: string;
  readonly target: string;
  readonly proposer: string;
  readonly summary: string;
  readonly stage: string;
  readonly proposedAt: string;
  readonly outcome?: string;
  readonly because?: string;
}
interface Rule {
  readonly rule: string;
  readonly says: string;
  readonly because: string;
  readonly remedy: string;
}
interface Whole extends Listed {
  readonly plan?: {
    readonly effects: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  };
  readonly judgements: readonly {
    readonly round: number;
    readonly because: string;
    readonly verdict: { readonly spoke: readonly Rule[]; readonly until?: number };
  }[];
  readonly requests: readonly {
    readonly id: string;
    readonly state: string;
    readonly answers: readonly { readonly person: string; readonly says: string; readonly reason?: string }[];
  }[];
  readonly proposal: { readonly undoes?: string };
  readonly undos: readonly { readonly key: string; readonly by: string; readonly outcome?: string }[];
  readonly entries: readonly {
    readonly seq: number;
    readonly at: string;
    readonly kind: string;
    readonly actor: string;
  }[];
}

export const interventions: AddCommand = (program, desk) => {
  const group = program.command('interventions').description('what was proposed, and what became of it');
  const command = (name: string, about: string, example: string) =>
    group
      .command(name)
      .description(about)
      .option('--url <url>', 'the Reeve to ask')
      .addHelpText('after', `\nExample:\n  reeve interventions ${example}`);
  command('list', 'the newest ones', 'list --open')
    .option('--open', 'only what has not ended')
    .option('--ended', 'only what has ended')
    .option('--outcome <outcome>', OUTCOMES.join(', '), oneOf('--outcome', OUTCOMES))
    .option('--target <name>', 'only of this target, such as flag/checkout.new', textUpTo('--target', 600))
    .option('--action <action>', 'only of this action', textUpTo('--action', 100))
    .option('--after <key>', 'the page after this one', keyArgument('--after'))
    .option('--limit <number>', 'how many, up to 200', wholeNumber('--limit', 1, 200), 20)
    .action((flags: ListFlags) => list(flags, desk));
  command('show', 'one of them: plan, rules, people, entries', 'show KEY')
    .argument('<key>', 'which', keyArgument('<key>'))
    .action((key: string, flags: Flags) => show(key, flags, desk));
  command('undo', 'propose to put back exactly what an ended change did', 'undo KEY --reason "orders fell"')
    .argument('<key>', 'which', keyArgument('<key>'))
    .requiredOption('--reason <text>', 'why', textUpTo('--reason', 500))
    .option('--wait', 'wait until it has ended; exit 1 unless it is put back')
    .action(async (key: string, { reason, wait = false, ...flags }: UndoFlags) => {
      const api = await openApi(desk.config({ ...flags }));
      const path = `/api/v1/interventions/${encodeURIComponent(key)}/undo`;
      await tellAccepted(await api.send<Accepted>('POST', path, { reason }), { api, desk, flags, wait });
    });
  for (const [name, about, done] of [
    ['withdraw', 'take it back before anything has begun', 'is taken back'],
    ['cancel', 'end it wherever it stands; what was written is put back where it can be', 'is cancelled'],
  ] as const)
    command(name, about, `${name} KEY --reason "not today"`)
      .argument('<key>', 'which', keyArgument('<key>'))
      .requiredOption('--reason <text>', 'why', textUpTo('--reason', 500))
      .action(async (key: string, { reason, ...flags }: Flags & { readonly reason: string }) => {
        const path = `/api/v1/interventions/${encodeURIComponent(key)}/${name}`;
        await (await openApi(desk.config({ ...flags }))).send('POST', path, { reason });
        desk.print(flags, { [name]: key }, () => `accepted: ${key} ${done} as soon as its workflow hears of it`);
      });
};

async function list(
  { open, ended, limit, outcome, target, action, after, ...flags }: ListFlags,
  desk: Desk,
): Promise<void> {
  if (open && ended) throw new Misused('--open and --ended leave nothing: give one of them');
  const wanted = {
    outcome,
    target,
    action,
    after,
    limit: String(limit),
    ...((open || ended) && { open: String(open === true) }),
  };
  const query = Object.entries(wanted).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const settings = desk.config({ ...flags });
  const api = await openApi(settings);
  const page = await api.get<{ readonly interventions: readonly Listed[]; readonly next?: string }>(
    `/api/v1/interventions?${new URLSearchParams(query).toString()}`,
  );
  desk.print(flags, page, () => {
    if (page.interventions.length === 0)
      return 'nothing was proposed that matches; propose something with "reeve propose"';
    const rows = page.interventions.map(({ key, action, target, proposer, outcome, stage, proposedAt }) => [
      ...[key, proposedAt.slice(0, 19), action, target, proposer],
      outcome === undefined ? warn(stage) : outcomeWord(outcome),
    ]);
    const more = page.next === undefined ? [] : [`more: --after ${page.next}`];
    return [table(['key', 'proposed', 'action', 'target', 'by', 'stands'], rows, desk.paint(settings)), ...more].join(
      '\n',
    );
  });
}

async function show(key: string, flags: Flags, { config, paint, print }: Desk): Promise<void> {
  const settings = config({ ...flags });
  const whole = await (await openApi(settings)).get<Whole>(`/api/v1/interventions/${encodeURIComponent(key)}`);
  print(flags, whole, () => {
    const { outcome, because, stage, judgements, requests, entries, plan, proposal, undos } = whole;
    const state = outcome === undefined ? warn(stage) : outcomeWord(outcome);
    const word = typeof state === 'string' ? state : paint(settings)(state);
    const last = judgements.at(-1);
    return [
      `${whole.action} at ${harmless(whole.target)}, by ${whole.proposer}: ${word}${because ? `, ${harmless(because)}` : ''}`,
      harmless(whole.summary),
      ...(proposal.undoes === undefined ? [] : [`it puts back ${proposal.undoes}`]),
      ...(stage === 'waiting' && last?.verdict.until !== undefined
        ? [`it waits until ${new Date(last.verdict.until).toISOString()}; see what put it off below`]
        : []),
      ...undos.map(({ key, by, outcome }) => `${by} proposed to put it back: ${key}, ${outcome ?? 'not ended yet'}`),
      '',
      diff(plan?.effects ?? []),
      ...(last ? ['', rulesTable(last.verdict.spoke)] : []),
      ...requests.flatMap(({ id, state, answers }) => [
        '',
        `request ${id} is ${state}`,
        ...answers.map(({ person, says, reason }) => harmless(`  ${person}: ${says}${reason ? ` (${reason})` : ''}`)),
      ]),
      '',
      table(
        ['entry', 'at', 'kind', 'actor'],
        entries.map(({ seq, at, kind, actor }) => [String(seq), at, kind, actor]),
      ),
    ].join('\n');
  });
}

/** What would change, field by field. */
export function diff(
  effects: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[],
): string {
  if (effects.length === 0) return 'no plan yet';
  return effects
    .flatMap(({ path, before, after }) => [
      `- ${path}: ${JSON.stringify(before)}`,
      `+ ${path}: ${JSON.stringify(after)}`,
    ])
    .map(harmless)
    .join('\n');
}

export function rulesTable(spoke: readonly Rule[]): string {
  if (spoke.length === 0) return 'no rule stands against it';
  return table(
    ['rule', 'says', 'because', 'what would change it'],
    spoke.map(({ rule, says, because, remedy }) => [rule, says, because, remedy]),
  );
}

export function outcomeWord(outcome: string): Cell {
  if (outcome === 'verified') return ok(outcome);
  return ['failed', 'undo-failed', 'needs-hands', 'unknown'].includes(outcome) ? fail(outcome) : outcome;
}
