import { type AddCommand, AnswerIsNo, type CommonFlags } from '../command.js';

export const doctor: AddCommand = (program, { config, print }) => {
  program
    .command('doctor')
    .description('which parts were found, where, which version, and what to do about the rest')
    .addHelpText('after', '\nExample:\n  reeve doctor')
    .action(async (flags: CommonFlags) => {
      const { examine } = await import('../../../workers/main/doctor.js');
      const findings = await examine(config({ ...flags }));
      print(flags, findings, () => findings.lines.join('\n'));
      if (!findings.healthy) throw new AnswerIsNo();
    });
};
