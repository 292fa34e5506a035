import { setTimeout as pause } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { isDatabaseAway } from '../../domain/away.js';
import { type Breakers, breakersOf, type Fault, namesOf } from '../../domain/breaker.js';
import { effectKey } from '../../domain/proposal.js';
import type { Applied, Look, Ref, Undone } from '../../workflows/ports.js';
import { type Action, type Attempt, Faulted, Stopped, type Writing } from '../actions/action.js';
import { readActing } from '../store/spine/acting.js';
import { noteFailure } from '../store/spine/breakers.js';
import { leaveToWrite, noteReceipt, readEffect } from '../store/spine/writing.js';
import type { SpineDeps } from './deps.js';
import { catalogued } from './known.js';
import { leaseMsOf } from './lease.js';
import { putBack, putBackBy, type Subject } from './undoing.js';
import type { Seen } from './observer.js';

type Side = 'apply' | 'undo';

/** Half of the shortest silence after which a worker is thought dead leaves room for a late one. */
const BEAT_MS = 10_000;
/** Who asks for more is tried at this pace, and at the breaker for as long as it asked. */
const RETRY_AFTER_MS_MAX = 60_000;
const KEEP_TRIES = 20;
const KEEP_PAUSE_MS = 3_000;

interface Pen {
  readonly heartbeat: () => void;
  readonly signal: AbortSignal;
}

interface Held {
  readonly action: Action;
  readonly work: Writing<never>;
  readonly breakers: Breakers;
  /** This intervention is an undo: to apply it is to put another one back. */
  readonly putsBack: boolean;
  /** Whether this try was let write. */
  readonly strokes: () => number;
}

type Fenced = Ref & { readonly fence: number };
type See = (seen: Seen) => void;

export function apply(deps: SpineDeps, ref: Fenced, pen: Pen): Promise<Applied> {
  return deps.observer.during('apply', ref, async (see) => {
    const applied = await tried(deps, ref, pen, see);
    see({ decision: applied.state });
    return applied;
  });
}

async function tried(deps: SpineDeps, ref: Fenced, pen: Pen, see: See): Promise<Applied> {
  const held = await take(deps, ref, 'apply', pen);
  const { action, work, breakers } = held;
  see({ action: action.card.id, again: work.sentBefore });
  if (work.receipt !== undefined) return { state: 'applied' };
  const failed = (fault: Fault, retryAfterMs = 0, name = breakers.provider) =>
    // Where this can't be written the database is away: the work says so itself, and a probe ends by its time.
    noteFailure(deps.tools.db, ref.account, { name, key: ref.key, fault, retryAfterMs }).catch(() => undefined);
  const attempt = await beating(pen, () => (held.putsBack ? putBack(action, work) : action.apply(work))).catch(
    async (error: unknown) => {
      if (error instanceof Stopped) return stopped(held, error);
      const fault = isDatabaseAway(error) || pen.signal.aborted ? 'invalid' : 'transient';
      await (error instanceof Faulted ? failed(error.fault, error.retryAfterMs) : failed(fault, 0, breakers.action));
      throw retryable(error);
    },
  );
  const { receipt = {}, fault, retryAfterMs, ...applied } = attempt;
  if (applied.state === 'applied')
    await untilKept(pen, () =>
      noteReceipt(deps.tools, ref, { effect: work.key, step: 'apply', receipt, breakers: namesOf(breakers) }),
    );
  else await failed(fault ?? (applied.state === 'unknown' ? 'transient' : 'invalid'), retryAfterMs);
  return applied;
}

/** It is done and only the note of it is missing: where the database is away that is waited for, as the next try knows less. */
async function untilKept(pen: Pen, keep: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await keep();
    } catch (error) {
      if (tries >= KEEP_TRIES || !isDatabaseAway(error)) throw error;
      pen.heartbeat();
      await pause(KEEP_PAUSE_MS);
    }
  }
}

/** An earlier try may have written: then it is put back, and where nothing can put it back nobody knows. */
function stopped({ action, work, strokes }: Held, { message }: Stopped): Attempt {
  const written = strokes() > 0 || work.sentBefore;
  return written && action.card.undo === 'none'
    ? { state: 'unknown', because: `it was stopped after it may have been sent: ${message}`, fault: 'invalid' }
    : { state: 'stopped', because: message, written };
}

