import { textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, Desk } from '../command.js';
import { type Flags, groupOf } from '../group.js';
import { harmless, table } from '../table.js';
import { keyArgument, lasting } from '../work-flags.js';

interface SayFlags extends Flags {
  readonly note?: string;
}
interface Task {
  readonly id: string;
  readonly intervention: string;
  readonly state: string;
  readonly text: string;
  readonly category: string;
  readonly check?: string;
  readonly target: string;
  readonly proposer: string;
  readonly forUser?: string;
  readonly summary: string;
  readonly leftMs: number;
  readonly by?: string;
  readonly note?: string;
  readonly may: readonly string[];
  readonly mayNot?: string;
}

const pathOf = (id: string) => `/api/v1/tasks/${encodeURIComponent(id)}`;
const LINE_CHARS_MAX = 60;

export const tasks: AddCommand = (program, desk) => {
  const { config, print } = desk;
  const { command } = groupOf(program, 'tasks', 'work for hands: what Reeve asks a person to do');
  const about = (name: string, what: string, example: string) =>
    command(name, what, example).argument('<id>', 'which task', keyArgument('<id>'));

  command('list', 'what waits, the most urgent first', 'list').action(async (flags: Flags) => {
    const open = await (await openApi(config({ ...flags }))).get<readonly Task[]>('/api/v1/tasks');
    print(flags, open, () => (open.length === 0 ? 'nothing waits for hands' : listed(open)));
  });
  about('show', 'one task: what is to be done, why, and by when', 'show ID').action(
    async (id: string, flags: Flags) => {
      const found = await (await openApi(config({ ...flags }))).get<Task>(pathOf(id));
      print(flags, found, () => shown(found));
    },
  );
  about('done', 'say that it is done; where a check is named it must agree', 'done ID --note "took two tries"')
    .option('--note <text>', 'what others should know', textUpTo('--note', 1000))
    .action((id: string, flags: SayFlags) => say(desk, 'done', id, flags));
  about('can-not', 'say that it can not be done, and why', 'can-not ID --note "no way in"')
    .requiredOption('--note <text>', 'why', textUpTo('--note', 1000))
    .action((id: string, flags: SayFlags) => say(desk, 'can-not', id, flags));
};

async function say(desk: Desk, word: 'done' | 'can-not', id: string, { note, ...flags }: SayFlags): Promise<void> {
  const api = await openApi(desk.config({ ...flags }));
  const body = note === undefined ? {} : { note };
  const given = await api.send<{ intervention: string; again: boolean }>('POST', `${pathOf(id)}/${word}`, body);
  desk.print(
    flags,
    given,
    () =>
      `your word stands${given.again ? ' already' : ''}: ${word}; "reeve interventions show ${given.intervention}" shows how it ends`,
  );
}

function listed(open: readonly Task[]): string {
  return table(
    ['task', 'what', 'target', 'by', 'left', 'you'],
    open.map(({ id, text, target, proposer, leftMs, may }) => [
      ...[id, harmless(shortened(text)), harmless(target), proposer, lasting(leftMs)],
      may.length > 0 ? 'may answer' : 'may not answer',
    ]),
  );
}

/** The first line of it; the whole is one command away. */
function shortened(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length < text.length || line.length > LINE_CHARS_MAX ? `${line.slice(0, LINE_CHARS_MAX)}…` : line;
}

function shown(found: Task): string {
  const { id, intervention, state, text, category, check, target, proposer, forUser, summary, leftMs, by, note } =
    found;
  const { may, mayNot } = found;
  return [
    `task ${id} is ${state}: ${category} at ${harmless(target)}, by ${proposer}${forUser === undefined ? '' : ` for ${forUser}`}`,
    harmless(summary),
    '',
    ...text.split('\n').map(harmless),
    '',
    ...(check === undefined ? [] : [`"done" counts once the check of ${check} agrees`]),
    ...(state === 'open' ? [`it is taken back in ${lasting(leftMs)}`] : []),
    ...(by === undefined ? [] : [harmless(`${by} has said ${state}${note === undefined ? '' : ` (${note})`}`)]),
    ...(state === 'open' && may.length === 0 ? [`you may not answer it: ${mayNot}`] : []),
    `the story: reeve interventions show ${intervention}`,
  ].join('\n');
}
