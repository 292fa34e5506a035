import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

export function identify(pid: number): ProcessIdentity | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime };
}

export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  const now = Number.isInteger(pid) ? startTimeOf(pid) : undefined;
  return now !== undefined && now === startTime;
}

/** Where numbers of processes mean the same: one boot of one machine, and within it one container. */
export function whereabouts(): string {
  try {
    return `${bootId()}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
}

function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 }).trim() ||
        undefined
      );
    }
    // The name in parentheses may hold spaces; state and start time come after the last one. A zombie is not alive.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return fields[0] === 'Z' ? undefined : `${bootId()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Ends a process by signal, and by force when it takes too long. Does nothing to a stranger with its number. */
export async function endProcess(who: ProcessIdentity, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  if (!isAlive(who)) return;
  send(who.pid, signal);
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (!isAlive(who)) return;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  if (isAlive(who)) send(who.pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
