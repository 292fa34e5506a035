import type { Command } from 'commander';
import type { Config } from '../../config/load.js';
import type { Paint } from './paint.js';

/** Where a command speaks. Tests read what it said. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True where colour can be seen; whether it is wanted, the configuration says. */
  readonly color: boolean;
  /** True when a person watches, so that progress may be drawn over. */
  readonly live: boolean;
  /** Asks the person at the terminal; absent where there is none. */
  readonly ask?: (question: string) => Promise<string>;
}

/** The flags that every command has. */
export interface CommonFlags {
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** What a command is given: the configuration is read only when it is asked for, so that help never fails on a bad file. */
export interface Desk {
  readonly io: Io;
  readonly config: (flags: CommonFlags & Readonly<Record<string, unknown>>) => Config;
  /** Colours state words, where colour can be seen and is wanted. */
  readonly paint: (config: Config) => Paint;
  readonly print: (flags: CommonFlags, data: unknown, human: () => string) => void;
}

/** One file a command: it puts itself on the program. */
export type AddCommand = (program: Command, desk: Desk) => void;

/** The same where a command reads no configuration. */
export type AddOffline = (program: Command, desk: Pick<Desk, 'io' | 'print'>) => void;

/** The command was used wrongly: exit code 2. */
export class Misused extends Error {
  override name = 'Misused';
}

/** The command did what was asked and the answer is no: exit code 1, nothing more to say. */
export class AnswerIsNo extends Error {
  override name = 'AnswerIsNo';
}
