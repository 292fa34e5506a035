import { runProgram } from '../../client/cli/program.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One command in this process, and what it said. */
export async function run(...argv: readonly string[]): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
  const code = await runProgram(argv, { ...io, color: false, live: false }, '1.2.3');
  return { code, out: out.join('\n'), err: err.join('\n') };
}
