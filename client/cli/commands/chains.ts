import { DEADLINES, type Step, STEP_ROLES, WITHIN_MS } from '../../../domain/approval/chain.js';
import { oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, Misused } from '../command.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import { harmless, table } from '../table.js';
import { lasting, minutesFlag } from '../work-flags.js';

interface Listed {
  readonly name: string;
  readonly origin: string;
  readonly steps: readonly Step[];
  readonly author?: string;
  readonly reason?: string;
}

const MINUTE = 60_000;
const STEP = 'NAME/ROLE/PEOPLE/TIME or NAME/ROLE/PEOPLE/TIME/DEADLINE, such as "First line/approver/1/1h/escalate"';

export const chains: AddCommand = (program, desk) => {
  const { command, because } = groupOf(program, 'chains', 'who is asked, in which order, and for how long');
  command('list', 'all of them, with their steps', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(desk.config({ ...flags }))).get<readonly Listed[]>('/api/v1/chains');
    desk.print(flags, found, () => shown(found));
  });
  because(
    'set',
    'set one, new or over the one of that name; "policies set --chain" names it',
    'set payments --step "First line/approver/1/1h/escalate" --step "Second line/approver/2/4h"',
  )
    .argument('<name>', 'its name', textUpTo('<name>', 63))
    .requiredOption('--step <step>', `again for each step: ${STEP}`, (given, before: readonly Step[] | undefined) => [
      ...(before ?? []),
      stepOf(given),
    ])
    .option('--no-chat', 'a button in a chat is not enough for a yes')
    .action(async (name: string, given: Why & { readonly step: readonly Step[]; readonly chat: boolean }) => {
      const { step, chat, reason, ...flags } = given;
      const steps = step.map((one) => ({ ...one, chat }));
      await send(desk, flags, ['PUT', '/api/v1/chains'], { name, steps, reason });
      desk.print(flags, { set: name, steps }, () => `${name} asks so from the next request on`);
    });
  because('unset', 'the default of that name counts again', 'unset payments')
    .argument('<name>', 'which', textUpTo('<name>', 63))
    .action(async (name: string, { reason, ...flags }: Why) => {
      await send(desk, flags, ['DELETE', `/api/v1/chains?${new URLSearchParams({ name, reason }).toString()}`]);
      desk.print(flags, { unset: name }, () => `what was written for ${name} is gone`);
    });
};

function stepOf(given: string): Step {
  const [name = '', role = '', people = '', time = '', deadline = 'reject', ...more] = given.split('/');
  if (time === '' || more.length > 0)
    throw new Misused(`--step takes ${STEP}, not ${JSON.stringify(given.slice(0, 60))}`);
  return {
    name: textUpTo('the name of a --step', 100)(name),
    role: oneOf('the role of a --step', STEP_ROLES)(role),
    quorum: wholeNumber('the people of a --step', 1, 20)(people),
    withinMs: minutesFlag('the time of a --step', WITHIN_MS.most / MINUTE)(time) * MINUTE,
    onDeadline: oneOf('the deadline of a --step', DEADLINES)(deadline),
    chat: true,
  };
}

function shown(found: readonly Listed[]): string {
  return table(
    ['chain', 'step', 'who', 'within', 'then', 'chat', 'is', 'because'],
    found.flatMap(({ name, origin, steps, author, reason }) =>
      steps.map(({ name: step, role, quorum, withinMs, onDeadline, chat }, at) => [
        ...[at === 0 ? name : '', step, `${quorum} × ${role}`, lasting(withinMs), onDeadline, chat ? 'yes' : 'no'],
        ...(at === 0 ? [origin, author === undefined ? '' : harmless(`${author}: ${reason ?? ''}`)] : ['', '']),
      ]),
    ),
  );
}
