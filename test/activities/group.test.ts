import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Crowded, groupWriter } from '../../activities/store/group.js';

describe('what waits together', () => {
  it('is written together, within its bounds, and who comes when it is full is told so', async () => {
    const groups: number[] = [];
    const write = groupWriter(
      async (_account, drafts: readonly number[]) => {
        groups.push(drafts.length);
        await pause(30);
        return drafts;
      },
      { groupMax: 3, waitingMax: 5, lingerMs: 2 },
    );
    const all = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map((draft) => write('home', draft)));
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(5);
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
    expect(refused.map((why) => why instanceof Crowded)).toEqual([true, true]);
    expect(groups).toEqual([3, 2]);
    expect(await write('home', 8)).toBe(8);
  });
});
