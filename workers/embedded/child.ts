import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Keeper } from './keeper.js';
import { endProcess, identify } from './process-identity.js';

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly stopWithinMs: number;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Child {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly stop: () => Promise<void>;
}

/** Starts a process of its own session: Ctrl-C reaches only us, and we stop the parts in their order. */
export async function startChild(spec: ChildSpec, keeper: Keeper): Promise<Child> {
  mkdirSync(dirname(spec.logFile), { recursive: true, mode: 0o700 });
  const log = openSync(spec.logFile, 'a', 0o600);
  const child = spawn(spec.command, [...spec.args], {
    env: { ...spec.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(new Error(`${spec.name} could not be started from ${spec.command}: ${error.message}`, { cause: error }));
    });
  });
  const pid = child.pid as number;
  const identity = identify(pid);
  if (identity) {
    try {
      await keeper.keep({ ...identity, name: spec.name, signal: spec.stopSignal, withinMs: spec.stopWithinMs });
    } catch (error) {
      await endProcess(identity, spec.stopSignal, spec.stopWithinMs);
      throw error;
    }
    void exited.then(() => keeper.release(pid)).catch(() => undefined);
  }
  return {
    pid,
    exited,
    async stop() {
      if (identity) await endProcess(identity, spec.stopSignal, spec.stopWithinMs);
      await exited;
    },
  };
}

/** The end of a part's log, for the sentence that says why it did not start. */
export async function lastLines(logFile: string, count = 5): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join(' | ').slice(-800);
}
