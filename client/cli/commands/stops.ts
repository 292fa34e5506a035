import { oneOf, textUpTo } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, CommonFlags } from '../command.js';
import { keyArgument, minutesFlag } from '../work-flags.js';

interface Flags extends CommonFlags {
  readonly url?: string;
  readonly reason: string;
}

export const freeze: AddCommand = (program, { config, print }) => {
  program
    .command('freeze')
    .description('nothing may change from now on, work that runs included')
    .requiredOption('--reason <text>', 'why, for everybody who is stopped', textUpTo('--reason', 500))
    .option('--for <time>', 'such as 90m, 4h or 2d; without it until somebody thaws', minutesFlag('--for', 43_200))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve freeze --for 2h --reason "the sale begins"')
    .action(async ({ for: minutes, reason, ...flags }: Flags & { readonly for?: number }) => {
      const body = { reason, ...(minutes !== undefined && { minutes }) };
      const api = await openApi(config({ ...flags }));
      const made = await api.send<{ id: string; until?: string }>('POST', '/api/v1/freeze', body);
      print(flags, made, () => `frozen until ${made.until ?? 'somebody thaws ("reeve thaw")'}`);
    });
};

export const thaw: AddCommand = (program, { config, print }) => {
  program
    .command('thaw')
    .description('end all freezes, or one')
    .argument('[id]', 'which, as "reeve status" names it; without it all of them', keyArgument('[id]'))
    .requiredOption('--reason <text>', 'why it is safe again', textUpTo('--reason', 500))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve thaw --reason "the sale is over"')
    .action(async (id: string | undefined, { reason, ...flags }: Flags) => {
      const body = { reason, ...(id !== undefined && { id }) };
      const done = await (await openApi(config({ ...flags }))).send<{ thawed: string[] }>('POST', '/api/v1/thaw', body);
      print(
        flags,
        done,
        () => `${done.thawed.length === 1 ? 'the freeze is' : `${done.thawed.length} freezes are`} over`,
      );
    });
};

export const killSwitch: AddCommand = (program, { config, print }) => {
  program
    .command('kill-switch')
    .description('the last resort: on stops every write at once, undoing too')
    .argument('<on|off>', 'on or off', oneOf('<on|off>', ['on', 'off']))
    .requiredOption('--reason <text>', 'why', textUpTo('--reason', 500))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve kill-switch on --reason "it does what nobody asked for"')
    .action(async (to: 'on' | 'off', { reason, ...flags }: Flags) => {
      const api = await openApi(config({ ...flags }));
      const now = await api.send<{ on: boolean }>('POST', '/api/v1/kill-switch', { on: to === 'on', reason });
      print(flags, now, () =>
        now.on ? 'the kill switch is ON: nothing is written any more' : 'the kill switch is off',
      );
    });
};
