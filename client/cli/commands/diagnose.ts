import { type AddOffline, type CommonFlags, Misused } from '../command.js';
import { drawDiagnosis } from '../draw-diagnosis.js';
import { paintFor } from '../paint.js';

interface Flags extends CommonFlags {
  readonly bundle: string;
}

export const diagnose: AddOffline = (program, { io, print }) => {
  program
    .command('diagnose')
    .description('what is wrong, and why, from a captured bundle: offline, without a model')
    .requiredOption('--bundle <path>', 'a folder, an archive of it (.tar, .tgz), or what "kubectl get -o json" printed')
    .addHelpText('after', '\nExample:\n  reeve diagnose --bundle incident-42')
    .action(async ({ bundle, ...flags }: Flags) => {
      const { BadBundle, diagnoseFiles } = await import('../../../workers/main/diagnose.js');
      const found = await diagnoseFiles(bundle).catch((error: unknown) => {
        throw error instanceof BadBundle ? new Misused(error.message, { cause: error }) : error;
      });
      print(flags, found, () => drawDiagnosis(found, paintFor(io.color)));
    });
};
