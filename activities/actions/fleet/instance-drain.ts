import { z } from 'zod';
import type { Writing } from '../action.js';
import { readInstance, setDraining } from '../../store/fleet/instances.js';
import { byProvider } from './by-provider.js';
import { fieldOf, firstInstance, onNode } from './on-node.js';

const MINUTE = 60_000;
const SECONDS = 600;

interface Drained {
  readonly seconds: number;
  readonly emptyDir: boolean;
}

const onItsNode = onNode<Drained>({
  card: {
    ...{ id: 'instance-drain', version: 1, title: 'Drain an instance' },
    ...{ category: 'system.instance_drain', verb: 'notify_and_proceed' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'inverse', needs: [] },
  },
  parameters: z.strictObject({
    seconds: z.number().int().min(30).max(86_400).default(SECONDS),
    /** Whether pods may leave whose data ends with them. */
    emptyDir: z.boolean().default(false),
  }),
  settle: { firstLookMs: 5_000, deadlineMs: 5 * MINUTE, holdMs: 0 },
  kind: 'instance',
  whose: readInstance,
  // While it drains sensors leave it alone anyway, and for longer.
  isBusy: false,

  find: (_tx, { parameters }, { isDraining, facts }) =>
    Promise.resolve({
      effects: [
        { path: 'draining', before: isDraining || facts['draining'] === 'true', after: true },
        { path: 'seconds', before: null, after: parameters.seconds, volatile: true },
      ],
      inverse: { draining: false },
    }),
  asks: (plan, step) => [
    {
      instance: firstInstance(plan),
      work: {
        kind: 'instance.drain',
        parameters: { seconds: step === 'apply' ? Number(fieldOf(plan, 'seconds', 'after')) : 0 },
      },
    },
  ],
  desire: (tx, { account, plan, parameters }, step) =>
    setDraining(tx, account, {
      instance: firstInstance(plan),
      ms: step === 'apply' ? parameters.seconds * 1000 : null,
    }),
  async shows(tx, { account, plan }, { step }) {
    const seen = await readInstance(tx, account, firstInstance(plan));
    const drains = seen?.facts['draining'] === 'true';
    return {
      isSo: drains === (step === 'apply'),
      says: `${firstInstance(plan)} reports that it ${drains ? 'drains' : 'takes work'}`,
    };
  },
});

/** Lets an instance take no new work for a while; it is not missed meanwhile. */
export const instanceDrain = byProvider(onItsNode, {
  operation: 'drain',
  options: ({ emptyDir }: Drained) => ({ emptyDir }),
  desire: (tx, { account, target, parameters }: Writing<Drained>, step) =>
    setDraining(tx, account, { instance: target.name, ms: step === 'apply' ? parameters.seconds * 1000 : null }),
});
