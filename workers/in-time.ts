import { runInNewContext } from 'node:vm';

/** The work took longer than it may, and was ended in the middle. */
export class TookTooLong extends Error {
  override name = 'TookTooLong';
}

/** Does work that never waits, and ends it when its time is over, without a thread that would have to load everything again. */
export function inTime<T>(ms: number, work: () => T): T {
  try {
    return runInNewContext('work()', { work }, { timeout: ms }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TookTooLong(`took longer than ${ms / 1000} seconds`, { cause: error });
  }
}
