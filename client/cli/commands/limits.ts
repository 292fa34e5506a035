import { someOf, textUpTo, wholeNumber } from '../allowed.js';
import { openApi } from '../api.js';
import { type Flags, groupOf, send, type Why } from '../group.js';
import type { AddCommand } from '../command.js';
import { table } from '../table.js';

interface Windows {
  readonly open: boolean;
  readonly opensAt?: string;
  readonly windows: readonly {
    id: string;
    timeZone: string;
    days: readonly number[];
    from: string;
    to: string;
    reason: string;
  }[];
}
interface Budgets {
  readonly budgets: readonly { name: string; most: number; byDefault?: number; author?: string; reason?: string }[];
  readonly spent: readonly { bucket: string; spent: number; most?: number; freesAt: string }[];
}
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export const windows: AddCommand = (program, desk) => {
  const { command, because } = groupOf(program, 'windows', 'hours in which changes may be made');
  command('list', 'all of them, and whether one is open now', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(desk.config({ ...flags }))).get<Windows>('/api/v1/windows');
    desk.print(flags, found, () => windowsShown(found));
  });
  because(
    'set',
    'set one; with the first, all other hours are closed',
    'set nights --zone Europe/Berlin --days mon,tue --from 22:00 --to 06:00',
  )
    .argument('<id>', 'its name', textUpTo('<id>', 63))
    .requiredOption('--zone <zone>', 'whose clock, such as Europe/Berlin', textUpTo('--zone', 60))
    .requiredOption(
      '--days <list>',
      `the days on which it opens: ${DAYS.join(', ')}`,
      someOf('--days', DAYS, { least: 1 }),
    )
    .requiredOption('--from <time>', 'when it opens, such as 22:00', textUpTo('--from', 5))
    .requiredOption('--to <time>', 'when it closes; before --from means the next day', textUpTo('--to', 5))
    .action(
      async (
        id: string,
        given: Why & { zone: string; days: readonly (typeof DAYS)[number][]; from: string; to: string },
      ) => {
        const { zone: timeZone, days, from, to, reason, ...flags } = given;
        const body = { id, timeZone, days: days.map((day) => DAYS.indexOf(day)), from, to, reason };
        await send(desk, flags, ['PUT', '/api/v1/windows'], body);
        desk.print(
          flags,
          body,
          () => `changes may be made in ${id}: ${days.join(', ')} from ${from} to ${to} (${timeZone})`,
        );
      },
    );
  because('unset', 'take one away; without any, every hour is open', 'unset nights')
    .argument('<id>', 'which', textUpTo('<id>', 63))
    .action(async (id: string, { reason, ...flags }: Why) => {
      await send(desk, flags, ['DELETE', `/api/v1/windows?${new URLSearchParams({ id, reason }).toString()}`]);
      desk.print(flags, { unset: id }, () => `the window ${id} is gone`);
    });
};

function windowsShown({ windows: all, open, opensAt }: Windows): string {
  if (all.length === 0) return 'there are no windows: changes may be made at any hour';
  return [
    table(
      ['window', 'days', 'from', 'to', 'clock', 'because'],
      all.map(({ id, days, from, to, timeZone, reason }) => [
        ...[id, days.map((day) => DAYS[day]).join(','), from, to, timeZone, reason],
      ]),
    ),
    '',
    open
      ? 'open now'
      : `closed now; ${opensAt === undefined ? 'none opens within a day' : `the next opens at ${opensAt}`}`,
  ].join('\n');
}

export const budgets: AddCommand = (program, desk) => {
  const { command, because } = groupOf(program, 'budgets', 'how much may be done, and what is spent of it');
  command('list', 'every limit, and what counts against it now', 'list').action(async (flags: Flags) => {
    const found = await (await openApi(desk.config({ ...flags }))).get<Budgets>('/api/v1/budgets');
    desk.print(flags, found, () => budgetsShown(found));
  });
  because('set', 'set a limit over its default', 'set act/target 5')
    .argument('<name>', 'act/target, act/group, act/account, fix, or consent/MODULE', textUpTo('<name>', 200))
    .argument('<most>', 'an hour for act, a day for the others', wholeNumber('<most>', 0, 100_000))
    .action(async (name: string, most: number, { reason, ...flags }: Why) => {
      await send(desk, flags, ['PUT', '/api/v1/budgets'], { name, most, reason });
      desk.print(flags, { set: name, most }, () => `${name} is ${most} at most, from the next judgement on`);
    });
  because('unset', 'the default counts again', 'unset act/target')
    .argument('<name>', 'which', textUpTo('<name>', 200))
    .action(async (name: string, { reason, ...flags }: Why) => {
      await send(desk, flags, ['DELETE', `/api/v1/budgets?${new URLSearchParams({ name, reason }).toString()}`]);
      desk.print(flags, { unset: name }, () => `the default for ${name} counts again`);
    });
};

function budgetsShown({ budgets: all, spent }: Budgets): string {
  return [
    table(
      ['budget', 'most', 'by default', 'set by', 'because'],
      all.map(({ name, most, byDefault, author = '', reason = '' }) => [
        ...[name, String(most), byDefault === undefined ? 'unlimited' : String(byDefault), author, reason],
      ]),
    ),
    '',
    spent.length === 0
      ? 'nothing is spent'
      : table(
          ['counted together', 'spent', 'of', 'frees at'],
          spent.map(({ bucket, spent: n, most, freesAt }) => [
            bucket,
            String(n),
            most === undefined ? '' : String(most),
            freesAt,
          ]),
        ),
  ].join('\n');
}
