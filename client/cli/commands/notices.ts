import { oneOf } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, CommonFlags } from '../command.js';
import { table } from '../table.js';

interface Listed {
  readonly kind: string;
  readonly intervention: string;
  readonly summary: string;
  readonly outcome?: string;
  readonly because: string;
  readonly at: string;
}

export const notices: AddCommand = (program, { config, print }) => {
  program
    .command('notices')
    .description('what people were told, the newest first')
    .option('--kind <kind>', 'acted, trouble or task', oneOf('--kind', ['acted', 'trouble', 'task']))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve notices --kind trouble')
    .action(async ({ kind, ...flags }: CommonFlags & { readonly kind?: string; readonly url?: string }) => {
      const query = kind === undefined ? '' : `?kind=${kind}`;
      const found = await (await openApi(config({ ...flags }))).get<Listed[]>(`/api/v1/notices${query}`);
      print(flags, found, () =>
        found.length === 0
          ? 'nobody was told of anything yet'
          : table(
              ['when', 'kind', 'what', 'outcome', 'because', 'intervention'],
              found.map((one) => [
                one.at.slice(0, 16).replace('T', ' '),
                one.kind,
                one.summary,
                one.outcome ?? '',
                one.because,
                one.intervention,
              ]),
            ),
      );
    });
};
