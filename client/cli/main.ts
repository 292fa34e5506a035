import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { runProgram } from './program.js';

const up = import.meta.url.endsWith('.ts') ? '../..' : '../../..';
const file = fileURLToPath(new URL(`${up}/package.json`, import.meta.url));
const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };

// A reader that has seen enough (`| head`) closes the pipe; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});
process.on('SIGINT', () => {
  // What serves stops in its own order and listens for this itself.
  if (process.listenerCount('SIGINT') > 1) return;
  process.stderr.write(`${process.stderr.isTTY ? '\r\u001B[2K' : ''}stopped by Ctrl-C\n`);
  process.exit(130);
});
const code = await runProgram(
  process.argv.slice(2),
  {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    color: process.stdout.isTTY,
    live: process.stderr.isTTY,
    ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
  },
  version,
);
process.exitCode = code;
// Whatever a failed command left open must not keep the terminal.
setTimeout(() => process.exit(code), 500).unref();

async function ask(question: string): Promise<string> {
  // The answer of the command goes to standard out, so what is asked does not.
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C and a closed terminal are no yes.
  const gone = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question), gone]);
  } finally {
    terminal.close();
  }
}
