import type { Json } from '../../domain/canonical-json.js';
import type { Plan } from '../../domain/plan.js';
import { effectKey, type Proposal } from '../../domain/proposal.js';
import type { Applied, Look, Ref, Undone } from '../../workflows/ports.js';
import { type Action, Stopped, type Writing } from '../actions/action.js';
import { readActing } from '../store/spine/acting.js';
import { leashSays, noteReceipt, noteSending } from '../store/spine/writing.js';
import type { SpineDeps } from './deps.js';
import { catalogued } from './known.js';

type Side = 'apply' | 'undo';

interface Pen {
  readonly heartbeat: () => void;
  readonly signal: AbortSignal;
}

interface Held {
  readonly action: Action;
  readonly work: Writing<never>;
  readonly written: () => boolean;
}

export async function apply(deps: SpineDeps, ref: Ref & { readonly fence: number }, pen: Pen): Promise<Applied> {
  const { action, work, written } = await take(deps, ref, 'apply', pen);
  const sent = await noteSending(deps.tools.db, ref, { effect: work.key, step: 'apply' });
  if (sent.receipt !== undefined) return { state: 'applied' };
  try {
    const { receipt, ...applied } = await action.apply(work);
    if (applied.state === 'applied') await received(deps, ref, work.key, { step: 'apply', receipt: receipt ?? {} });
    return applied;
  } catch (error) {
    if (error instanceof Stopped) return { state: 'stopped', because: error.message, written: written() };
    throw error;
  }
}

export async function undo(deps: SpineDeps, ref: Ref & { readonly fence: number }, pen: Pen): Promise<Undone> {
  const { action, work } = await take(deps, ref, 'undo', pen);
  if (action.card.undo !== 'inverse') return { state: 'none', because: `${action.card.title} has no undo` };
  const sent = await noteSending(deps.tools.db, ref, { effect: work.key, step: 'undo' });
  if (sent.receipt !== undefined) return { state: 'undone' };
  try {
    const undone = await action.undo(work);
    if (undone.state === 'undone') await received(deps, ref, work.key, { step: 'undo', receipt: {} });
    return undone;
  } catch (error) {
    if (error instanceof Stopped) return { state: 'stopped', because: error.message };
    throw error;
  }
}

export async function look(deps: SpineDeps, { step, ...ref }: Ref & { readonly step: Side }): Promise<Look> {
  const { action, work } = await take(deps, { ...ref, fence: 0 }, step, {
    heartbeat: () => undefined,
    signal: new AbortController().signal,
  });
  return action.verify(work, step);
}

/** The action with everything it needs, and a pen that is asked for before each stroke. */
async function take(deps: SpineDeps, ref: Ref & { readonly fence: number }, step: Side, pen: Pen): Promise<Held> {
  const { proposal, plan } = await readActing(deps.tools.db, ref.account, ref.key);
  const { action, parameters, ...known } = catalogued(deps, proposal);
  if (!action) throw new Error(`the catalogue has no action "${proposal.action}"`);
  let strokes = 0;
  const mayWrite = async () => {
    pen.signal.throwIfAborted();
    pen.heartbeat();
    const because = await leashSays(deps.tools, ref, { known, fence: ref.fence, step });
    if (because !== undefined) throw new Stopped(because);
    strokes += 1;
  };
  return {
    action,
    work: writing({ deps, proposal, plan, step, mayWrite, signal: pen.signal, parameters }),
    written: () => strokes > 0,
  };
}

function writing(of: {
  readonly deps: SpineDeps;
  readonly proposal: Proposal;
  readonly plan: Plan;
  readonly step: Side;
  readonly mayWrite: () => Promise<void>;
  readonly signal: AbortSignal;
  readonly parameters: unknown;
}): Writing<never> {
  const { deps, proposal, plan, step, mayWrite, signal, parameters } = of;
  return {
    ...{ account: proposal.account, intervention: proposal.key, target: proposal.target, reach: deps.reach },
    ...{ plan, mayWrite, signal, parameters: parameters as never },
    key: effectKey(proposal, step, deps.tools.digest),
  };
}

function received(
  { tools }: SpineDeps,
  ref: Ref,
  effect: string,
  note: { readonly step: Side; readonly receipt: Json },
): Promise<void> {
  return noteReceipt(tools, ref, { effect, ...note });
}
