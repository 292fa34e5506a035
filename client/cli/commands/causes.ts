import { type Cause, CAUSES, familyOf } from '../../../domain/diagnosis/causes/index.js';
import { alternatives } from '../../../domain/wording.js';
import { nearest, nearMatches } from '../../../config/nearest.js';
import { type AddOffline, type CommonFlags, Misused } from '../command.js';

interface ListFlags extends CommonFlags {
  readonly family?: string;
}

const NEAR_MAX = 3;

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
      print(flags, shown, () => byFamily(shown));
    });
  group
    .command('show')
    .argument('<code>', 'a cause, such as storage.volume_full')
    .description('what it means, what it looks like, and what to do about it')
    .addHelpText('after', '\nExample:\n  reeve causes show storage.volume_full')
    .action((code: string, flags: CommonFlags) => {
      const cause = CAUSES.find((one) => one.code === code);
      if (!cause) {
        const codes = CAUSES.map((one) => one.code);
        // Who only mistyped it is told one; who guessed, a few.
        const mistyped = nearest(code, codes);
        const meant = mistyped === undefined ? nearMatches(code, codes, NEAR_MAX) : [mistyped];
        const hint =
          meant.length === 0
            ? '"reeve causes list" shows all'
            : `did you mean ${alternatives(meant)}? "reeve causes list" shows all`;
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

/** A heading for each family, and its causes below it in one column. */
function byFamily(shown: readonly Cause[]): string {
  const width = Math.max(...shown.map(({ code }) => code.length));
  return [...new Set(shown.map(({ code }) => familyOf(code)))]
    .map((family) => {
      const own = shown.filter(({ code }) => familyOf(code) === family);
      return [family, ...own.map(({ code, means }) => `  ${code.padEnd(width)}  ${means}`)].join('\n');
    })
    .join('\n\n');
}
