import { ASSISTANT_LEVELS, PATROL_LEVELS, STAGES } from '../../../domain/autonomy.js';
import { RISKS } from '../../../domain/scales.js';
import { oneOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type AddCommand, type CommonFlags, type Desk, Misused } from '../command.js';
import { ok } from '../paint.js';
import { harmless, table } from '../table.js';

interface Flags extends CommonFlags {
  readonly url?: string;
}
interface Why extends Flags {
  readonly reason: string;
}
interface SetFlags extends Why {
  readonly stage?: string;
  readonly risk?: string;
  readonly patrol?: string;
  readonly assistant?: string;
  readonly fourEyesWaived?: string;
}
interface Level {
  readonly saved: string;
  readonly effective: string;
  readonly because?: string;
}
interface Autonomy {
  readonly patrol: Level;
  readonly assistant: Level;
  readonly fullUnlockedUntil?: string;
  readonly fourEyesWaived: { readonly saved: boolean; readonly effective: boolean };
  readonly scopes: readonly { pattern: string; stage: string; riskMax: string; author: string; reason: string }[];
  readonly missingCapabilities: readonly string[];
}
interface Opened {
  readonly stage: string;
  readonly riskMax: string;
}
interface Next {
  readonly scope: string;
  readonly now?: Opened;
  readonly to?: Opened;
  readonly action: string;
  readonly risk: string;
  readonly because: string;
  readonly counts: Readonly<Record<'recorded' | 'verified' | 'undone' | 'failed' | 'rejected', number>>;
}

export const autonomy: AddCommand = (program, desk) => {
  const { config, print } = desk;
  const group = program.command('autonomy').description('how far work is opened: levels, and scopes by target');
  const command = (name: string, about: string, example: string) =>
    group
      .command(name)
      .description(about)
      .option('--url <url>', 'the Reeve to ask')
      .addHelpText('after', `\nExample:\n  reeve autonomy ${example}`);
  const because = (name: string, about: string, example: string) =>
    command(name, about, `${example} --reason "four quiet weeks"`).requiredOption(
      '--reason <text>',
      'why',
      textUpTo('--reason', 500),
    );

  command('list', 'levels as saved and as they count, and every scope', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(config({ ...flags }))).get<Autonomy>('/api/v1/autonomy');
    print(flags, found, () => shown(found));
  });
  command('next', 'what the evidence of the last weeks would justify; it raises nothing itself', 'next').action(
    async (flags: Flags) => {
      const settings = config({ ...flags });
      const found = await (await openApi(settings)).get<readonly Next[]>('/api/v1/autonomy/next');
      print(flags, found, () => nextSteps(found, desk.paint(settings)));
    },
  );
  because('set', 'open or close a scope, or set levels', "set 'flag/*' --stage act --risk low")
    .argument('[pattern]', 'a scope: the name of a target, with * for any part of it', textUpTo('[pattern]', 300))
    .option('--stage <stage>', STAGES.join(', '), oneOf('--stage', STAGES))
    .option('--risk <risk>', `the highest risk that is open there: ${RISKS.join(', ')}`, oneOf('--risk', RISKS))
    .option('--patrol <level>', PATROL_LEVELS.join(', '), oneOf('--patrol', PATROL_LEVELS))
    .option('--assistant <level>', ASSISTANT_LEVELS.join(', '), oneOf('--assistant', ASSISTANT_LEVELS))
    .option('--four-eyes-waived <yes|no>', 'for an account of one person', oneOf('--four-eyes-waived', ['yes', 'no']))
    .action((pattern: string | undefined, flags: SetFlags) => set(pattern, flags, desk));
  because('unset', 'take a scope away: nothing is done there unless another fits', "unset 'flag/*'")
    .argument('<pattern>', 'as the list shows it', textUpTo('<pattern>', 300))
    .action(async (pattern: string, { reason, ...flags }: Why) => {
      const query = new URLSearchParams({ pattern, reason }).toString();
      await (await openApi(config({ ...flags }))).send('DELETE', `/api/v1/scopes?${query}`);
      print(flags, { unset: pattern }, () => `the scope ${pattern} is gone`);
    });
  because('unlock', 'let the patrol level "full" count, for hours', 'unlock --hours 4')
    .requiredOption('--hours <number>', 'how long, up to 24', wholeNumber('--hours', 1, 24))
    .action(async ({ hours, reason, ...flags }: Why & { readonly hours: number }) => {
      const api = await openApi(config({ ...flags }));
      const { until } = await api.send<{ until: string }>('POST', '/api/v1/autonomy/unlock', { hours, reason });
      print(flags, { until }, () => `full counts until ${until}; "reeve autonomy lock" ends it`);
    });
  because('lock', 'end the unlock at once', 'lock').action(async ({ reason, ...flags }: Why) => {
    await (await openApi(config({ ...flags }))).send('POST', '/api/v1/autonomy/lock', { reason });
    print(flags, { locked: true }, () => 'full is locked');
  });
};

