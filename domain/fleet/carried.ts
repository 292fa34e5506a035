/** What is known of the tasks of one effect, and of the reports of whoever was given them. */
export interface Carried {
  readonly state: 'open' | 'done' | 'failed' | 'expired' | 'cancelled';
  /** The node's own sentence, where it gave one. */
  readonly said: string;
  /** Since it was asked. */
  readonly ageMs: number;
  /** A report has come since then. */
  readonly heard: boolean;
  /** How long after the node called it done the newest report came; negative where none came after. */
  readonly shownMs: number;
}

/** What the rows that reports write say of it. */
export interface Shown {
  readonly isSo: boolean;
  readonly says: string;
}

export type Finding =
  | { readonly says: 'yes' | 'no' | 'unknown'; readonly because: string }
  | { readonly says: 'not-yet'; readonly because: string; readonly againMs: number };

const AGAIN_MS = 10_000;
/** Two reports after the word "done", and a little: what they do not show by then did not happen. */
export const SHOWN_MS = 75_000;
/** Room for three looks before the deadline: who was silent all the time has neither done it nor refused. */
export const LAST_LOOKS_MS = 35_000;

interface Judging {
  readonly who: string;
  readonly deadlineMs: number;
  readonly step: 'apply' | 'undo';
}

/**
 * Whether it is done, by reports that are newer than the wish. The word of a node counts where it says that it could not; that
 * it did it, only its reports can say.
 */
export function findingOf(
  carried: Carried | undefined,
  { isSo, says }: Shown,
  { who, deadlineMs, step }: Judging,
): Finding {
  if (!carried)
    return step === 'undo'
      ? { says: isSo ? 'yes' : 'no', because: `${who} had not begun it: ${says}` }
      : { says: 'no', because: `nothing was asked of ${who}` };
  const { state, said, ageMs, heard, shownMs } = carried;
  // Put back is put back, whatever the node says of how.
  if (step === 'undo' && heard && isSo) return { says: 'yes', because: says };
  if (state === 'failed') return { says: 'no', because: `${who} could not do it: ${said || 'it does not say why'}` };
  if (state === 'cancelled') return { says: 'no', because: `it was taken back before ${who} had done it` };
  if (heard && isSo) return { says: 'yes', because: says };
  if (!heard) {
    const because = `${who} has not reported since it was asked`;
    return ageMs >= deadlineMs - LAST_LOOKS_MS
      ? { says: 'unknown', because: `${because}, ${Math.round(ageMs / 1000)} s ago` }
      : { says: 'not-yet', because, againMs: AGAIN_MS };
  }
  if (state === 'expired') return { says: 'no', because: `${who} reports, and did not take it in time: ${says}` };
  if (state === 'done' && shownMs >= SHOWN_MS)
    return { says: 'no', because: `${who} called it done, and its reports do not show it: ${says}` };
  return { says: 'not-yet', because: says, againMs: AGAIN_MS };
}
