import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { lateAfter } from '../../activities/outbound/late.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('who is late', () => {
  it('is told so, also where nobody but another signal holds the timer and the garbage was collected', async () => {
    const asked = new AbortController();
    const both = Array.from({ length: 200 }, () => AbortSignal.any([asked.signal, lateAfter(400)]));
    const heard: string[] = [];
    for (const signal of both) signal.addEventListener('abort', () => heard.push((signal.reason as Error).name));
    for (let nth = 0; nth < 3; nth += 1) {
      await pause(50);
      collect();
    }
    await pause(800);
    expect(heard).toEqual(both.map(() => 'TimeoutError'));
  });
});
