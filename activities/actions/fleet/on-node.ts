import { canonicalJson, type Json } from '../../../domain/canonical-json.js';
import { findingOf, type Shown } from '../../../domain/fleet/carried.js';
import { type NodeWork, parseWork } from '../../../domain/fleet/task-kinds.js';
import type { Effect, Plan } from '../../../domain/plan.js';
import { effectKey, isPlain, type Target, targetName } from '../../../domain/proposal.js';
import type { Look, Undone } from '../../../workflows/ports.js';
import { sha256 } from '../../ledger/seal.js';
import type { Transaction } from '../../store/database.js';
import { giveBack, type InstanceSeen, markBusy } from '../../store/fleet/instances.js';
import { effectsOf, readCarried, TASKS_MAX, wantNodeTasks, withdrawTasks } from '../../store/fleet/node-tasks.js';
import { type Action, type Attempt, defineAction, type Work, type Writing } from '../action.js';

export type Step = 'apply' | 'undo';

/** One thing that is asked of one node. */
export interface Ask {
  readonly instance: string;
  readonly work: NodeWork;
}

/** What an action found out while planning. */
export interface Finds {
  readonly effects: readonly Effect[];
  readonly inverse: Json;
  readonly impossible?: string | undefined;
  /** How many are touched, of how many; left out, one instance of its template. */
  readonly blast?: { readonly count: number; readonly of: number };
  /** What must be held beside the target and its instance. */
  readonly touches?: readonly Target[];
}

type PlanMade = Omit<Plan, 'action' | 'actionVersion'>;

/** An action that is carried out by nodes: rows say what is desired, tasks ask for it, and reports show whether it came to be. */
export interface OnNode<P> extends Pick<Action<P>, 'card' | 'parameters' | 'settle'> {
  readonly kind: string;
  /** The instance that the target is or lives on. */
  readonly whose: (tx: Transaction, account: string, name: string) => Promise<InstanceSeen | undefined>;
  readonly find: (tx: Transaction, work: Work<P>, instance: InstanceSeen) => Promise<Finds>;
  readonly asks: (plan: PlanMade, step: Step, work: Pick<Work<P>, 'target' | 'parameters'>) => readonly Ask[];
  /** Writes what is desired, in the transaction that asks for it. Throws `Conflict` where somebody changed it in between. */
  readonly desire?: (tx: Transaction, work: Writing<P>, step: Step) => Promise<void>;
  /** What the rows show that reports have written. */
  readonly shows: (
    tx: Transaction,
    work: Writing<P>,
    seen: { readonly step: Step; readonly since: Date },
  ) => Promise<Shown>;
  /** Whether sensors leave its instances alone while it is under way; they do where nothing else is said. */
  readonly isBusy?: false;
  /** The instance only stands for the target today: it is not what makes it itself. */
  readonly hasUid?: false;
  /** Why a change is not put back although its kind can be. */
  readonly whyNotUndone?: (plan: PlanMade) => string | undefined;
  readonly onSettled?: (tx: Transaction, work: Writing<P>) => Promise<void>;
}

/** What is written over would be somebody else's wish. */
export class Conflict extends Error {
  override name = 'Conflict';
}

export function onNode<P>(spec: OnNode<P>): Action {
  const { card, parameters, settle } = spec;
  return defineAction<P>({
    ...{ card, parameters, settle },
    sight: ({ account, target, reach }) =>
      reach.db.withAccount(account, async (tx) => {
        const instance = isPlain(target, spec.kind) ? await spec.whose(tx, account, target.name) : undefined;
        return instance && (spec.hasUid === false ? {} : { uid: instance.uid });
      }),
    plan: (work) => work.reach.db.withAccount(work.account, (tx) => planned(spec, tx, work)),
    apply: (work) => applied(spec, work),
    verify: (work, step) => work.reach.db.withAccount(work.account, (tx) => looked(spec, tx, work, step)),
    undo: (work) => undone(spec, work),
  });
}

async function planned<P>(spec: OnNode<P>, tx: Transaction, work: Work<P>): Promise<PlanMade> {
  const { account, target } = work;
  const instance = isPlain(target, spec.kind) ? await spec.whose(tx, account, target.name) : undefined;
  if (!instance)
    return nothing(target, `there is no ${spec.kind} ${targetName(target)}: import it, or wait for its report`);
  const { effects, inverse, blast, touches = [], impossible } = await spec.find(tx, work, instance);
  const own = instanceTarget(instance.id);
  const made: PlanMade = {
    ...(spec.hasUid !== false && { uid: instance.uid }),
    ...{ effects, inverse },
    blast: blastOf(blast ?? { count: 1, of: instance.siblings }),
    touches: unique([target, own, ...touches]),
  };
  const why = impossible ?? whyNotReached(instance) ?? misfitOf(spec.asks(made, 'apply', work));
  return { ...made, ...(why !== undefined && { impossible: why }) };
}

