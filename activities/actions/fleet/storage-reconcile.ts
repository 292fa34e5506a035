import { z } from 'zod';
import { instanceOfStorage, readStorage, wantStorage } from '../../store/fleet/storages.js';
import { Conflict, fieldOf, firstInstance, onNode, textOf } from './on-node.js';

const MINUTE = 60_000;

const Parameters = z.strictObject({
  /** Whether it should be there from now on; left out, as its row says. */
  enabled: z.boolean().optional(),
});

/** Attaches what should be attached, and detaches what should not. */
export const storageReconcile = onNode<z.output<typeof Parameters>>({
  card: {
    ...{ id: 'storage-reconcile', version: 1, title: 'Bring storage to where it should be' },
    ...{ category: 'system.storage_reconcile', verb: 'require_approval' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'inverse', needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 5_000, deadlineMs: 10 * MINUTE, holdMs: 0 },
  kind: 'storage',
  whose: instanceOfStorage,
  isBusy: false,

  async find(tx, { account, target, parameters }) {
    const found = await readStorage(tx, account, target.name);
    if (!found) return { effects: [], inverse: null, impossible: `there is no storage ${target.name}` };
    const enabled = parameters.enabled ?? found.enabled;
    return {
      effects: [
        { path: 'enabled', before: found.enabled, after: enabled },
        { path: 'status', before: found.status, after: enabled ? 'mounted' : 'disabled' },
        { path: 'at', before: found.mountPath, after: found.mountPath },
        { path: 'storage', before: found.storage, after: found.storage },
        { path: 'readOnly', before: found.readOnly, after: found.readOnly },
      ],
      inverse: enabled === found.enabled ? 'nothing: what is desired stays as it is' : { enabled: found.enabled },
    };
  },
  asks(plan, step, { target: { name: id } }) {
    const enabled = fieldOf(plan, 'enabled', step === 'apply' ? 'after' : 'before') === true;
    if (plan.effects.length === 0) return [];
    const instance = firstInstance(plan);
    const mountPath = textOf(plan, 'at', 'after');
    const storage = textOf(plan, 'storage', 'after');
    const readOnly = fieldOf(plan, 'readOnly', 'after') === true;
    return enabled
      ? [{ instance, work: { kind: 'storage.attach', parameters: { id, storage, mountPath, readOnly } } }]
      : [{ instance, work: { kind: 'storage.detach', parameters: { id, mountPath } } }];
  },
  whyNotUndone: (plan) =>
    fieldOf(plan, 'enabled', 'before') === fieldOf(plan, 'enabled', 'after')
      ? 'it was only brought to what is desired anyway'
      : undefined,
  async desire(tx, { account, target, plan }, step) {
    const [before, after] = [fieldOf(plan, 'enabled', 'before') === true, fieldOf(plan, 'enabled', 'after') === true];
    const [from, to] = step === 'apply' ? [before, after] : [after, before];
    if (!(await wantStorage(tx, account, { id: target.name, from, to })))
      throw new Conflict(`whether ${target.name} should be there was changed by somebody else in between`);
  },
  async shows(tx, { account, target, plan }, { step }) {
    const found = await readStorage(tx, account, target.name);
    const enabled = fieldOf(plan, 'enabled', step === 'apply' ? 'after' : 'before') === true;
    const isSo = found?.status === (enabled ? 'mounted' : 'disabled');
    const error = found?.error ? ` (${found.error})` : '';
    return { isSo, says: `${target.name} is ${found?.status ?? 'gone'}${error}` };
  },
});
