import { spawn } from 'node:child_process';

export interface RunSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly onLine?: (line: string) => void;
}

export type RunResult =
  | { readonly kind: 'done'; readonly printed: string }
  | { readonly kind: 'failed'; readonly because: string; readonly printed: string };

const LINES_KEPT = 200;
const LINE_CHARS_MAX = 500;

/** Runs one program to its end, without a shell, for at most `timeoutMs`. Failing is a value: callers try the next way. */
export function run(spec: RunSpec): Promise<RunResult> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    const keep = (line: string): void => {
      if (lines.length >= LINES_KEPT) lines.shift();
      lines.push(line.slice(0, LINE_CHARS_MAX));
      spec.onLine?.(line);
    };
    let timedOut = false;
    // In our own process group, so that Ctrl-C in a terminal ends the build with us.
    const child = spawn(spec.command, spec.args, { cwd: spec.cwd, env: spec.env, stdio: ['ignore', 'pipe', 'pipe'] });
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open, and then 'close' never comes.
      child.stdout.destroy();
      child.stderr.destroy();
    }, spec.timeoutMs);
    const flushers = [child.stdout, child.stderr].map((stream) => byLine(stream, keep));
    const printed = (): string => lines.join('\n');
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve({ kind: 'failed', because: error.message, printed: printed() });
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      for (const flush of flushers) flush();
      if (timedOut)
        return resolve({ kind: 'failed', because: `took longer than ${spec.timeoutMs} ms`, printed: printed() });
      if (code === 0) return resolve({ kind: 'done', printed: printed() });
      resolve({
        kind: 'failed',
        because: signal ? `ended by ${signal}` : `ended with code ${code}`,
        printed: printed(),
      });
    });
  });
}

function byLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): () => void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = (parts.pop() ?? '').slice(-LINE_CHARS_MAX);
    for (const line of parts) onLine(line.trimEnd());
  });
  return () => {
    if (rest) onLine(rest);
    rest = '';
  };
}
