import { z } from 'zod';
import { readInstance } from '../../store/fleet/instances.js';
import { firstInstance, onNode } from './on-node.js';

const MINUTE = 60_000;

/** Cuts an instance off from everything but Reeve, so that whoever touched a lure gets no further. */
export const honeypotQuarantine = onNode({
  card: {
    ...{ id: 'honeypot-quarantine', version: 1, title: 'Cut an instance off' },
    ...{ category: 'system.honeypot_quarantine', verb: 'require_approval', minimum: 'require_approval' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'inverse', needs: [] },
  },
  parameters: z.strictObject({}),
  settle: { firstLookMs: 5_000, deadlineMs: 5 * MINUTE, holdMs: 0 },
  kind: 'instance',
  whose: readInstance,
  // Who is cut off is watched all the more.
  isBusy: false,

  find: (_tx, _work, { facts }) =>
    Promise.resolve({
      effects: [{ path: 'isolated', before: facts['isolated'] === 'true', after: true }],
      inverse: { isolated: false },
    }),
  asks: (plan, step) => [
    { instance: firstInstance(plan), work: { kind: 'instance.isolate', parameters: { on: step === 'apply' } } },
  ],
  async shows(tx, { account, plan }, { step }) {
    const seen = await readInstance(tx, account, firstInstance(plan));
    const isCut = seen?.facts['isolated'] === 'true';
    return {
      isSo: isCut === (step === 'apply'),
      says: `${firstInstance(plan)} reports that it is ${isCut ? 'cut off' : 'open'}`,
    };
  },
});
