import { type AddCommand, AnswerIsNo, type CommonFlags } from '../command.js';
import { fail, ok } from '../paint.js';

export const doctor: AddCommand = (program, { config, paint, print }) => {
  program
    .command('doctor')
    .description('which parts were found, where, which version, and what to do about the rest')
    .addHelpText('after', '\nExample:\n  reeve doctor')
    .action(async (flags: CommonFlags) => {
      const { examine } = await import('../../../workers/main/doctor.js');
      const settings = config({ ...flags });
      const tint = paint(settings);
      const findings = await examine(settings);
      print(flags, findings, () =>
        findings.lines
          .map((line) =>
            line.replace(/(?<=^ {2})(?:found|MISSING)\b/, (word) => tint(word === 'found' ? ok(word) : fail(word))),
          )
          .join('\n'),
      );
      if (!findings.healthy) throw new AnswerIsNo();
    });
};
