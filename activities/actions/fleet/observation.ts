import { z } from 'zod';
import { INSTANCE_STATES } from '../../../domain/fleet/instance.js';
import type { Effect } from '../../../domain/plan.js';
import { isPlain } from '../../../domain/proposal.js';
import { giveBack, type InstanceSeen, readInstance, setStatus } from '../../store/fleet/instances.js';
import { defineAction, type Work, type Writing } from '../action.js';
import { textOf } from './on-node.js';
import { Reason } from './parameters.js';

const Parameters = z.strictObject({
  reason: Reason,
  /** The status that the provider says becomes the one of the row: the difference was wished. */
  take: z.literal('provider-status').optional(),
});
type Noted = z.output<typeof Parameters>;
type Seen = Pick<Work<Noted>, 'account' | 'target' | 'reach'>;

const STATUSES: ReadonlySet<string> = new Set(INSTANCE_STATES);

/** Notes that somebody has seen it and why it is well so. Nothing in the world is changed. */
export const observation = defineAction<Noted>({
  card: {
    ...{ id: 'observation', version: 1, title: 'Acknowledge what was seen' },
    ...{ category: 'system.observation', verb: 'auto_approve' },
    ...{ class: 'observe', risk: 'low', undo: 'inverse', needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 0, deadlineMs: 60_000, holdMs: 0 },

  async sight(work) {
    const instance = await instanceOf(work);
    return instance && { uid: instance.uid };
  },
  async plan(work) {
    const { target, parameters } = work;
    const instance = await instanceOf(work);
    const taken = parameters.take === undefined ? undefined : takenFrom(instance, target.name);
    return {
      ...(instance && { uid: instance.uid }),
      effects: [
        { path: 'acknowledged', before: null, after: parameters.reason, volatile: true },
        ...(taken && 'effect' in taken ? [taken.effect] : []),
      ],
      inverse: instance && parameters.take !== undefined ? { status: instance.status } : 'the note stays in the ledger',
      blast: { count: 1 },
      touches: [target],
      ...(taken && 'impossible' in taken && { impossible: taken.impossible }),
    };
  },
  async apply(work) {
    await work.mayWrite();
    if (work.parameters.take !== undefined && !(await took(work, 'apply')))
      return { state: 'failed', because: `the status of ${work.target.name} was changed by somebody else in between` };
    return { state: 'applied', receipt: { reason: work.parameters.reason } };
  },
  async verify(work, step) {
    if (work.parameters.take === undefined) return { says: 'yes', because: `it is noted: ${work.parameters.reason}` };
    const wanted = textOf(work.plan, 'status', step === 'apply' ? 'after' : 'before');
    const is = (await instanceOf(work))?.status ?? 'gone';
    return is === wanted
      ? { says: 'yes', because: `its status is ${is}, as ${step === 'apply' ? 'its provider says' : 'before'}` }
      : { says: 'no', because: `its status is ${is}, not ${wanted}` };
  },
  async undo(work) {
    if (work.parameters.take === undefined) return { state: 'none', because: 'a note is not taken back' };
    await work.mayWrite();
    return (await took(work, 'undo'))
      ? { state: 'undone' }
      : { state: 'conflict', because: `the status of ${work.target.name} is another one by now` };
  },
});

function instanceOf({ account, target, reach }: Seen): Promise<InstanceSeen | undefined> {
  if (!isPlain(target, 'instance')) return Promise.resolve(undefined);
  return reach.db.withAccount(account, (tx) => readInstance(tx, account, target.name));
}

function takenFrom(
  instance: InstanceSeen | undefined,
  name: string,
): { readonly effect: Effect } | { readonly impossible: string } {
  if (!instance) return { impossible: `there is no instance ${name}, so no provider speaks of it` };
  const says = instance.providerStatus === 'missing' ? 'terminated' : instance.providerStatus;
  if (says === null) return { impossible: `no provider has said anything of ${name}` };
  if (!STATUSES.has(says)) return { impossible: `its provider calls it "${says}", and no instance can be that here` };
  return { effect: { path: 'status', before: instance.status, after: says } };
}

function took({ account, target, plan, reach }: Writing<Noted>, step: 'apply' | 'undo'): Promise<boolean> {
  const before = textOf(plan, 'status', 'before');
  const after = textOf(plan, 'status', 'after');
  const { from, to } = step === 'apply' ? { from: before, to: after } : { from: after, to: before };
  return reach.db.withAccount(account, async (tx) => {
    await giveBack(tx, account, [target.name]);
    return setStatus(tx, account, { instance: target.name, from, to });
  });
}
