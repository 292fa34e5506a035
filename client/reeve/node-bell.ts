import { setMaxListeners } from 'node:events';

/** Wakes those who wait for work. A word only wakes: the rows say what there is to do. */
export function openBell() {
  const waiting = new Map<string, Set<() => void>>();
  const closed = new AbortController();
  let count = 0;
  // Each who waits listens to it.
  setMaxListeners(0, closed.signal);

  function ring(key: string): void {
    for (const wake of waiting.get(key) ?? []) wake();
  }

  return {
    ring,
    ringAll() {
      for (const key of waiting.keys()) ring(key);
    },
    /** Each of them, also where many are of one key. */
    waiting: () => count,
    /** Nobody is kept waiting any longer, and nobody waits again. */
    close() {
      closed.abort();
    },
    /**
     * Begins to listen at once, so that what is said between a look and the wait is heard. `heard` is true where somebody rang,
     * and false when the time was over or whoever waits has gone.
     */
    listen(key: string, ms: number, gone: AbortSignal): { readonly heard: Promise<boolean>; readonly end: () => void } {
      let end: () => void = () => undefined;
      const heard = new Promise<boolean>((resolve) => {
        const over = (rung: boolean) => {
          clearTimeout(timer);
          for (const signal of [gone, closed.signal]) signal.removeEventListener('abort', leave);
          const others = waiting.get(key);
          if (others?.delete(wake)) count -= 1;
          if (others?.size === 0) waiting.delete(key);
          resolve(rung);
        };
        const wake = () => over(true);
        const leave = () => over(false);
        const timer = setTimeout(leave, ms);
        for (const signal of [gone, closed.signal]) signal.addEventListener('abort', leave);
        waiting.set(key, (waiting.get(key) ?? new Set()).add(wake));
        count += 1;
        end = leave;
        if (gone.aborted || closed.signal.aborted) leave();
      });
      return { heard, end };
    },
  };
}
