import {
  ActivityFailure,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  proxyActivities,
  sleep,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { Mailbox } from './mailbox.js';
import { QUEUES } from './messages.js';
import type { Applied, Begun, Ending, Look, Ports, Ref, Settle } from './ports.js';

const { apply, undo } = proxyActivities<Ports>({
  taskQueue: QUEUES.act,
  // Timed out before it began is certainly not applied; after that the target is looked at first.
  scheduleToStartTimeout: '5 minutes',
  startToCloseTimeout: '5 minutes',
  scheduleToCloseTimeout: '20 minutes',
  heartbeatTimeout: '40 seconds',
  retry: { maximumAttempts: 4, maximumInterval: '10 seconds' },
});
const { look } = proxyActivities<Ports>({
  taskQueue: QUEUES.sense,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 3 },
  summary: 'look whether the world is as it was wished',
});

const UNKNOWN_MAX = 3;
const UNKNOWN_AGAIN_MS = 5_000;
const LOOKS_MAX = 500;

/** Applies, looks until the world says yes or no, and puts back what did not hold. From here on nothing is cancelled halfway. */
export async function act(ref: Ref, begun: Begun & { state: 'begun' }, mailbox: Mailbox): Promise<Ending> {
  const { fence, settle } = begun;
  const isCalledOff = hearsCalledOff();
  const applied = await apply({ ...ref, fence }).catch((error: unknown): Applied => lost(error));
  return CancellationScope.nonCancellable(async () => {
    if (applied.state === 'failed') {
      const { because, fromOutside } = applied;
      return { outcome: 'failed', because, ...(fromOutside && { fromOutside }) };
    }
    if (applied.state === 'stopped')
      return applied.written
        ? { ...(await putBack(ref, fence, { why: applied.because, deadlineMs: settle.deadlineMs })), fromOutside: true }
        : { outcome: 'cancelled', because: applied.because };
    const waking = { unread: mailbox.unread, seen: mailbox.seen, isCalledOff };
    const found = await settled(ref, settle, waking);
    // What nobody can see and somebody wants back is put back.
    const seen = found.says === 'unknown' && isCalledOffUnseen(waking) ? CALLED_OFF : found;
    if (seen === CALLED_OFF) {
      const back = await putBack(ref, fence, { why: seen.because, deadlineMs: settle.deadlineMs });
      // Whether there was anything to put back, nobody knows either.
      if (back.outcome === 'failed' && applied.state === 'unknown')
        return { outcome: 'unknown', because: `${applied.because}; ${seen.because}` };
      return calledOff(back);
    }
    if (seen.says === 'yes') return { outcome: 'verified', because: seen.because };
    if (applied.state === 'unknown')
      return { outcome: 'unknown', because: `${applied.because}; and the target says: ${seen.because}` };
    if (seen.says === 'unknown') return { outcome: 'unknown', because: seen.because };
    return putBack(ref, fence, { why: seen.because, deadlineMs: settle.deadlineMs });
  });
}

const CALLED_OFF: Look = { says: 'no', because: 'it was called off' };

/** Where there is nothing to put back it has not failed: it was ended. */
function calledOff(back: Ending): Ending {
  const ended = { outcome: 'cancelled', because: `${back.because}; what was done stays` } as const;
  return { ...(back.outcome === 'failed' ? ended : back), fromOutside: true };
}

/** Whoever takes back what is looked at already ends it too. What ran through a cancel before this Reeve heard it does so when it is replayed. */
function hearsCalledOff(): () => boolean {
  let isCalledOff = false;
  CancellationScope.current().cancelRequested.catch(() => {
    isCalledOff = patched('called-off-while-it-is-looked-at');
  });
  return () => isCalledOff;
}

/** What wakes whoever waits for the next look. */
interface Waking extends Pick<Mailbox, 'unread' | 'seen'> {
  readonly isCalledOff: () => boolean;
}

/** What is known of an attempt whose end nobody heard. */
function lost(error: unknown): Applied {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START')
    return {
      state: 'failed',
      because: 'no worker took it within five minutes, so nothing was done',
      fromOutside: true,
    };
  if (isCancellation(error))
    return { state: 'stopped', because: 'it was cancelled while it was applied', written: true };
  return { state: 'unknown', because: `nobody knows whether it was applied: ${cause?.message ?? String(error)}` };
}

