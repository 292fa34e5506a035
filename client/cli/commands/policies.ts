import { VERBS } from '../../../domain/policy/row.js';
import { ORIGINS } from '../../../domain/proposal.js';
import { RISKS, SEVERITIES } from '../../../domain/scales.js';
import { oneOf, principalId, textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, CommonFlags, Desk } from '../command.js';
import { fail, ok, warn } from '../paint.js';
import { type Cell, harmless, table } from '../table.js';
import { lasting, pairsFlag, type Pairs, shareFlag, targetFlag } from '../work-flags.js';
import { rulesTable } from './interventions.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly agent?: string;
  readonly user?: string;
}
interface SetFlags extends Flags {
  readonly verb: string;
  readonly reason: string;
  readonly scoreMin?: number;
  readonly asksFrom?: string;
  readonly chain?: string;
  readonly risk?: string;
}
interface ExplainFlags extends Flags {
  readonly target: { readonly kind: string; readonly name: string };
  readonly namespace?: string;
  readonly cluster?: string;
  readonly param?: Pairs;
  readonly severity?: string;
  readonly origin?: string;
}
interface Said {
  readonly verb: string;
  readonly scoreMin: number;
  readonly asksFrom?: string;
  readonly chain: string;
  readonly risk?: string;
}
interface Policy extends Said {
  readonly category: string;
  readonly level: string;
  readonly origin: string;
  readonly beneath?: Said;
  readonly author?: string;
  readonly reason?: string;
  readonly writtenAt?: string;
}
interface Explained {
  readonly decision: string;
  readonly outcome?: string;
  readonly would?: string;
  readonly until?: string;
  readonly notify: boolean;
  readonly category: string;
  readonly risk: string;
  readonly spoke: readonly { rule: string; says: string; because: string; remedy: string }[];
  readonly rows: readonly (Said & { readonly level: string; readonly origin: string })[];
  readonly steps: readonly {
    readonly name: string;
    readonly role: string;
    readonly quorum: number;
    readonly withinMs: number;
  }[];
  readonly leftOut: readonly string[];
}

export const policies: AddCommand = (program, desk) => {
  const group = program.command('policies').description('what may be done by itself, and what people are asked about');
  const command = (name: string, about: string, example: string) =>
    group
      .command(name)
      .description(about)
      .option('--agent <id>', 'of this agent', principalId('--agent'))
      .option('--user <id>', 'for this person', principalId('--user'))
      .option('--url <url>', 'the Reeve to ask')
      .addHelpText('after', `\nExample:\n  reeve policies ${example}`);
  const category = textUpTo('<category>', 100);

  command('list', 'every line: defaults, and what people wrote over them', 'list --overrides')
    .option('--overrides', 'only what people wrote')
    .action(async ({ overrides, agent, user, ...flags }: Flags & { readonly overrides?: boolean }) => {
      const found = await find(desk, flags, { agent, user, ...(overrides && { overrides: 'true' }) });
      desk.print(flags, found, () => (found.length === 0 ? 'no line matches' : lines(found)));
    });
  command('show', 'all lines of a category, with who wrote them and why', 'show flag.set')
    .argument('<category>', 'such as flag.set', category)
    .action(async (of: string, { agent, user, ...flags }: Flags) => {
      const found = await find(desk, flags, { category: of, agent, user });
      desk.print(flags, found, () => (found.length === 0 ? `no line is of the category ${of}` : whole(found)));
    });
  command(
    'set',
    'write over the default; what is not said stays as it is there',
    'set flag.set --agent demo-agent --verb auto_approve --reason "a month without a fault"',
  )
    .argument('<category>', 'such as flag.set, or * for all', category)
    .requiredOption('--verb <verb>', VERBS.join(', '), oneOf('--verb', VERBS))
    .requiredOption('--reason <text>', 'why', textUpTo('--reason', 500))
    .option('--score-min <number>', 'the least trust score', shareFlag('--score-min'))
    .option('--asks-from <severity>', SEVERITIES.join(', '), oneOf('--asks-from', SEVERITIES))
    .option('--chain <chain>', 'who is asked: one of "reeve chains list"', textUpTo('--chain', 63))
    .option('--risk <risk>', RISKS.join(', '), oneOf('--risk', RISKS))
    .action((of: string, flags: SetFlags) => set(of, flags, desk));
  command(
    'unset',
    'take what was written away: the default counts again',
    'unset flag.set --agent demo-agent --reason "not needed"',
  )
    .argument('<category>', 'such as flag.set', category)
    .requiredOption('--reason <text>', 'why', textUpTo('--reason', 500))
    .action(async (of: string, { agent, user, reason, ...flags }: Flags & { readonly reason: string }) => {
      const query = queryOf({ category: of, agent, user, reason });
      await (await openApi(desk.config({ ...flags }))).send('DELETE', `/api/v1/policies?${query}`);
      desk.print(flags, { unset: of, agent, user }, () => `the default for ${of} counts again`);
    });
  command(
    'explain',
    'what the gate would say now, rule by rule, and what would change it',
    'explain feature-flag --agent demo-agent --target flag/checkout.new',
  )
    .argument('<action>', 'as "reeve actions list" names it', textUpTo('<action>', 100))
    .requiredOption('--target <kind/name>', 'what it would be done to', targetFlag('--target'))
    .option('--namespace <name>', 'where the target is', textUpTo('--namespace', 100))
    .option('--cluster <name>', 'in which cluster', textUpTo('--cluster', 100))
    .option('--param <name=value>', 'a parameter; without any they are taken to fit', pairsFlag('--param'))
    .option('--severity <severity>', SEVERITIES.join(', '), oneOf('--severity', SEVERITIES))
    .option('--origin <origin>', ORIGINS.join(', '), oneOf('--origin', ORIGINS))
    .action((action: string, flags: ExplainFlags) => explain(action, flags, desk));
};

