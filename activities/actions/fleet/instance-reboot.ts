import { z } from 'zod';
import { readInstance, readRebirth } from '../../store/fleet/instances.js';
import { byProvider } from './by-provider.js';
import { fieldOf, firstInstance, onNode } from './on-node.js';

const MINUTE = 60_000;

const onItsNode = onNode({
  card: {
    ...{ id: 'instance-reboot', version: 1, title: 'Reboot an instance' },
    ...{ category: 'system.instance_reboot', verb: 'notify_and_proceed' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'self-healing', needs: [] },
  },
  parameters: z.strictObject({}),
  settle: { firstLookMs: 10_000, deadlineMs: 15 * MINUTE, holdMs: 0 },
  kind: 'instance',
  whose: readInstance,

  find(_tx, _work, { boot, providerStatus }) {
    // What its provider stopped has no running node to ask; who can be asked all the same is told to start.
    const how = providerStatus === 'stopped' ? 'start' : 'reboot';
    return Promise.resolve({
      effects: [
        { path: 'boot', before: boot, after: 'another one' },
        { path: 'how', before: null, after: how },
      ],
      inverse: null,
    });
  },
  asks(plan, step) {
    if (step === 'undo') return [];
    const kind = fieldOf(plan, 'how', 'after') === 'start' ? 'instance.start' : 'instance.reboot';
    return [{ instance: firstInstance(plan), work: { kind, parameters: {} } }];
  },
  async shows(tx, { account, plan }, { since }) {
    const instance = firstInstance(plan);
    const seen = await readRebirth(tx, account, { instance, since });
    const isSo = seen?.boot !== null && seen?.boot !== undefined && seen.boot !== fieldOf(plan, 'boot', 'before');
    return {
      isSo,
      says: isSo ? `${instance} reports under the new boot ${seen.boot}` : `${instance} reports under the same boot`,
    };
  },
});

/** Starts an instance anew. It comes up under another boot id, or it did not happen. */
export const instanceReboot = byProvider(onItsNode, {
  operation: ({ providerStatus }) => (providerStatus === 'stopped' ? 'start' : 'reboot'),
});
