import { readEnvironment } from '../../../config/environment.js';
import { loadWithSources } from '../../../config/load.js';
import { printable } from '../../../config/print.js';
import { productionWarnings, unsafeSettings } from '../../../config/production.js';
import { type AddCommand, AnswerIsNo, type CommonFlags } from '../command.js';
import { fail, ok, warn } from '../paint.js';
import { table } from '../table.js';

export const config: AddCommand = (program, desk) => {
  const group = program.command('config').description('look at the configuration');
  group
    .command('check')
    .description('read it all and say every mistake; exit 2 when there are any')
    .addHelpText('after', '\nExample:\n  reeve config check --config reeve.yaml')
    .action((flags: CommonFlags) => {
      const settings = desk.config({ ...flags });
      const unsafe = unsafeSettings(settings);
      const warnings = productionWarnings(settings);
      const tint = desk.paint(settings);
      desk.print(flags, { valid: true, unsafe, warnings }, () =>
        [
          `the configuration ${tint(ok('can be read'))}`,
          ...unsafe.map((text) => `${tint(fail('refused in production'))}: ${text}`),
          ...warnings.map((text) => `${tint(warn('warning'))}: ${text}`),
        ].join('\n'),
      );
      if (unsafe.length > 0) throw new AnswerIsNo();
    });
  group
    .command('print')
    .description('show every setting, where it comes from, and secrets masked')
    .addHelpText('after', '\nExample:\n  reeve config print --json')
    .action((flags: CommonFlags) => {
      const { config: file, json: _json, ...rest } = flags;
      const loaded = loadWithSources({ env: readEnvironment(), ...(file && { file }), flags: { ...rest } });
      const rows = printable(loaded.config, loaded.sources);
      desk.print(flags, rows, () =>
        table(
          ['setting', 'value', 'from'],
          rows.map((row) => [
            row.key,
            row.value === null ? '' : typeof row.value === 'string' ? row.value : JSON.stringify(row.value),
            row.from,
          ]),
        ),
      );
    });
};
