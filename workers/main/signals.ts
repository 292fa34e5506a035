import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../../config/load.js';
import { type ProcessIdentity, identify, isAlive } from '../embedded/process-identity.js';

/** Resolves with the reason to stop: a signal, or the end of the process that we were started for. */
export function stopRequested(parent?: number): { readonly reason: Promise<string>; readonly again: Promise<void> } {
  let stop: (reason: string) => void;
  let hurry: () => void;
  const reason = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const again = new Promise<void>((resolve) => {
    hurry = resolve;
  });
  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      asked += 1;
      if (asked === 1) stop(signal);
      else hurry();
    });
  }
  const watched = parent === undefined ? undefined : identify(parent);
  if (parent !== undefined) watch(watched, () => stop('the process that started it is gone'));
  return { reason, again };
}

/** Nobody asked for it: the process ends with a failure, so that whoever started it starts it again. */
export class StoppedByItself extends Error {
  override name = 'StoppedByItself';
}

/** Waits until somebody asks to stop, or until the work ends by itself, which it never should. */
export function untilStopped(
  asked: Promise<string>,
  work: Promise<unknown>,
): Promise<{ readonly reason: string; readonly failure?: StoppedByItself }> {
  const ended = work.then(
    () => new StoppedByItself('the workers ended by themselves, so nothing would be done any more: start Reeve again'),
    (cause: Error) =>
      cause instanceof StoppedByItself
        ? cause
        : new StoppedByItself(
            `the workers failed, so nothing would be done any more (${cause.message}): start Reeve again`,
            { cause },
          ),
  );
  return Promise.race([asked.then((reason) => ({ reason })), ended.then((failure) => ({ reason: 'failed', failure }))]);
}

/** After a failure nobody may be there to ask again, so the end has a limit of its own. */
export function drainLimit({ gateway, worker }: Pick<Config, 'gateway' | 'worker'>, failure?: Error): Promise<void>[] {
  return failure ? [pause(gateway.drainMs + worker.drainMs + 30_000, undefined, { ref: false })] : [];
}

// A parent that was killed can't tell us; only looking does.
function watch(parent: ProcessIdentity | undefined, gone: () => void): void {
  const timer = setInterval(() => {
    if (parent && isAlive(parent)) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}