function retryable(error: unknown): unknown {
  if (!(error instanceof Faulted)) return error;
  const { message, name: type, retryAfterMs } = error;
  return ApplicationFailure.create({
    ...{ message, type },
    ...(retryAfterMs > 0 && { nextRetryDelay: Math.min(RETRY_AFTER_MS_MAX, Math.max(1_000, retryAfterMs)) }),
  });
}

export function undo(deps: SpineDeps, ref: Fenced, pen: Pen): Promise<Undone> {
  return deps.observer.during('undo', ref, async (see) => {
    const undone = await triedBack(deps, ref, pen, see);
    see({ decision: undone.state });
    return undone;
  });
}

async function triedBack(deps: SpineDeps, ref: Fenced, pen: Pen, see: See): Promise<Undone> {
  const { action, work, putsBack } = await take(deps, ref, 'undo', pen);
  see({ action: action.card.id, again: work.sentBefore });
  if (putsBack) return { state: 'stopped', because: 'an undo is not undone in turn: look at the target' };
  if (action.card.undo !== 'inverse') return { state: 'none', because: `${action.card.title} has no undo` };
  if (work.receipt !== undefined) return { state: 'undone' };
  try {
    const undone = await beating(pen, () => action.undo(work));
    if (undone.state === 'undone') await noteReceipt(deps.tools, ref, { effect: work.key, step: 'undo', receipt: {} });
    return undone;
  } catch (error) {
    if (error instanceof Stopped) return { state: 'stopped', because: error.message };
    throw retryable(error);
  }
}

export function look(deps: SpineDeps, { step, ...ref }: Ref & { readonly step: Side }): Promise<Look> {
  return deps.observer.during('look', ref, async (see) => {
    const pen = { heartbeat: () => undefined, signal: new AbortController().signal };
    const { action, work, putsBack } = await take(deps, { ...ref, fence: 0 }, step, pen);
    see({ action: action.card.id });
    const seen = await action.verify(work, putsBack ? 'undo' : step);
    see({ decision: seen.says });
    return seen;
  });
}

/** What waits for an answer is alive as long as its process is. */
export async function beating<T>({ heartbeat }: Pick<Pen, 'heartbeat'>, work: () => Promise<T>): Promise<T> {
  const beat = setInterval(heartbeat, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}

/** The action with everything it needs, and a pen that is asked for before each stroke. */
async function take(deps: SpineDeps, ref: Fenced, step: Side, pen: Pen): Promise<Held> {
  const { proposal, plan } = await readActing(deps.tools.db, ref.account, ref.key);
  const { action, parameters, ...known } = catalogued(deps, proposal);
  if (!action) throw new Error(`the catalogue has no action "${proposal.action}"`);
  const done = await putBackBy(deps.tools.db, proposal);
  const effect = effectKey(proposal, step, deps.tools.digest);
  const sent = await readEffect(deps.tools.db, ref.account, effect);
  const leaseMs = leaseMsOf(action.settle);
  let strokes = 0;
  const mayWrite = async () => {
    pen.signal.throwIfAborted();
    pen.heartbeat();
    const leave = await leaveToWrite(deps.tools, ref, { known, fence: ref.fence, leaseMs, step, effect });
    if ('because' in leave) throw new Stopped(leave.because);
    // A try that was thought dead is at it too; the next one knows that something may have been sent.
    if (!leave.first && !sent && strokes === 0) throw new Faulted('another try of this writes already', 'invalid');
    strokes += 1;
  };
  return {
    action,
    work: {
      ...workOf(deps, done ?? { proposal, plan }),
      ...{ key: effect, mayWrite, signal: pen.signal, sentBefore: sent !== undefined },
      ...(sent?.receipt !== undefined && { receipt: sent.receipt }),
      parameters: parameters as never,
    },
    breakers: breakersOf(proposal, action.card),
    putsBack: done !== undefined,
    strokes: () => strokes,
  };
}

function workOf({ reach }: SpineDeps, { proposal: { account, key, target }, plan }: Subject) {
  return { account, intervention: key, target, reach, plan };
}
