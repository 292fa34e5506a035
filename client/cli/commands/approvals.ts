import { plural } from '../../../domain/wording.js';
import { principalId, textUpTo } from '../allowed.js';
import { type Api, openApi } from '../api.js';
import { type AddCommand, AnswerIsNo, type CommonFlags, type Desk, Misused } from '../command.js';
import { harmless, table } from '../table.js';
import { keyArgument, lasting } from '../work-flags.js';
import { diff } from './interventions.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly reason?: string;
}
interface ApproveFlags extends Flags {
  readonly yes?: boolean;
}
interface Approval {
  readonly id: string;
  readonly intervention: string;
  readonly state: string;
  readonly action: string;
  readonly target: string;
  readonly proposer: string;
  readonly forUser?: string;
  readonly severity: string;
  readonly risk?: string;
  readonly summary: string;
  readonly evidence?: {
    readonly condition: string;
    readonly title: string;
    readonly open: boolean;
    readonly seen: readonly { readonly name: string; readonly value: string }[];
  };
  readonly planHash: string;
  readonly effects: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  readonly undoable: boolean;
  readonly rules: readonly { readonly rule: string; readonly because: string }[];
  readonly step: { readonly name: string; readonly role: string; readonly number: number; readonly of: number };
  readonly said: readonly { readonly person: string; readonly says: string; readonly reason?: string }[];
  readonly missing: number;
  readonly leftMs: number;
  readonly may: readonly string[];
  readonly mayNot: Readonly<Record<string, string>>;
}

const pathOf = (id: string) => `/api/v1/approvals/${encodeURIComponent(id)}`;

export const approvals: AddCommand = (program, desk) => {
  const { config, print } = desk;
  const group = program.command('approvals').description('what waits for people, and their answers');
  const command = (name: string, about: string, example: string) =>
    group
      .command(name)
      .description(about)
      .option('--url <url>', 'the Reeve to ask')
      .addHelpText('after', `\nExample:\n  reeve approvals ${name} ${example}`.trimEnd());
  const answer = (name: string, about: string, example: string) =>
    command(name, about, example).argument('<id>', 'which request', keyArgument('<id>'));

  command('list', 'what waits, the most urgent first', '').action(async (flags: Flags) => {
    const open = await (await openApi(config({ ...flags }))).get<readonly Approval[]>('/api/v1/approvals');
    print(flags, open, () => (open.length === 0 ? 'nothing waits for people' : listed(open)));
  });
  answer('show', 'one request: the plan, the rules, who is missing', 'ID').action(async (id: string, flags: Flags) => {
    const found = await (await openApi(config({ ...flags }))).get<Approval>(pathOf(id));
    print(flags, found, () => shown(found));
  });
  answer('approve', 'say yes to the plan that is shown', 'ID')
    .option('--reason <text>', 'what others should know', textUpTo('--reason', 1000))
    .option('--yes', 'do not ask again')
    .action((id: string, flags: ApproveFlags) => approve(id, flags, desk));
  for (const [name, about] of [
    ['reject', 'say no, and why'],
    ['request-changes', 'end it with what should be different'],
  ] as const)
    answer(name, about, 'ID --reason "not on a Friday"')
      .requiredOption('--reason <text>', 'why', textUpTo('--reason', 1000))
      .action(async (id: string, { reason, ...flags }: Flags) => {
        await (await openApi(config({ ...flags }))).send('POST', `${pathOf(id)}/${name}`, { reason });
        print(flags, { [name]: id }, () => `your answer to ${id} stands: ${name}`);
      });
  answer('delegate', 'give your place in this step to another person, once', 'ID --to eve')
    .requiredOption('--to <person>', 'to whom', principalId('--to'))
    .option('--reason <text>', 'why', textUpTo('--reason', 1000))
    .action(async (id: string, { to, reason, ...flags }: Flags & { readonly to: string }) => {
      const body = { to, ...(reason !== undefined && { reason }) };
      await (await openApi(config({ ...flags }))).send('POST', `${pathOf(id)}/delegate`, body);
      print(flags, { delegated: id, to }, () => `${to} may answer ${id} in your place`);
    });
};

/** Shows what is approved before it asks, and sends the hash of that plan: a plan that changed in between is not approved. */
async function approve(id: string, { yes = false, reason, ...flags }: ApproveFlags, desk: Desk): Promise<void> {
  const api = await openApi(desk.config({ ...flags }));
  const found = await api.get<Approval>(pathOf(id));
  const why = found.mayNot['approve'];
  if (!yes && why === undefined) await confirm(found, desk);
  const given = await sendYes(api, found, reason);
  desk.print(flags, given, () => `your yes to ${id} stands${given.again ? ' already' : ''}`);
}

async function confirm(found: Approval, { io }: Desk): Promise<void> {
  if (!io.ask) throw new Misused('approve asks on a terminal before it says yes: without one give --yes');
  io.err(shown(found));
  const said = await io.ask(`Approve this? [y/N] `);
  if (/^y(?:es)?$/i.test(said.trim())) return;
  io.err('nothing was approved');
  throw new AnswerIsNo();
}

function sendYes(
  api: Api,
  { id, planHash }: Approval,
  reason: string | undefined,
): Promise<{ id: string; again: boolean }> {
  return api.send('POST', `${pathOf(id)}/approve`, { planHash, ...(reason !== undefined && { reason }) });
}

function listed(open: readonly Approval[]): string {
  return table(
    ['request', 'action', 'target', 'by', 'risk', 'left', 'missing', 'you'],
    open.map(({ id, action, target, proposer, risk = '', leftMs, missing, step, may }) => [
      ...[id, action, target, proposer, risk, lasting(leftMs), plural(missing, step.role)],
      may.includes('approve') ? 'may approve' : may.length > 0 ? `may ${may[0]}` : 'may not answer',
    ]),
  );
}

function shown(found: Approval): string {
  const {
    id,
    state,
    action,
    intervention,
    target,
    proposer,
    forUser,
    summary,
    evidence,
    effects,
    undoable,
    risk,
    rules,
    step,
    said,
    missing,
    leftMs,
  } = found;
  const why = found.mayNot['approve'];
  return [
    `request ${id} is ${state}: ${action} at ${harmless(target)}, by ${proposer}${forUser === undefined ? '' : ` for ${forUser}`}`,
    harmless(summary),
    ...seenBehind(evidence),
    '',
    diff(effects),
    `${undoable ? 'it can be put back' : 'IT CAN NOT BE PUT BACK'}${risk === undefined ? '' : `, and its risk is ${risk}`}`,
    '',
    table(
      ['rule', 'asks because'],
      rules.map(({ rule, because }) => [rule, because]),
    ),
    '',
    `step ${step.number} of ${step.of}, ${harmless(step.name)}: ${missing} more with the role ${step.role}, within ${lasting(leftMs)}`,
    ...said.map(({ person, says, reason }) => harmless(`  ${person}: ${says}${reason ? ` (${reason})` : ''}`)),
    ...(why === undefined ? [] : [`you may not approve it: ${why}`]),
    ...['', `the whole story: reeve trace ${intervention}`],
  ].join('\n');
}

/** What was seen, before what is to change: nobody can judge the one without the other. */
function seenBehind(evidence: Approval['evidence']): readonly string[] {
  if (!evidence) return [];
  const { title, open, seen, condition } = evidence;
  const head = harmless(`what was seen: ${title}${open ? '' : ', which is over'} (reeve conditions show ${condition})`);
  return ['', head, ...seen.map(({ name, value }) => harmless(`  ${name}: ${value}`))];
}
