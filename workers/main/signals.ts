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

// A parent that was killed can't tell us; only looking does.
function watch(parent: ProcessIdentity | undefined, gone: () => void): void {
  const timer = setInterval(() => {
    if (parent && isAlive(parent)) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}
