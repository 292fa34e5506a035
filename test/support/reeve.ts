import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../config/environment.js';
import { freePort } from '../../workers/embedded/ports.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** One command of the CLI, as a person runs it. */
export async function reeve(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const child = launch(args, env);
  const [out, err] = [collect(child, 'stdout'), collect(child, 'stderr')];
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, out: out(), err: err() };
}

export interface Started {
  readonly data: string;
  readonly url: string;
  readonly ready: { readonly readyMs: number; readonly adminToken?: string; readonly temporalUi: string };
  readonly child: ChildProcess;
  readonly err: () => string;
  /** Sends a signal and waits for the process to end. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** A whole embedded Reeve of its own; resolves with its ready line. */
export async function startReeve(
  data: string,
  {
    port,
    env = {},
    args = [],
  }: { port?: number; env?: Readonly<Record<string, string>>; args?: readonly string[] } = {},
): Promise<Started> {
  const chosen = port ?? (await freePort());
  // A run that is killed must leave no Reeve behind.
  const whileRunning = ['--while-running', String(process.pid)];
  // An empty one, unless a test wants the simulated estate.
  const demo = args.includes('--demo') ? [] : ['--no-demo'];
  const child = launch(
    [
      'up',
      '--json',
      '--data',
      data,
      '--port',
      String(chosen),
      ...whileRunning,
      ...demo,
      ...args.filter((one) => one !== '--demo'),
    ],
    env,
  );
  const [out, err] = [collect(child, 'stdout'), collect(child, 'stderr')];
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = await new Promise<Started['ready']>((resolve, reject) => {
    const look = () => {
      const line = out()
        .split('\n')
        .find((text) => text.includes('"readyMs"'));
      if (line) resolve(JSON.parse(line) as Started['ready']);
    };
    child.stdout?.on('data', look);
    void exited.then((code) => reject(new Error(`reeve ended with ${code} before it was ready: ${err()} ${out()}`)));
  });
  return {
    data,
    url: `http://127.0.0.1:${chosen}`,
    ready,
    child,
    err,
    async end(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

export async function emptyFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'reeve-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** Signals one process. A number that is missing must never become 0, which is everybody in our group. */
export function end(pid: number | undefined, signal: NodeJS.Signals): void {
  if (!pid || pid < 2) throw new Error('there is no such process to signal');
  process.kill(pid, signal);
}

/** Every process whose command line names the folder: what belongs to one Reeve. */
export function processesOf(folder: string): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((name) => ({ pid: Number(name), command: commandOf(name) }))
    .filter(({ command }) => command.includes(folder));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** A command that goes on until it is ended. */
export function launch(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [join(root, 'bin', 'reeve.js'), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(env),
  });
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  let text = '';
  child[stream]?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return () => text;
}
