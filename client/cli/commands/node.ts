import { textUpTo } from '../allowed.js';
import { type AddCommand, type CommonFlags, Misused } from '../command.js';
import { harmless } from '../table.js';

interface Flags extends CommonFlags {
  readonly server?: string;
  readonly token?: string;
  readonly certificate?: readonly string[];
  readonly once?: boolean;
  readonly plainHttp?: boolean;
}

export const node: AddCommand = (program, { config, io, print }) => {
  program
    .command('node')
    .description('the agent of a Linux host: reports what runs on it, and does what it is asked')
    .option('--server <url>', 'the Reeve to report to', textUpTo('--server', 500))
    .option('--token <token>', 'what "reeve fleet enrol" printed; only needed the first time', textUpTo('--token', 400))
    .option('--certificate <file...>', 'certificates to watch, as PEM; may be given several times')
    .option('--once', 'report, do what there is to do, and end')
    .option('--plain-http', 'send the credential over a network without encryption')
    .addHelpText(
      'after',
      '\nExample:\n  reeve node --server https://reeve.example --token rve_home.web-1.…\n  reeve node --once --json',
    )
    .action(async ({ server, token, certificate = [], once = false, plainHttp = false, ...flags }: Flags) => {
      const { data } = config({ ...flags });
      const { NodeMisused, runNode } = await import('../../../workers/main/node.js');
      const round = await runNode({
        ...{ data, certificates: certificate, once, plain: plainHttp },
        ...(server !== undefined && { server }),
        ...(token !== undefined && { token }),
        say: (text) => io.err(harmless(text)),
        onEnrolled: (who) => io.err(`this host is ${who.instance} of ${who.account} at ${who.server} from now on`),
      }).catch((error: Error) => {
        throw error instanceof NodeMisused ? new Misused(error.message) : error;
      });
      if (!round) return;
      print(flags, round, () =>
        [
          `${round.instance} of ${round.account}: reported`,
          ...round.tasks.map(({ kind, ok, said }) => `  ${kind}: ${ok ? 'done' : 'failed'}, ${harmless(said)}`),
          ...(round.ignored > 0 ? [`  ${round.ignored} parts are not known there`] : []),
        ].join('\n'),
      );
    });
};
