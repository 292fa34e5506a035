import { Command, CommanderError } from 'commander';
import { ConfigError } from '../../config/mistake.js';
import { ApiError } from './api.js';
import { AnswerIsNo, type CommonFlags, type Desk, type Io, Misused } from './command.js';
import { offline } from './commands/offline.js';
import { paintFor } from './paint.js';

/** Runs one command and answers with its exit code: 0 done, 1 failed, 2 misused. */
export async function runProgram(argv: readonly string[], io: Io, version: string): Promise<number> {
  const program = new Command('reeve')
    .description('Runs operations on a leash.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('(--help shows how it is used)')
    .addHelpText(
      'after',
      '\nExample:\n  reeve up                 starts everything on this machine\n  reeve status --json      how things stand, for a script',
    );
  const desk: Pick<Desk, 'io' | 'print'> = {
    io,
    print: (flags, data, human) => io.out(flags.json ? JSON.stringify(data) : human()),
  };
  const alone = await offline.get(argv[0] ?? '')?.();
  if (alone) alone(program, desk);
  else await addAll(program, desk);
  for (const command of program.commands) addCommonFlags(command);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, argv.includes('--json'), io);
  }
}

async function addAll(program: Command, { io, print }: Pick<Desk, 'io' | 'print'>): Promise<void> {
  const [{ commands }, { loadConfig }, { readEnvironment }] = await Promise.all([
    import('./commands/index.js'),
    import('../../config/load.js'),
    import('../../config/environment.js'),
  ]);
  const desk: Desk = {
    ...{ io, print },
    config(flags) {
      const { config: file, json: _json, ...rest } = flags;
      return loadConfig({ env: readEnvironment(), ...(file && { file }), flags: rest });
    },
    paint: (config) => paintFor(io.color && config.color),
  };
  for (const add of commands) add(program, desk);
}

/** `--data`, `--config` and `--json` mean the same everywhere. */
function addCommonFlags(command: Command): void {
  if (command.commands.length > 0) {
    for (const child of command.commands) addCommonFlags(child);
    return;
  }
  command
    .option('--data <folder>', 'the data folder')
    .option('--config <file>', 'a configuration file')
    .option('--json', 'answer in JSON');
}

function report(error: unknown, json: boolean, io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof AnswerIsNo) return 1;
  const message = wordsOf(error);
  io.err(json ? JSON.stringify({ error: message }) : message);
  return isMisuse(error) ? 2 : 1;
}

/** Also what only the gateway could see: that it can't read what was asked. */
function isMisuse(error: unknown): boolean {
  return (
    error instanceof Misused || error instanceof ConfigError || (error instanceof ApiError && error.status === 400)
  );
}

/** What was tried and, where that says nothing yet of why, the reason beneath it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Nothing is wrong with what is kept, only with what was typed just now.
  if (error instanceof ConfigError && error.mistakes.every(({ from }) => from.startsWith('--')))
    return error.mistakes.map(({ from, problem }) => `${from} ${problem}`).join('\n');
  const beneath = error.cause instanceof Error ? error.cause.message : '';
  return beneath === '' || error.message.includes(beneath) || error.message.includes(': ')
    ? error.message
    : `${error.message}: ${beneath}`;
}

export type { CommonFlags };
