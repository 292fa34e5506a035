import { z } from 'zod';
import type { Look } from '../../../workflows/ports.js';
import type { Effect } from '../../../domain/plan.js';
import { isPlain, targetName } from '../../../domain/proposal.js';
import { type InstanceSeen, readEnd, readInstance, terminateInstance } from '../../store/fleet/instances.js';
import { defineAction, type Work, type Writing } from '../action.js';
import { byOf, isHandedOver, sameWay } from './by-provider.js';
import { wayTo } from './carriers.js';
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
    ...{ class: 'modify-irreversible', risk: 'high', undo: 'none', needs: [], handsOver: true },
  },
  parameters: z.strictObject({}),
  settle: { firstLookMs: 20_000, deadlineMs: 600_000, holdMs: 0 },

  sight: ({ account, target, reach }) =>
    reach.db.withAccount(account, async (tx) => {
      const seen = isPlain(target, 'instance') ? await readInstance(tx, account, target.name) : undefined;
      return seen && { uid: seen.uid };
    }),
  async plan(work) {
    const { account, target, reach } = work;
    const seen = isPlain(target, 'instance')
      ? await reach.db.withAccount(account, (tx) => readInstance(tx, account, target.name))
      : undefined;
    if (!seen) return nothing(target, `there is no instance ${targetName(target)}`);
    const { uid, status, siblings } = seen;
    const ended = [
      { path: 'status', before: status, after: 'terminated' },
      { path: 'credentials', before: 'as they are', after: 'revoked' },
      { path: 'certificates', before: 'as they are', after: 'revoked' },
    ];
    const { effects, impossible } = await ofMachine(work, seen);
    return {
      ...{ uid, inverse: null, blast: blastOf({ count: 1, of: siblings }), touches: [target] },
      effects: [...effects, ...ended],
      ...(impossible !== undefined && { impossible }),
    };
  },
  async apply(work) {
    const { account, target, reach, mayWrite, key, plan, signal } = work;
    if (isHandedOver(plan)) {
      const { handling, machine } = await sameWay({ operation: 'terminate' }, work);
      const attempt = await handling.begin(machine, { key, effects: plan.effects, options: {}, mayWrite, signal });
      if (attempt.state !== 'applied') return attempt;
    }
    await mayWrite();
    const ended = await reach.db.withAccount(account, (tx) => terminateInstance(tx, account, target.name));
    return { state: 'applied', receipt: { ended } };
  },
  async verify(work, step) {
    const { key, plan } = work;
    if (isHandedOver(plan)) {
      const { handling, machine } = await sameWay({ operation: 'terminate' }, work);
      const found = await handling.look(machine, { key, effects: plan.effects }, step);
      if (found.says !== 'yes') return found;
    }
    return looked(work);
  },
  undo: () => Promise.resolve({ state: 'none', because: 'what was terminated does not come back' }),
});

/** What becomes of the machine itself: Reeve's own end with the row, a provider may end others, and what is gone needs no end. */
async function ofMachine(
  work: Pick<Work<unknown>, 'account' | 'reach'>,
  seen: InstanceSeen,
): Promise<{ readonly effects: readonly Effect[]; readonly impossible?: string }> {
  const { provider, providerStatus } = seen;
  if (OWN.has(provider)) return { effects: [] };
  if (providerStatus === 'missing') {
    const gone = `gone, as ${provider} says`;
    return { effects: [{ path: 'machine', before: gone, after: gone }] };
  }
  // Nobody asks a node to end itself.
  const way = await wayTo('terminate', work, { ...seen, silentMs: null });
  if (way.by === 'provider') {
    const { effects, impossible } = await way.handling.foresee(way.machine, {});
    return { effects: [byOf(way.named), ...effects], ...(impossible !== undefined && { impossible }) };
  }
  return {
    effects: [{ path: 'steps', before: null, after: way.by === 'people' ? way.steps : [] }],
    impossible: `its machine belongs to provider ${provider}, which Reeve can not tell to end it: end it there, and its row follows`,
  };
}

function looked({ account, target: { name }, reach, key }: Writing<unknown>): Promise<Look> {
  return reach.db.withAccount(account, async (tx) => {
    const end = await readEnd(tx, account, { instance: name, effect: key });
    if (!end) return { says: 'no', because: `there is no instance ${name} any more` };
    if (end.status !== 'terminated') return { says: 'no', because: `its row says ${end.status}` };
    if (end.open > 0) return { says: 'no', because: `${end.open} of its credentials still open a door` };
    if (end.heardAfterMs > LATE_MS)
      return { says: 'no', because: `${name} still reported ${Math.round(end.heardAfterMs / 1000)} s after its end` };
    if (end.agoMs < SILENT_MS)
      return { says: 'not-yet', because: `whether ${name} is silent shows in a moment`, againMs: 15_000 };
    return { says: 'yes', because: `${name} is terminated, its credentials are revoked, and it reports no more` };
  });
}