async function applied<P>(spec: OnNode<P>, work: Writing<P>): Promise<Attempt> {
  await work.mayWrite();
  const asks = spec.asks(work.plan, 'apply', work);
  try {
    await work.reach.db.withAccount(work.account, async (tx) => {
      if (await readCarried(tx, work.account, work.key)) return;
      await spec.desire?.(tx, work, 'apply');
      await ask(spec, tx, work, asks);
    });
  } catch (error) {
    if (error instanceof Conflict) return { state: 'failed', because: error.message };
    throw error;
  }
  return { state: 'applied', receipt: { asked: asks.map(({ instance, work: { kind } }) => `${kind} of ${instance}`) } };
}

async function undone<P>(spec: OnNode<P>, work: Writing<P>): Promise<Undone> {
  await work.mayWrite();
  const none = spec.whyNotUndone?.(work.plan);
  try {
    await work.reach.db.withAccount(work.account, async (tx) => {
      if (await readCarried(tx, work.account, work.key)) return;
      const { taken } = await withdrawTasks(tx, work.account, appliedEffect(work));
      if (none !== undefined) return;
      await spec.desire?.(tx, work, 'undo');
      if (taken) await ask(spec, tx, work, spec.asks(work.plan, 'undo', work));
      else await giveBack(tx, work.account, instancesOf(work.plan));
    });
  } catch (error) {
    if (error instanceof Conflict) return { state: 'conflict', because: error.message };
    throw error;
  }
  return none === undefined ? { state: 'undone' } : { state: 'none', because: none };
}

async function ask<P>(spec: OnNode<P>, tx: Transaction, work: Writing<P>, asks: readonly Ask[]): Promise<void> {
  const { account, key } = work;
  const effects = effectsOf(key);
  await wantNodeTasks(
    tx,
    account,
    asks.map(({ instance, work: wanted }, nth) => ({
      ...{ instance, work: wanted, lastsMs: spec.settle.deadlineMs },
      effect: effects[nth] ?? key,
    })),
  );
  const busyMs = spec.settle.deadlineMs + spec.settle.holdMs;
  if (spec.isBusy !== false)
    await markBusy(
      tx,
      account,
      asks.map(({ instance }) => instance),
      busyMs,
    );
}

async function looked<P>(spec: OnNode<P>, tx: Transaction, work: Writing<P>, step: Step): Promise<Look> {
  const { account, key, plan } = work;
  const carried = await readCarried(tx, account, key);
  const shown = await spec.shows(tx, work, { step, since: carried?.askedAt ?? new Date(0) });
  const instances = instancesOf(plan);
  const found = findingOf(carried, shown, { who: instances.join(' and '), deadlineMs: spec.settle.deadlineMs, step });
  if (found.says === 'yes') await spec.onSettled?.(tx, work);
  if (found.says === 'yes' || found.says === 'no') await giveBack(tx, account, instances);
  return found;
}

/** The key under which the change itself was sent, seen from its undo. */
export function appliedEffect({ account, intervention }: Pick<Work<unknown>, 'account' | 'intervention'>): string {
  return effectKey({ account, key: intervention }, 'apply', sha256);
}

/** Of one there is no share: it is always all of it. */
export function blastOf({ count, of }: { readonly count: number; readonly of: number }) {
  return of > 1 ? { count, of } : { count };
}

export function nothing(target: Target, impossible: string): PlanMade {
  return { effects: [], inverse: null, blast: { count: 1 }, touches: [target], impossible };
}

/** The value of a touched field, before or after. */
export function fieldOf({ effects }: Pick<Plan, 'effects'>, path: string, when: 'before' | 'after'): Json {
  return effects.find((effect) => effect.path === path)?.[when] ?? null;
}

/** The same, where it is text. */
export function textOf(plan: Pick<Plan, 'effects'>, path: string, when: 'before' | 'after'): string {
  const value = fieldOf(plan, path, when);
  return typeof value === 'string' ? value : '';
}

export function instanceTarget(name: string): Target {
  return { kind: 'instance', name };
}

/** The instances that a plan holds; the first of them is whose task carries the effect. */
export function instancesOf({ touches }: Pick<Plan, 'touches'>): readonly string[] {
  return touches.filter(({ kind }) => kind === 'instance').map(({ name }) => name);
}

export function firstInstance(plan: Pick<Plan, 'touches'>): string {
  return instancesOf(plan)[0] ?? '';
}

export function isSame(a: Json, b: Json): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

export function whyNotReached({ id, status, silentMs }: InstanceSeen): string | undefined {
  if (status === 'terminated') return `${id} was terminated`;
  return silentMs === null
    ? `${id} has never reported, so no task reaches it: enrol it first (reeve fleet enrol ${id})`
    : undefined;
}

function misfitOf(asks: readonly Ask[]): string | undefined {
  if (asks.length > TASKS_MAX) return `it would ask ${asks.length} nodes at once, and ${TASKS_MAX} is the most`;
  for (const { instance, work } of asks) {
    const checked = parseWork(work.kind, work.parameters);
    if ('because' in checked) return `this can not be asked of ${instance}: ${checked.because}`;
  }
  return undefined;
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [targetName(target), target])).values()];
}
