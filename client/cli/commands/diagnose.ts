import { type AddOffline, type Io, Misused } from '../command.js';
import { drawDiagnosis } from '../draw-diagnosis.js';
import { addLiveFlags, type LiveFlags, liveWish, readingLive } from '../live-flags.js';
import { paintFor } from '../paint.js';

interface Flags extends LiveFlags {
  readonly bundle?: string;
}

export const diagnose: AddOffline = (program, { io, print }) => {
  addLiveFlags(
    program
      .command('diagnose')
      .description('what is wrong, and why: of a live cluster or of a captured bundle, without a model')
      .option(
        '--bundle <path>',
        'offline: a folder, an archive of it (.tar, .tgz), or what "kubectl get -o json" printed',
      ),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  reeve diagnose -n shop --workload deployment/web\n  reeve diagnose --bundle incident-42',
    )
    .action(async (flags: Flags) => {
      const found = await (flags.bundle === undefined ? ofCluster(flags, io) : ofBundle(flags.bundle, flags));
      print(flags, found, () => drawDiagnosis(found, paintFor(io.color)));
    });
};

async function ofBundle(bundle: string, { namespace, workload, node, alert }: Flags) {
  if ([namespace, workload, node, alert].some((flag) => flag !== undefined))
    throw new Misused('--bundle is read offline, and says itself what it is about: leave out what names a live target');
  // Loading what talks to clusters would take longer than the diagnosis.
  const { BadBundle, diagnoseFiles } = await import('../../../workers/main/diagnose.js');
  return diagnoseFiles(bundle).catch((error: unknown) => {
    throw error instanceof BadBundle ? new Misused(error.message, { cause: error }) : error;
  });
}

async function ofCluster(flags: Flags, io: Io) {
  const wish = await liveWish(flags);
  return readingLive(io, (live, onStep) => live.diagnoseLive(wish, onStep));
}