/** Looks again and again until the deadline. What is not yet so by then counts as a no. */
async function settled(ref: Ref, { firstLookMs, deadlineMs, holdMs }: Settle, waking: Waking): Promise<Look> {
  let left = deadlineMs;
  let unknowns = 0;
  let waitMs = firstLookMs;
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const from = Date.now();
    if (waitMs > 0) await condition(() => waking.unread() || waking.isCalledOff(), waitMs);
    if (waking.isCalledOff()) return CALLED_OFF;
    waking.seen();
    // A nudge that wakes it early costs no more than the time that passed.
    left -= Date.now() - from;
    const seen = await asked(ref, 'apply');
    if (seen.says === 'yes') return holdMs > 0 ? held(ref, { holdMs, yes: seen, waking }) : seen;
    if (seen.says === 'no') return seen;
    if (seen.says === 'unknown' && (unknowns += 1) >= UNKNOWN_MAX) return seen;
    if (left <= 0) return { says: 'no', because: `not in time: ${seen.because}` };
    waitMs = Math.max(1_000, Math.min(left, seen.says === 'not-yet' ? seen.againMs : UNKNOWN_AGAIN_MS));
  }
  return { says: 'unknown', because: 'it was looked at too often without an answer' };
}

/** A yes must last: what falls over a minute later was never well. */
async function held(
  ref: Ref,
  { holdMs, yes, waking }: { readonly holdMs: number; readonly yes: Look; readonly waking: Waking },
): Promise<Look> {
  if (await condition(waking.isCalledOff, holdMs)) return CALLED_OFF;
  let seen = await asked(ref, 'apply');
  // What nobody can see has not fallen over: it is not put back for that.
  for (let unknowns = 1; seen.says === 'unknown' && unknowns < UNKNOWN_MAX; unknowns += 1) {
    if (await condition(() => isCalledOffUnseen(waking), UNKNOWN_AGAIN_MS)) return CALLED_OFF;
    seen = await asked(ref, 'apply');
  }
  if (seen.says === 'yes' || seen.says === 'unknown') return seen.says === 'yes' ? yes : seen;
  return { says: 'no', because: `it did not last: ${seen.because}` };
}

/** What slept through a cancel before this Reeve heard it here does so when it is replayed. */
function isCalledOffUnseen({ isCalledOff }: Waking): boolean {
  return isCalledOff() && patched('called-off-while-nobody-sees-whether-it-lasts');
}

function asked(ref: Ref, step: 'apply' | 'undo'): Promise<Look> {
  return look({ ...ref, step }).catch((): Look => ({ says: 'unknown', because: 'the target could not be asked' }));
}

interface Failed {
  readonly why: string;
  readonly deadlineMs: number;
}

async function putBack(ref: Ref, fence: number, { why, deadlineMs }: Failed): Promise<Ending> {
  const undone = await undo({ ...ref, fence }).catch((error: unknown) => ({
    state: 'lost' as const,
    because: error instanceof ActivityFailure ? (error.cause?.message ?? error.message) : String(error),
  }));
  if (undone.state === 'none') return { outcome: 'failed', because: why };
  if (undone.state === 'stopped')
    return { outcome: 'needs-hands', because: `${why}; it was not put back: ${undone.because}` };
  if (undone.state === 'conflict') return { outcome: 'needs-hands', because: `${why}; ${undone.because}` };
  if (undone.state === 'lost')
    return { outcome: 'undo-failed', because: `${why}; putting it back failed: ${undone.because}` };
  const seen = await seenBack(ref, deadlineMs);
  return seen.says === 'yes'
    ? { outcome: 'undone', because: `${why}; it was put back: ${seen.because}` }
    : { outcome: 'undo-failed', because: `${why}; after putting it back: ${seen.because}` };
}

/** What others have to put back takes as long as it took to do. */
async function seenBack(ref: Ref, deadlineMs: number): Promise<Look> {
  let left = deadlineMs;
  let seen = await asked(ref, 'undo');
  for (let looks = 1; looks < LOOKS_MAX && seen.says === 'not-yet' && left > 0; looks += 1) {
    // What ended before this Reeve looked again ends so when it is replayed.
    if (looks === 1 && !patched('looks-again-after-undo')) return seen;
    const waitMs = Math.max(1_000, Math.min(left, seen.againMs));
    left -= waitMs;
    await sleep(waitMs);
    seen = await asked(ref, 'undo');
  }
  return seen;
}
