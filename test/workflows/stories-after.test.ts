import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE } from '../support/spine.js';
import { openStories, type Stories } from '../support/stories.js';

/** As the stories of people who are asked: hours pass in a moment. */
describe('stories of what came of it', () => {
  let world: Stories;
  beforeAll(async () => {
    world = await openStories();
  });
  beforeEach(() => world.begin());
  afterAll(() => world?.close());
  const LAMP = { action: 'lamp', target: { kind: 'flag', name: 'lamp' }, parameters: { on: true } };

  it('not verified, so it is put back', async () => {
    world.lamp.looks = [
      { says: 'not-yet', because: 'it flickers', againMs: MINUTE },
      { says: 'no', because: 'it is broken' },
    ];
    const key = await world.propose(LAMP);
    await world.pass(10 * MINUTE);
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes lamp",
        "00:10 undone: it is broken; it was put back: it is dark again",
      ]
    `);
    expect(world.lamp).toMatchObject({ on: false, applied: 1, undone: 1 });
  });

  it('not verified, and not to be put back', async () => {
    world.lamp.looks = [{ says: 'no', because: 'it is broken' }];
    world.lamp.undo = { state: 'conflict', because: 'somebody else switched it meanwhile' };
    const key = await world.propose(LAMP);
    await world.pass(10 * MINUTE);
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes lamp",
        "00:10 needs-hands: it is broken; somebody else switched it meanwhile",
      ]
    `);
  });

  it('nobody can say what became of it', async () => {
    world.lamp.looks = Array.from(
      { length: 3 },
      () => ({ says: 'unknown', because: 'the room does not answer' }) as const,
    );
    const key = await world.propose(LAMP);
    await world.pass(10 * MINUTE);
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes lamp",
        "00:10 unknown: the room does not answer",
      ]
    `);
    expect(world.lamp).toMatchObject({ applied: 1, undone: 0 });
  });

  it('well, and then nobody can see whether it lasts', async () => {
    world.lamp.holdMs = 5 * MINUTE;
    const dark = { says: 'unknown', because: 'the room does not answer' } as const;
    world.lamp.looks = [{ says: 'yes', because: 'it shines' }, dark, dark, dark];
    const key = await world.propose(LAMP);
    await world.pass(10 * MINUTE);
    await world.end(key);
    world.lamp.on = false;
    world.lamp.looks = [{ says: 'yes', because: 'it shines' }, dark, { says: 'no', because: 'it went out' }];
    const next = await world.propose({ ...LAMP, why: ['again'] });
    await world.pass(10 * MINUTE);
    await world.end(next);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes lamp",
        "00:10 unknown: the room does not answer",
        "00:10 the agent proposes lamp",
        "00:20 undone: it did not last: it went out; it was put back: it is dark again",
      ]
    `);
    expect(world.lamp).toMatchObject({ applied: 2, undone: 1 });
  });

  it.each([1, 2, 3])('well, and called off while nobody can see whether it lasts, at look %i', async (nth) => {
    world.lamp.holdMs = 5 * MINUTE;
    const dark = { says: 'unknown', because: 'the room does not answer' } as const;
    let key = '';
    const calledOff = async () => {
      await world.callOff(key);
      return dark;
    };
    const looks = [dark, dark, dark];
    world.lamp.looks = [
      { says: 'yes', because: 'it shines' },
      ...looks.map((look, at) => (at === nth - 1 ? calledOff : look)),
    ];
    key = await world.propose(LAMP);
    await world.pass(10 * MINUTE);
    await world.end(key);
    expect(world.tale().at(-1)).toBe('00:10 undone: it was called off; it was put back: it is dark again');
    expect(world.lamp).toMatchObject({ on: false, applied: 1, undone: 1 });
    expect(world.lamp.looks).toHaveLength(3 - nth);
  });

  it('called off at the last look that sees nothing', async () => {
    const dark = { says: 'unknown', because: 'the room does not answer' } as const;
    let key = '';
    const calledOff = async () => {
      await world.callOff(key);
      return dark;
    };
    world.lamp.looks = [dark, dark, calledOff];
    key = await world.propose(LAMP);
    await world.pass(10 * MINUTE);
    await world.end(key);
    expect(world.tale().at(-1)).toBe('00:10 undone: it was called off; it was put back: it is dark again');
    expect(world.lamp).toMatchObject({ on: false, applied: 1, undone: 1 });
  });

  it('never well in time', async () => {
    world.lamp.looks = Array.from(
      { length: 99 },
      () => ({ says: 'not-yet', because: 'it flickers', againMs: MINUTE }) as const,
    );
    const key = await world.propose(LAMP);
    await world.pass(12 * MINUTE);
    await world.end(key);
    expect(world.tale()).toMatchInlineSnapshot(`
      [
        "00:00 the agent proposes lamp",
        "00:12 undone: not in time: it flickers; it was put back: it is dark again",
      ]
    `);
  });
});
