import { z } from 'zod';
import { readInstance, readRebirth } from '../../store/fleet/instances.js';
import { byProvider } from './by-provider.js';
import { fieldOf, firstInstance, onNode } from './on-node.js';

const MINUTE = 60_000;

const onItsNode = onNode({
  card: {
    ...{ id: 'instance-reprovision', version: 1, title: 'Make an instance anew' },
    ...{ category: 'system.instance_reprovision', verb: 'require_approval', minimum: 'require_approval' },
    ...{ class: 'modify-irreversible', risk: 'high', undo: 'none', needs: [] },
  },
  parameters: z.strictObject({}),
  settle: { firstLookMs: 30_000, deadlineMs: 45 * MINUTE, holdMs: 0 },
  kind: 'instance',
  whose: readInstance,

  find: (_tx, _work, { boot, template, provider }) =>
    Promise.resolve({
      effects: [
        { path: 'boot', before: boot, after: 'another one' },
        { path: 'machine', before: 'as it is, with all that is on it', after: `a new one of template ${template}` },
        // A simulated machine is made anew in place and keeps what it signs in with.
        { path: 'enrolment', before: null, after: provider === 'simulated' ? 'the same' : 'a new one' },
      ],
      inverse: null,
    }),
  asks: (plan, step) =>
    step === 'undo' ? [] : [{ instance: firstInstance(plan), work: { kind: 'instance.reprovision', parameters: {} } }],
  async shows(tx, { account, plan }, { since }) {
    const instance = firstInstance(plan);
    const seen = await readRebirth(tx, account, { instance, since });
    const isBooted = (seen?.boot ?? null) !== null && seen?.boot !== fieldOf(plan, 'boot', 'before');
    const isSo = isBooted && (seen?.enrolled === true || fieldOf(plan, 'enrolment', 'after') === 'the same');
    if (isSo) return { isSo, says: `${instance} was made anew and reports under the new boot ${seen?.boot ?? ''}` };
    return {
      isSo,
      says: isBooted
        ? `${instance} has another boot and has not enrolled anew`
        : `${instance} reports under the same boot`,
    };
  },
});

/** Makes an instance anew from its template. What was on it is gone, so people are always asked. */
export const instanceReprovision = byProvider(onItsNode, { operation: 'reprovision' });
