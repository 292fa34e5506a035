import { createHash } from 'node:crypto';
import { NotAccepted } from '../../activities/store/accept/book.js';
import type { Undoable } from '../../activities/store/read/undoable.js';
import type { ActionCard } from '../../domain/action.js';
import type { Caller } from '../../domain/principal.js';
import type { Proposal } from '../../domain/proposal.js';
import { mayAct } from '../../domain/roles.js';
import { whyNotUndone } from '../../domain/undoing.js';
import { storable } from '../../domain/wording.js';

export interface UndoWish {
  readonly key: string;
  readonly reason: string;
  readonly trace: Readonly<Record<string, string>>;
}

/** The attempt that is under way, where there is one: a second click finds it. */
export function undoUnderWay({ undos }: Pick<Undoable, 'undos'>): string | undefined {
  return undos.find(({ outcome }) => outcome === undefined)?.key;
}

/** Why nothing could come of it, said at once; the gate says all the rest. */
export function refusedUndo(
  { kind, roles }: Pick<Caller, 'kind' | 'roles'>,
  done: Undoable,
  card: ActionCard | undefined,
): NotAccepted | undefined {
  if (kind !== 'person')
    return new NotAccepted('forbidden', 'only a person may undo: an agent proposes a change of its own');
  if (!mayAct(roles, 'operator'))
    return new NotAccepted('forbidden', 'to undo needs the role operator: ask an admin of this account');
  const because = whyNotUndone(done, card);
  if (because !== undefined) return new NotAccepted('closed', because);
  const back = done.undos.find(({ outcome }) => outcome === 'verified');
  return back && new NotAccepted('closed', `it was put back already, by ${back.key}: propose what is wanted now`);
}

/** The wish of this person to have exactly that change put back. */
export function undoProposal(
  { principal }: Pick<Caller, 'principal'>,
  { proposal: done, undos }: Undoable,
  reason: string,
): Proposal {
  const { account, action, target, parameters, severity, correlation, key } = done;
  return {
    ...{ account, key: undoKey(key, undos.length), action, target, parameters, severity, correlation },
    ...{ by: { kind: 'person', id: principal }, origin: 'person', why: [key], undoes: key },
    summary: storable(`put back “${done.summary}”: ${reason}`, SUMMARY_CHARS_MAX),
  };
}

const KEY_CHARS_MAX = 120;
const KEPT = 'undo:';
const SUMMARY_CHARS_MAX = 600;

/** The same for two clicks, and another one after an attempt that came to nothing. */
function undoKey(key: string, before: number): string {
  const suffix = before === 0 ? '' : `:${before + 1}`;
  const whole = `${KEPT}${key}${suffix}`;
  return whole.length <= KEY_CHARS_MAX ? whole : `${KEPT}${createHash('sha256').update(key).digest('hex')}${suffix}`;
}

/** A wish under a key that an undo will have would stand in its way for good. */
export function isKeptForUndo(key: string): boolean {
  return key.startsWith(KEPT);
}
