import { CAUSES, familyOf } from '../../../domain/diagnosis/causes/index.js';
import { nearest } from '../../../config/nearest.js';
import { type AddOffline, type CommonFlags, Misused } from '../command.js';
import { table } from '../table.js';

interface ListFlags extends CommonFlags {
  readonly family?: string;
}

export const causes: AddOffline = (program, { print }) => {
  const group = program.command('causes').description('the causes that a diagnosis can name');
  group
    .command('list')
    .description('all of them, or those of a family')
    .option('--family <family>', 'such as scheduling')
    .addHelpText('after', '\nExample:\n  reeve causes list --family scheduling')
    .action(({ family, ...flags }: ListFlags) => {
      const families = [...new Set(CAUSES.map(({ code }) => familyOf(code)))];
      if (family !== undefined && !families.includes(family))
        throw new Misused(`--family takes one of ${families.join(', ')}, not ${JSON.stringify(family.slice(0, 60))}`);
      const shown = CAUSES.filter(({ code }) => family === undefined || familyOf(code) === family);
      print(flags, shown, () =>
        table(
          ['code', 'means'],
          shown.map(({ code, means }) => [code, means]),
        ),
      );
    });
  group
    .command('show')
    .argument('<code>', 'a cause, such as storage.volume_full')
    .description('what it means, what it looks like, and what to do about it')
    .addHelpText('after', '\nExample:\n  reeve causes show storage.volume_full')
    .action((code: string, flags: CommonFlags) => {
      const cause = CAUSES.find((one) => one.code === code);
      if (!cause) {
        const meant = nearest(
          code,
          CAUSES.map((one) => one.code),
        );
        const hint = meant === undefined ? '"reeve causes list" shows all' : `did you mean ${meant}?`;
        throw new Misused(`there is no cause ${JSON.stringify(code.slice(0, 60))}: ${hint}`);
      }
      const signs = cause.signs.map((sign) => `  - ${sign}`).join('\n');
      print(
        flags,
        cause,
        () => `${cause.code}\n${cause.means}\n\nIt looks like\n${signs}\n\nWhat to do\n  ${cause.remedy}`,
      );
    });
};
