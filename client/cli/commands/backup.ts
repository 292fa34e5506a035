import type { Config } from '../../../config/load.js';
import { type AddCommand, AnswerIsNo, type CommonFlags, type Desk } from '../command.js';
import { plural } from '../../../domain/wording.js';
import { fail, ok } from '../paint.js';
import { openProgress } from '../progress.js';

interface BookLine {
  readonly account: string;
  readonly whole: boolean;
  readonly entries: number;
  readonly fault?: { readonly seq: number; readonly because: string };
}
interface Done {
  readonly folder: string;
  readonly schema: number;
  readonly tables: number;
  readonly books: readonly BookLine[];
}

export const backup: AddCommand = (program, desk) => {
  program
    .command('backup <folder>')
    .description('write database, ledger, witness, public keys and settings into a new folder; works while Reeve runs')
    .addHelpText('after', '\nExample:\n  reeve backup /backups/2030-01-01')
    .action((folder: string, flags: CommonFlags) =>
      work(desk, { flags, step: 'writing the backup' }, async (config, onStep) => {
        const { backup: write } = await import('../../../workers/main/backup.js');
        return write(config, folder, onStep);
      }),
    );
};

export const restore: AddCommand = (program, desk) => {
  program
    .command('restore <folder>')
    .description('fill an empty Reeve from a backup and verify its ledger')
    .addHelpText('after', '\nExample:\n  reeve restore /backups/2030-01-01 --data ~/reeve-restored')
    .action((folder: string, flags: CommonFlags) =>
      work(desk, { flags, step: 'restoring' }, async (config, onStep) => {
        const { restore: fill } = await import('../../../workers/main/backup.js');
        return fill(config, folder, onStep);
      }),
    );
};

async function work(
  { io, config, paint, print }: Desk,
  { flags, step }: { flags: CommonFlags; step: string },
  run: (config: Config, onStep: (event: { part: string; phase: string }) => void) => Promise<Done>,
): Promise<void> {
  const progress = openProgress(io);
  progress.step(step);
  try {
    const settings = config({ ...flags });
    const tint = paint(settings);
    const done = await run(settings, ({ part, phase }) => progress.step(`${part}: ${phase}`));
    progress.end();
    print(flags, done, () =>
      [
        `${done.folder}: ${plural(done.tables, 'table')} at schema ${done.schema}`,
        ...done.books.map(({ account, whole, entries, fault }) =>
          whole
            ? `the ledger of ${account} is ${tint(ok('whole'))}: ${plural(entries, 'entry', 'entries')}`
            : `the ledger of ${account} is ${tint(fail('BROKEN'))} at entry ${fault?.seq}: ${fault?.because}`,
        ),
      ].join('\n'),
    );
    if (done.books.some(({ whole }) => !whole)) throw new AnswerIsNo();
  } finally {
    progress.end();
  }
}
