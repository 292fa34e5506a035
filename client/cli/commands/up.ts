import { readEnvironment } from '../../../config/environment.js';
import { loadWithSources } from '../../../config/load.js';
import { wholeNumber } from '../allowed.js';
import type { AddCommand, CommonFlags } from '../command.js';
import { openProgress } from '../progress.js';

interface Flags extends CommonFlags {
  readonly port?: string;
  readonly host?: string;
  readonly logLevel?: string;
  readonly whileRunning?: number;
  readonly demo: boolean;
}

const STOPS_BY: Readonly<Record<string, string>> = {
  SIGINT: 'Reeve stops, by Ctrl-C',
  SIGTERM: 'Reeve stops, as it was told to',
  SIGHUP: 'Reeve stops, since its terminal was closed',
};

export const up: AddCommand = (program, { io, config, print }) => {
  program
    .command('up')
    .description('start everything on this machine, with its own PostgreSQL and Temporal')
    .option('--port <number>', 'the port of the console and the API')
    .option('--host <address>', 'the address to listen on')
    .option('--log-level <level>', 'the least severity written')
    .option('--while-running <pid>', 'stop when that process is gone', wholeNumber('--while-running', 2, 4_194_304))
    .option('--no-demo', 'start empty: without the simulated estate of the very first start')
    .addHelpText('after', '\nExample:\n  reeve up --data ~/reeve --port 7420')
    .action(async (flags: Flags) => {
      const { whileRunning, demo, ...others } = flags;
      const rest = { ...others, ...(!demo && { demo: false }) };
      const settings = config({ ...(saysLogLevel(rest) ? {} : { logLevel: 'warn' }), ...rest });
      const progress = openProgress(io);
      const { up: start } = await import('../../../workers/main/up.js');
      try {
        await start({
          config: settings,
          ...(whileRunning && { parent: whileRunning }),
          onProgress: ({ part, phase, detail }) => progress.step(`${part}: ${phase}${detail ? ` (${detail})` : ''}`),
          onStep: (text) => progress.step(text),
          onStop(reason) {
            progress.end();
            io.err(
              `${STOPS_BY[reason] ?? `Reeve stops, since ${reason}`}: what runs may end, then the parts are stopped`,
            );
          },
          onReady(ready) {
            progress.end();
            const { console: page, api, temporalUi, data, demo: isDemo, adminToken, readyMs } = ready;
            print(flags, ready, () =>
              [
                `Reeve is ready after ${(readyMs / 1000).toFixed(1)} s. Ctrl-C stops it.`,
                `  console       ${page}`,
                ...(temporalUi ? [`  Temporal UI   ${temporalUi}`] : []),
                `  API document  ${api}`,
                `  data          ${data}`,
                ...(isDemo === true
                  ? [
                      '  demo          200 simulated instances, with something broken every few minutes; --no-demo starts empty',
                    ]
                  : []),
                ...(adminToken
                  ? [
                      `  admin token   ${adminToken}`,
                      '                (shown this once; sign in to the console with it)',
                    ]
                  : []),
              ].join('\n'),
            );
          },
        });
      } finally {
        progress.end();
      }
    });
};

/** A terminal is kept quiet unless somebody asked for more: by the flag, in the environment or in the file. */
function saysLogLevel({ config: file, ...flags }: Omit<Flags, 'demo'>): boolean {
  return 'log.level' in loadWithSources({ env: readEnvironment(), ...(file && { file }), flags: { ...flags } }).sources;
}