async function set(pattern: string | undefined, given: SetFlags, { config, print }: Desk): Promise<void> {
  const { stage, risk, patrol, assistant, fourEyesWaived, reason, ...flags } = given;
  const api = await openApi(config({ ...flags }));
  const levels = patrol !== undefined || assistant !== undefined || fourEyesWaived !== undefined;
  if (pattern !== undefined) {
    if (levels)
      throw new Misused('a scope has a stage and a risk; levels are for the account: set them without a pattern');
    if (stage === undefined) throw new Misused(`give --stage: ${STAGES.join(', ')}`);
    await api.send('PUT', '/api/v1/scopes', { pattern, stage, reason, ...(risk !== undefined && { riskMax: risk }) });
    return print(
      flags,
      { set: pattern, stage },
      () => `${pattern} stands at ${stage}, for ${risk ?? 'low'} risk at most`,
    );
  }
  if (!levels)
    throw new Misused(
      'nothing is to be set: give a pattern with --stage, or --patrol, --assistant, --four-eyes-waived',
    );
  if (stage !== undefined || risk !== undefined)
    throw new Misused('--stage and --risk go with a pattern: which targets?');
  const waived = fourEyesWaived === undefined ? {} : { fourEyesWaived: fourEyesWaived === 'yes' };
  await api.send('PUT', '/api/v1/autonomy', { patrol, assistant, reason, ...waived });
  print(flags, { patrol, assistant, ...waived }, () => 'set; "reeve autonomy list" shows what counts');
}

function shown(found: Autonomy): string {
  const { patrol, assistant, fullUnlockedUntil, fourEyesWaived, scopes, missingCapabilities: missing } = found;
  const line = (name: string, { saved, effective, because = '' }: Level) => [name, saved, effective, because];
  return [
    table(['level', 'saved', 'counts', 'because'], [line('patrol', patrol), line('assistant', assistant)]),
    ...(missing.length === 0 ? [] : [`missing here (capabilities.missing): ${missing.join(', ')}`]),
    ...(fullUnlockedUntil === undefined ? [] : [`full is unlocked until ${fullUnlockedUntil}`]),
    ...(fourEyesWaived.saved
      ? [`four eyes are waived${fourEyesWaived.effective ? '' : ', which does not count with a second person'}`]
      : []),
    '',
    scopes.length === 0
      ? 'no scope is open: everything is judged, and nothing is done'
      : table(
          ['scope', 'stage', 'risk up to', 'by', 'because'],
          scopes.map(({ pattern, stage, riskMax, author, reason }) => [pattern, stage, riskMax, author, reason]),
        ),
  ].join('\n');
}

function nextSteps(found: readonly Next[], paint: ReturnType<Desk['paint']>): string {
  if (found.length === 0) return 'nothing was judged in the last weeks: there is no evidence yet';
  return table(
    [
      'scope',
      'action',
      'risk',
      'now',
      'could go to',
      'recorded',
      'verified',
      'undone',
      'failed',
      'rejected',
      'because',
    ],
    found.map(({ scope, action, risk, now, to, counts, because }) => [
      ...[scope, action, risk, opened(now)],
      to ? ok(opened(to)) : '',
      ...(['recorded', 'verified', 'undone', 'failed', 'rejected'] as const).map((name) => String(counts[name])),
      harmless(because),
    ]),
    paint,
  );
}

function opened(one: Opened | undefined): string {
  return one === undefined ? 'not opened' : `${one.stage}, ${one.riskMax}`;
}
