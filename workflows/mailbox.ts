import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import { ANSWERED, NUDGE } from './messages.js';

/** What has been heard and not been looked at yet. */
export interface Mailbox {
  readonly unread: () => boolean;
  /** The ids that were named; reading empties it. */
  readonly take: () => readonly string[];
  /** Looked at, for who waits for something else: the names are kept for the end. */
  readonly seen: () => void;
}

const HEARD_MAX = 200;

/** Answers arrive as Update or, where no worker was there to accept one, as signal: with the same meaning, once. */
export function openMailbox(): Mailbox {
  let ids: string[] = [];
  let nudged = false;
  const hear = (id: string) => {
    nudged = true;
    // A flood of made-up names must not fill the history's next activity; those with a row are found by the row.
    if (typeof id === 'string' && id.length <= 200 && ids.length < HEARD_MAX && !ids.includes(id)) ids.push(id);
  };
  setHandler(defineSignal<[string]>(ANSWERED), hear);
  setHandler(defineUpdate<void, [string]>(ANSWERED), hear);
  setHandler(defineSignal(NUDGE), () => {
    nudged = true;
  });
  return {
    unread: () => nudged,
    seen() {
      nudged = false;
    },
    take() {
      const taken = ids;
      ids = [];
      nudged = false;
      return taken;
    },
  };
}
