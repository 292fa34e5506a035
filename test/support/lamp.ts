import { z } from 'zod';
import { type Action, defineAction } from '../../activities/actions/action.js';
import type { Look, Undone } from '../../workflows/ports.js';

/** A lamp of the test's own, whose looks and whose undo answer as the story needs. */
export interface Lamp {
  on: boolean;
  applied: number;
  undone: number;
  /** What it answers to each look; what is to happen while it looks is done first. */
  looks: (Look | (() => Promise<Look>))[];
  undo: Undone;
  /** How long a yes must last. */
  holdMs: number;
}

/** An action on that lamp: what a story needs to see verification fail, and an undo that works or does not. */
export function lampAction(lamp: Lamp): Action {
  return defineAction({
    card: {
      ...{ id: 'lamp', version: 1, title: 'Switch a lamp', category: 'lamp.switch', verb: 'auto_approve' },
      ...{ class: 'modify-reversible', risk: 'low', undo: 'inverse', needs: [] },
    },
    parameters: z.strictObject({ on: z.boolean() }),
    get settle() {
      return { firstLookMs: 30_000, deadlineMs: 600_000, holdMs: lamp.holdMs };
    },
    sight: () => Promise.resolve({}),
    plan: ({ target, parameters }) =>
      Promise.resolve({
        effects: [{ path: 'on', before: lamp.on, after: parameters.on }],
        inverse: { on: lamp.on },
        blast: { count: 1 },
        touches: [target],
      }),
    async apply({ parameters, mayWrite }) {
      await mayWrite();
      lamp.on = parameters.on;
      lamp.applied += 1;
      return { state: 'applied' };
    },
    async verify(_work, step) {
      if (step === 'undo')
        return { says: lamp.on ? 'no' : 'yes', because: lamp.on ? 'it still shines' : 'it is dark again' };
      const seen = lamp.looks.shift() ?? { says: 'yes', because: 'it shines' };
      return typeof seen === 'function' ? await seen() : seen;
    },
    async undo({ plan, mayWrite }) {
      await mayWrite();
      if (lamp.undo.state === 'undone') lamp.on = plan.effects[0]?.before === true;
      lamp.undone += 1;
      return lamp.undo;
    },
  });
}
