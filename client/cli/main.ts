import { readFileSync } from 'node:fs';
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
  },
  version,
);
process.exitCode = code;
// Whatever a failed command left open must not keep the terminal.
setTimeout(() => process.exit(code), 500).unref();