async function set(category: string, given: SetFlags, desk: Desk): Promise<void> {
  const { agent, user, verb, reason, scoreMin, asksFrom, chain, risk, ...flags } = given;
  const body = { category, agent, user, verb, reason, scoreMin, asksFrom, chain, risk };
  await (await openApi(desk.config({ ...flags }))).send('PUT', '/api/v1/policies', body);
  desk.print(
    flags,
    { set: category, agent, user, verb },
    () => `${category} is ${verb} for ${forWhom(agent, user)}, from the next judgement on`,
  );
}

async function explain(action: string, given: ExplainFlags, desk: Desk): Promise<void> {
  const { target, namespace, cluster, param, severity, origin, agent, user, ...flags } = given;
  const settings = desk.config({ ...flags });
  const body = { action, target: { ...target, namespace, cluster }, parameters: param, severity, origin, agent, user };
  const found = await (await openApi(settings)).send<Explained>('POST', '/api/v1/policies/explain', body);
  desk.print(flags, found, () => explained(found, desk.paint(settings)));
}

function explained(found: Explained, paint: ReturnType<Desk['paint']>): string {
  const { decision, outcome, would, until, notify, category, risk, spoke, rows, steps, leftOut } = found;
  const [row] = rows;
  const word = decisionWord(outcome ?? decision);
  return [
    `${typeof word === 'string' ? word : paint(word)}${would === undefined ? '' : ` (once it is opened: ${would})`}${until === undefined ? '' : `, not before ${until}`}${notify ? ', and people are told' : ''}`,
    `category ${category}, risk ${risk}; ${row ? `the row for ${row.level} counts (${row.origin}): ${row.verb}` : 'no row speaks'}`,
    ...steps.map(({ name, role, quorum, withinMs }) =>
      harmless(`asked: ${name}, ${quorum} with the role ${role}, within ${lasting(withinMs)}`),
    ),
    '',
    rulesTable(spoke),
    '',
    ...leftOut.map((one) => `not looked at: ${one}`),
  ].join('\n');
}

function decisionWord(decision: string): Cell {
  if (decision === 'proceed') return ok(decision);
  return decision === 'refuse' || decision === 'refused' ? fail(decision) : warn(decision);
}

async function find(
  desk: Desk,
  flags: Flags,
  filter: Readonly<Record<string, string | undefined>>,
): Promise<readonly Policy[]> {
  return (await openApi(desk.config({ ...flags }))).get<readonly Policy[]>(`/api/v1/policies?${queryOf(filter)}`);
}

function queryOf(fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return new URLSearchParams(given).toString();
}

function lines(found: readonly Policy[]): string {
  return table(
    ['category', 'for', 'verb', 'score from', 'asks from', 'chain', 'risk', 'is'],
    found.map(({ category, level, verb, scoreMin, asksFrom = '', chain, risk = '', origin }) => [
      ...[category, level, verb, String(scoreMin), asksFrom, chain, risk, origin],
    ]),
  );
}

function whole(found: readonly Policy[]): string {
  const why = found.flatMap(({ level, author, reason, writtenAt, beneath }) =>
    author === undefined
      ? []
      : [harmless(`${level}: ${author} at ${writtenAt}, ${reason}${beneath ? `; beneath it: ${beneath.verb}` : ''}`)],
  );
  return [lines(found), ...(why.length > 0 ? ['', ...why] : [])].join('\n');
}

function forWhom(agent: string | undefined, user: string | undefined): string {
  const parts = [...(agent === undefined ? [] : [`agent ${agent}`]), ...(user === undefined ? [] : [`person ${user}`])];
  return parts.join(' and ') || 'everybody';
}
