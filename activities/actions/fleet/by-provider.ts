import type { Json } from '../../../domain/canonical-json.js';
import { type Operation, OPERATIONS } from '../../../domain/fleet/provider.js';
import type { Plan } from '../../../domain/plan.js';
import { isPlain } from '../../../domain/proposal.js';
import type { Transaction } from '../../store/database.js';
import { type InstanceSeen, readInstance } from '../../store/fleet/instances.js';
import { type Action, Faulted, type Work, type Writing } from '../action.js';
import { wayTo } from './carriers.js';
import { appliedEffect, blastOf, textOf } from './on-node.js';

/** The field of a plan that says that a provider carries it out; without it, nodes do. */
const BY = 'by';

const HOW = 'how';

interface Handed {
  /** What is asked for, where that depends on how the instance is. */
  readonly operation: Operation | ((instance: InstanceSeen) => Operation);
  /** What of the parameters the provider needs to know. */
  readonly options?: (parameters: never) => Readonly<Record<string, Json>>;
  /** Writes what is desired beside it. */
  readonly desire?: (tx: Transaction, work: Writing<never>, step: 'apply' | 'undo') => Promise<void>;
}

/**
 * Lets a provider do what the node itself can't be asked for, and people what neither can. The plan says who does it, and the
 * rest follows the plan.
 */
export function byProvider(own: Action, handed: Handed): Action {
  return {
    ...own,
    card: { ...own.card, handsOver: true },
    plan: (work) => planned(own, handed, work),
    async apply(work) {
      if (!isHandedOver(work.plan)) return own.apply(work);
      const { handling, machine } = await sameWay(handed, work);
      const attempt = await handling.begin(machine, handOf(handed, work));
      if (attempt.state === 'applied') await inRows(handed, work, 'apply');
      return attempt;
    },
    async verify(work, step) {
      if (!isHandedOver(work.plan)) return own.verify(work, step);
      const { handling, machine } = await sameWay(handed, work);
      return handling.look(machine, { key: work.key, effects: work.plan.effects }, step);
    },
    async undo(work) {
      if (!isHandedOver(work.plan)) return own.undo(work);
      const { handling, machine } = await sameWay(handed, work);
      if (!handling.undo) return { state: 'none', because: `${textOf(work.plan, BY, 'after')} does not put it back` };
      const undone = await handling.undo(machine, { ...handOf(handed, work), applied: appliedEffect(work) });
      if (undone.state === 'undone') await inRows(handed, work, 'undo');
      return undone;
    },
  };
}

export function isHandedOver(plan: Pick<Plan, 'effects'>): boolean {
  return textOf(plan, BY, 'after') !== '';
}

/** Who does it is part of what is approved: it does not change, and another one is another plan. */
export function byOf(named: string) {
  return { path: BY, before: named, after: named };
}

async function planned(own: Action, { operation, options }: Handed, work: Work<never>): ReturnType<Action['plan']> {
  const { target, parameters } = work;
  const instance = await instanceOf(work);
  if (!instance || instance.status === 'terminated') return own.plan(work);
  const wanted = operationOf(operation, instance);
  const way = await wayTo(wanted, work, instance);
  if (way.by === 'node') return own.plan(work);
  const base = { uid: instance.uid, blast: blastOf({ count: 1, of: instance.siblings }), touches: [target] };
  if (way.by === 'people')
    return {
      ...{ ...base, inverse: null, impossible: way.because },
      effects: [{ path: 'steps', before: null, after: way.steps }],
    };
  const foreseen = await way.handling.foresee(way.machine, options?.(parameters) ?? {});
  const how = typeof operation === 'function' ? [{ path: HOW, before: null, after: wanted }] : [];
  return { ...base, ...foreseen, effects: [byOf(way.named), ...how, ...foreseen.effects] };
}

/** The provider that the plan names, as it can be reached now. */
export async function sameWay(
  { operation }: Pick<Handed, 'operation'>,
  work: Pick<Writing<never>, 'account' | 'reach' | 'target' | 'plan'>,
) {
  const instance = await instanceOf(work);
  // How long it is silent says nothing by now: the plan has chosen.
  const said = OPERATIONS.find((one) => one === textOf(work.plan, HOW, 'after'));
  const way =
    instance && (await wayTo(said ?? operationOf(operation, instance), work, { ...instance, silentMs: null }));
  const planned = textOf(work.plan, BY, 'after');
  if (way?.by === 'provider' && way.named === planned) return way;
  throw new Faulted(`${planned} can not be reached from here any more: look at clusters in actions.file`, 'invalid');
}

function operationOf(operation: Handed['operation'], instance: InstanceSeen): Operation {
  return typeof operation === 'function' ? operation(instance) : operation;
}

function handOf({ options }: Handed, { key, plan, parameters, mayWrite, signal }: Writing<never>) {
  return { key, effects: plan.effects, options: options?.(parameters) ?? {}, mayWrite, signal };
}

async function inRows({ desire }: Handed, work: Writing<never>, step: 'apply' | 'undo'): Promise<void> {
  if (desire) await work.reach.db.withAccount(work.account, (tx) => desire(tx, work, step));
}

function instanceOf({
  account,
  target,
  reach,
}: Pick<Work<never>, 'account' | 'target' | 'reach'>): Promise<InstanceSeen | undefined> {
  if (!isPlain(target, 'instance')) return Promise.resolve(undefined);
  return reach.db.withAccount(account, (tx) => readInstance(tx, account, target.name));
}
