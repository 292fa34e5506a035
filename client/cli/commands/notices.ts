import { NOTICE_KINDS } from '../../../domain/notice.js';
import { oneOf } from '../allowed.js';
import { openApi } from '../api.js';
import type { AddCommand, CommonFlags } from '../command.js';
import { table } from '../table.js';

interface Listed {
  readonly kind: string;
  readonly intervention?: string;
  readonly condition?: string;
  readonly summary: string;
  readonly outcome?: string;
  readonly because: string;
  readonly at: string;
}

export const notices: AddCommand = (program, { config, print }) => {
  program
    .command('notices')
    .description('what people were told, the newest first')
    .option('--kind <kind>', NOTICE_KINDS.join(', '), oneOf('--kind', NOTICE_KINDS))
    .option('--url <url>', 'the Reeve to ask')
    .addHelpText('after', '\nExample:\n  reeve notices --kind trouble')
    .action(async ({ kind, ...flags }: CommonFlags & { readonly kind?: string; readonly url?: string }) => {
      const query = kind === undefined ? '' : `?kind=${kind}`;
      const found = await (await openApi(config({ ...flags }))).get<Listed[]>(`/api/v1/notices${query}`);
      print(flags, found, () =>
        found.length === 0
          ? 'nobody was told of anything yet'
          : table(
              ['when', 'kind', 'what', 'outcome', 'because', 'about'],
              found.map((one) => [
                one.at.slice(0, 16).replace('T', ' '),
                one.kind,
                one.summary,
                one.outcome ?? '',
                one.because,
                one.intervention ?? `condition ${one.condition ?? ''}`,
              ]),
            ),
      );
    });
};
