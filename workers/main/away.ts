import { isAway } from '../../domain/away.js';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.js';

/** Tries again while a part is away, saying so; what is wrong for another reason is thrown at once. */
export async function untilItAnswers<T>(part: string, work: () => Promise<T>, log: Log): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      const waitMs = Math.min(10_000, 250 * 2 ** tries);
      log.warn({ err: error, tries, waitMs }, `${part} does not answer; Reeve goes on trying`);
      await pause(waitMs);
    }
  }
}
