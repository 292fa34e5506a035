import { z } from 'zod';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';
import { isPlain, targetName } from '../../domain/proposal.js';
import { type Flag, readFlag, setFlag } from '../store/spine/flags.js';
import { defineAction, type Work } from './action.js';

const Value = z.union([z.boolean(), z.number(), z.string().max(1000)]);

/** Sets a flag, and sets it back. The value and the effect's key are one row, so it happens once or not at all. */
export const featureFlag = defineAction({
  card: {
    id: 'feature-flag',
    version: 1,
    title: 'Set a feature flag',
    category: 'flag.set',
    verb: 'require_approval',
    class: 'modify-reversible',
    risk: 'low',
    undo: 'inverse',
    needs: [],
  },
  parameters: z.strictObject({ value: Value }),
  settle: { firstLookMs: 0, deadlineMs: 60_000, holdMs: 0 },

  async sight(work) {
    return (await flagOf(work)) ? {} : undefined;
  },
  async plan(work) {
    const { target, parameters } = work;
    const flag = await flagOf(work);
    const before: Json = flag?.value ?? null;
    return {
      effects: [{ path: 'value', before, after: parameters.value }],
      inverse: { value: before },
      blast: { count: 1 },
      touches: [target],
      ...(!flag && { impossible: `there is no flag ${isPlain(target, 'flag') ? target.name : targetName(target)}` }),
    };
  },
  async apply({ account, target, parameters, reach, key, plan, mayWrite }) {
    await mayWrite();
    const done = await setFlag(reach.db, account, {
      name: target.name,
      expected: plan.effects[0]?.before ?? null,
      value: parameters.value,
      effect: key,
    });
    return done === 'conflict'
      ? { state: 'failed', because: `the flag ${target.name} was changed by somebody else in between` }
      : { state: 'applied', receipt: { value: parameters.value } };
  },
  async verify({ account, target, parameters, reach, plan }, step) {
    const flag = await readFlag(reach.db, account, target.name);
    const wanted: Json = step === 'apply' ? parameters.value : (plan.effects[0]?.before ?? null);
    const is: Json = flag?.value ?? null;
    return canonicalJson(is) === canonicalJson(wanted)
      ? { says: 'yes', because: `${target.name} is ${canonicalJson(is)}` }
      : { says: 'no', because: `${target.name} is ${canonicalJson(is)}, not ${canonicalJson(wanted)}` };
  },
  async undo({ account, target, parameters, reach, key, plan, mayWrite }) {
    await mayWrite();
    const done = await setFlag(reach.db, account, {
      name: target.name,
      expected: parameters.value,
      value: plan.effects[0]?.before ?? null,
      effect: key,
    });
    return done === 'conflict'
      ? { state: 'conflict', because: `the flag ${target.name} does not hold Reeve's value any more` }
      : { state: 'undone' };
  },
});

async function flagOf({
  account,
  target,
  reach,
}: Pick<Work<unknown>, 'account' | 'target' | 'reach'>): Promise<Flag | undefined> {
  return isPlain(target, 'flag') ? readFlag(reach.db, account, target.name) : undefined;
}
