/** One thing that is wrong: which key or variable, what about it, and where it was said. */
export interface Mistake {
  /** A key such as `gateway.port`, a variable, or a file when the file itself is wrong. */
  readonly path: string;
  readonly problem: string;
  /** A file with its line, a variable or a flag. */
  readonly from: string;
}

/** Holds every mistake, so that nobody corrects them one start at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? 'a mistake; correct it' : `${mistakes.length} mistakes; correct them`;
    super(
      `the configuration has ${count} and start again:\n${mistakes.map((mistake) => `  ${say(mistake)}`).join('\n')}`,
    );
    this.mistakes = mistakes;
  }
}

function say({ path, problem, from }: Mistake): string {
  return from === path ? `${path} ${problem}` : `${path} ${problem} (from ${from})`;
}
