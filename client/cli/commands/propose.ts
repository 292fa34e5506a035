import { setTimeout as pause } from 'node:timers/promises';
import { SEVERITIES } from '../../../domain/scales.js';
import { oneOf, principalId, textUpTo } from '../allowed.js';
import { type Api, openApi } from '../api.js';
import { type AddCommand, AnswerIsNo, type CommonFlags, type Desk } from '../command.js';
import { openProgress } from '../progress.js';
import { keyArgument, pairsFlag, type Pairs, targetFlag } from '../work-flags.js';
import { table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly target: { readonly kind: string; readonly name: string };
  readonly namespace?: string;
  readonly cluster?: string;
  readonly param?: Pairs;
  readonly as?: string;
  readonly reason?: string;
  readonly severity?: string;
  readonly key?: string;
  readonly supersedes?: string;
  readonly wait?: boolean;
}
interface Standing {
  readonly stage: string;
  readonly outcome?: string;
  readonly because?: string;
}
interface Action {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly class: string;
  readonly risk: string;
  readonly undo: string;
  readonly parameters: { readonly properties?: Readonly<Record<string, unknown>> };
}

export const propose: AddCommand = (program, desk) => {
  program
    .command('propose')
    .description('propose a change: it is judged, and people are asked where they must be')
    .argument('<action>', 'what is to be done, as "reeve actions list" names it', textUpTo('<action>', 100))
    .requiredOption('--target <kind/name>', 'what it is done to', targetFlag('--target'))
    .option('--namespace <name>', 'where the target is', textUpTo('--namespace', 100))
    .option('--cluster <name>', 'in which cluster', textUpTo('--cluster', 100))
    .option('--param <name=value>', 'a parameter; again for each', pairsFlag('--param'))
    .option('--as <agent>', 'in the name of this agent; you then may not approve it', principalId('--as'))
    .option('--reason <text>', 'why, for who has to decide', textUpTo('--reason', 500))
    .option('--severity <severity>', SEVERITIES.join(', '), oneOf('--severity', SEVERITIES))
    .option('--key <key>', 'the same key twice is one wish', keyArgument('--key'))
    .option('--supersedes <key>', 'an earlier one that this takes the place of', keyArgument('--supersedes'))
    .option('--wait', 'wait until it has ended; exit 1 unless it is verified')
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText(
      'after',
      '\nExample:\n  reeve propose feature-flag --target flag/checkout.new --param value=true --as demo-agent --reason "it is ready"',
    )
    .action((action: string, flags: Flags) => proposeIt(action, flags, desk));
};

async function proposeIt(action: string, flags: Flags, desk: Desk): Promise<void> {
  const {
    target,
    namespace,
    cluster,
    param = {},
    reason,
    wait = false,
    as,
    severity,
    key,
    supersedes,
    ...rest
  } = flags;
  const api = await openApi(desk.config({ ...rest }));
  const body = {
    action,
    target: { ...target, ...(namespace && { namespace }), ...(cluster && { cluster }) },
    parameters: param,
    ...(reason && { summary: reason }),
    ...(as && { as }),
    ...(severity && { severity }),
    ...(key && { key }),
    ...(supersedes && { supersedes }),
  };
  const accepted = await api.send<Accepted>('POST', '/api/v1/proposals', body);
  await tellAccepted(accepted, { api, desk, flags, wait });
}

export interface Accepted {
  readonly key: string;
  readonly again: boolean;
}
interface Telling {
  readonly api: Api;
  readonly desk: Desk;
  readonly flags: CommonFlags;
  readonly wait: boolean;
}

/** Says under which key it was accepted or, where that is waited for, how it ended: exit 1 unless it is verified. */
export async function tellAccepted(accepted: Accepted, { api, desk, flags, wait }: Telling): Promise<void> {
  const { key, again } = accepted;
  const said = again ? 'the same wish stands already' : 'accepted';
  if (!wait)
    return desk.print(
      flags,
      accepted,
      () => `${said} as ${key}; "reeve interventions show ${key}" says where it stands`,
    );
  const ended = await untilEnded(api, key, desk);
  desk.print(flags, { ...accepted, ...ended }, () => `${key}: ${ended.outcome}, ${ended.because ?? ''}`);
  if (ended.outcome !== 'verified') throw new AnswerIsNo();
}

const LOOK_MS = 500;

async function untilEnded(api: Api, key: string, { io }: Desk): Promise<Standing> {
  const progress = openProgress(io);
  try {
    for (;;) {
      const now = await api.get<Standing>(`/api/v1/interventions/${encodeURIComponent(key)}`);
      if (now.outcome !== undefined) return now;
      progress.step(
        now.stage === 'asking' ? `${key} waits for people ("reeve approvals list")` : `${key} is ${now.stage}`,
      );
      await pause(LOOK_MS);
    }
  } finally {
    progress.end();
  }
}

export const actions: AddCommand = (program, { config, print }) => {
  program
    .command('actions')
    .description('the catalogue: everything that Reeve can do')
    .command('list')
    .description('all actions, with what they take')
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve actions list')
    .action(async (flags: CommonFlags) => {
      const listed = await (await openApi(config({ ...flags }))).get<readonly Action[]>('/api/v1/actions');
      print(flags, listed, () =>
        table(
          ['action', 'what it does', 'category', 'class', 'risk', 'undo', 'takes'],
          listed.map(({ id, title, category, class: kind, risk, undo, parameters }) => [
            ...[id, title, category, kind, risk, undo],
            Object.keys(parameters.properties ?? {}).join(', '),
          ]),
        ),
      );
    });
};
