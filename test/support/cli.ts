import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../client/cli/program.js';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** With --json: what was said. */
  readonly said: Record<string, unknown> & readonly Record<string, unknown>[];
}

export interface CliWish {
  /** What the person at the terminal answers; without it there is no terminal. */
  readonly typed?: string;
}

let files = 0;

/** The command line of somebody, in this process, on a Reeve that runs. */
export async function openCli(dir: string, url: string, token: string) {
  const config = join(dir, `cli-${(files += 1)}.yaml`);
  await writeFile(config, `cli: { url: "${url}", token: ${token} }\ndata: ${dir}\n`);
  return async (argv: readonly string[], { typed }: CliWish = {}): Promise<CliRun> => {
    const [out, err]: [string[], string[]] = [[], []];
    const io = {
      ...{ out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) },
      ...{ color: false, live: false },
      ...(typed !== undefined && { ask: () => Promise.resolve(typed) }),
    };
    const code = await runProgram([...argv, '--config', config], io, 'test');
    const text = out.join('\n');
    const said = (argv.includes('--json') && code === 0 ? JSON.parse(text) : undefined) as CliRun['said'];
    return { code, out: text, err: err.join('\n'), said };
  };
}
export type Cli = Awaited<ReturnType<typeof openCli>>;
