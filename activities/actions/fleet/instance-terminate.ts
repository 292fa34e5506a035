import { z } from 'zod';
import { isPlain, targetName } from '../../../domain/proposal.js';
import { readEnd, readInstance, terminateInstance } from '../../store/fleet/instances.js';
import { defineAction } from '../action.js';
import { blastOf, nothing } from './on-node.js';

/** A door may take a credential that was just revoked for so long still. */
const LATE_MS = 40_000;
/** Silent through two reports and that is silent. */
const SILENT_MS = 90_000;
/** Where Reeve's word is the end of it: others have their own machines, which go on and cost. */
const OWN = new Set(['none', 'simulated']);

/** Takes an instance out of the fleet for good: it is no longer desired, and nothing it could sign in with is accepted. */
export const instanceTerminate = defineAction<Record<string, never>>({
  card: {
    ...{ id: 'instance-terminate', version: 1, title: 'Terminate an instance' },
    ...{ category: 'system.instance_terminate', verb: 'require_approval', minimum: 'require_approval' },
    ...{ class: 'modify-irreversible', risk: 'high', undo: 'none', needs: [] },
  },
  parameters: z.strictObject({}),
  settle: { firstLookMs: 20_000, deadlineMs: 600_000, holdMs: 0 },

  sight: ({ account, target, reach }) =>
    reach.db.withAccount(account, async (tx) => {
      const seen = isPlain(target, 'instance') ? await readInstance(tx, account, target.name) : undefined;
      return seen && { uid: seen.uid };
    }),
  plan: ({ account, target, reach }) =>
    reach.db.withAccount(account, async (tx) => {
      const seen = isPlain(target, 'instance') ? await readInstance(tx, account, target.name) : undefined;
      if (!seen) return nothing(target, `there is no instance ${targetName(target)}`);
      const { uid, status, provider, siblings } = seen;
      return {
        ...{ uid, inverse: null, blast: blastOf({ count: 1, of: siblings }), touches: [target] },
        effects: [
          { path: 'status', before: status, after: 'terminated' },
          { path: 'credentials', before: 'as they are', after: 'revoked' },
          { path: 'certificates', before: 'as they are', after: 'revoked' },
        ],
        ...(!OWN.has(provider) && {
          impossible: `its machine belongs to provider ${provider}, which Reeve can not tell to end it: end it there, and its row follows`,
        }),
      };
    }),
  async apply({ account, target, reach, mayWrite }) {
    await mayWrite();
    const ended = await reach.db.withAccount(account, (tx) => terminateInstance(tx, account, target.name));
    return { state: 'applied', receipt: { ended } };
  },
  verify: ({ account, target: { name }, reach, key }) =>
    reach.db.withAccount(account, async (tx) => {
      const end = await readEnd(tx, account, { instance: name, effect: key });
      if (!end) return { says: 'no', because: `there is no instance ${name} any more` };
      if (end.status !== 'terminated') return { says: 'no', because: `its row says ${end.status}` };
      if (end.open > 0) return { says: 'no', because: `${end.open} of its credentials still open a door` };
      if (end.heardAfterMs > LATE_MS)
        return { says: 'no', because: `${name} still reported ${Math.round(end.heardAfterMs / 1000)} s after its end` };
      if (end.agoMs < SILENT_MS)
        return { says: 'not-yet', because: `whether ${name} is silent shows in a moment`, againMs: 15_000 };
      return { says: 'yes', because: `${name} is terminated, its credentials are revoked, and it reports no more` };
    }),
  undo: () => Promise.resolve({ state: 'none', because: 'what was terminated does not come back' }),
});
