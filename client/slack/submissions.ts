import { setTimeout as pause } from 'node:timers/promises';
import type { App } from '@slack/bolt';
import {
  fieldError,
  REASON,
  REASON_CHARS_MAX,
  sayingView,
  type SlackView,
} from '../../activities/notify/render/slack-views.js';
import { lackingRole } from '../http/secured.js';
import { traceHeaders } from '../http/guards.js';
import { type Caller, plural, sentence } from '../reeve.js';
import { ANSWER_CALLBACK } from './asked.js';
import { UNDO_CALLBACK } from './buttons.js';
import { FREEZE_CALLBACK, THAW_CALLBACK } from './commands.js';
import type { SlackDoor } from './door.js';
import { aboutAnswer, aboutThaw, aboutUndo, reasonTyped } from './pressed.js';
import { knownPresser, presserOf } from './presser.js';
import { redrawWindow } from './windows.js';
import { causeOf, wordsFor } from './words.js';

/** Slack gives three seconds; what is not done by then is told in the window afterwards. */
const LATE_MS = 2_000;
const LONG = 'This takes longer than usual. It goes on, and how it went is said here.';

/** `mend`: the window stays, with the sentence beside the reason, so that what was typed is not lost. */
type Result =
  | { readonly state: 'done'; readonly say?: string }
  | { readonly state: 'not-done'; readonly because: string }
  | { readonly state: 'mend'; readonly because: string };

interface Submitted {
  readonly metadata: unknown;
  readonly reason: unknown;
  /** The same for each delivery of one submission. */
  readonly window: string;
}

type Doing = (door: SlackDoor, caller: Caller, submitted: Submitted) => Promise<Result>;

const DOINGS: Readonly<Record<string, Doing>> = {
  [ANSWER_CALLBACK]: answer,
  [UNDO_CALLBACK]: undo,
  [FREEZE_CALLBACK]: freeze,
  [THAW_CALLBACK]: thaw,
};

/** The second step, which does it. It is a row before the window closes. */
export function takeSubmissions(app: App, door: SlackDoor): void {
  for (const [callback, does] of Object.entries(DOINGS))
    app.view(callback, async ({ ack, body, view, client }) => {
      const typed = view.state.values[REASON.block]?.[REASON.field]?.value;
      const submitted = { metadata: view.private_metadata, reason: typed, window: view.id };
      const doing = doneBy(door, presserOf(body), (caller) => does(door, caller, submitted));
      const result = await Promise.race([doing, pause(LATE_MS)]);
      await ack(result ? acknowledged(result) : redrawn(sayingView('One moment', LONG)));
      if (!result)
        await redrawWindow(client, view.id, closing(await doing)).catch((err: unknown) =>
          door.log.warn({ because: causeOf(err) }, 'what came of something that took long could not be shown in Slack'),
        );
    });
}

async function doneBy(
  door: SlackDoor,
  presser: ReturnType<typeof presserOf>,
  does: (caller: Caller) => Promise<Result>,
): Promise<Result> {
  try {
    const known = await knownPresser(door, presser);
    const refusal = 'refusal' in known ? known.refusal : lackingRole(known.caller, 'viewer');
    return 'refusal' in known || refusal !== undefined ? notDone(refusal ?? '') : await does(known.caller);
  } catch (error) {
    const { text, again } = wordsFor(door, error);
    return { state: again ? 'mend' : 'not-done', because: text };
  }
}

async function answer({ reeve }: SlackDoor, caller: Caller, { metadata, reason }: Submitted): Promise<Result> {
  const about = aboutAnswer(metadata);
  if (!about) return notDone('this window is not one of this Reeve');
  const said = reasonTyped(reason, { charsMax: REASON_CHARS_MAX, required: about.says !== 'approve' });
  if ('fault' in said) return { state: 'mend', because: said.fault };
  const given = { ...about, ...(said.given !== undefined && { reason: said.given }) };
  await reeve.work.answer(caller, { ...given, trace: traceHeaders() });
  return { state: 'done' };
}

async function undo({ reeve }: SlackDoor, caller: Caller, { metadata, reason }: Submitted): Promise<Result> {
  const about = aboutUndo(metadata);
  if (!about) return notDone('this window is not one of this Reeve');
  const said = reasonTyped(reason, { charsMax: 500, required: true });
  if ('fault' in said) return { state: 'mend', because: said.fault };
  const wish = { key: about.intervention, reason: said.given ?? '', trace: traceHeaders() };
  const { key } = await reeve.work.undo(caller, wish);
  return { state: 'done', say: `Proposed in your name: ${key}. It is judged like every change.` };
}

async function freeze({ reeve }: SlackDoor, caller: Caller, { reason, window }: Submitted): Promise<Result> {
  const because = lackingRole(caller, 'operator');
  if (because !== undefined) return notDone(because);
  const said = reasonTyped(reason, { charsMax: 500, required: true });
  if ('fault' in said) return { state: 'mend', because: said.fault };
  await reeve.leash.freeze(caller, { id: `slack-${window}`.slice(0, 60), reason: said.given ?? '' });
  return { state: 'done', say: 'Nothing changes from now on, until somebody thaws it: "/reeve thaw".' };
}

/** Those alone that the window showed: another one that began meanwhile stays in force. */
async function thaw({ reeve }: SlackDoor, caller: Caller, { metadata, reason }: Submitted): Promise<Result> {
  const because = lackingRole(caller, 'operator');
  if (because !== undefined) return notDone(because);
  const about = aboutThaw(metadata);
  if (!about) return notDone('this window is not one of this Reeve');
  const said = reasonTyped(reason, { charsMax: 500, required: true });
  if ('fault' in said) return { state: 'mend', because: said.fault };
  const { freezes } = await reeve.leash.stops(caller);
  const ending = about.freezes.filter((id) => freezes.some((one) => one.id === id));
  for (const id of ending) await reeve.leash.thaw(caller, { id, reason: said.given ?? '' });
  if (ending.length === 0) return notDone('none of these freezes is in force any more');
  return { state: 'done', say: `${plural(ending.length, 'freeze')} ended.` };
}

function notDone(because: string): Result {
  return { state: 'not-done', because: sentence(because) };
}

function acknowledged(result: Result) {
  if (result.state === 'mend')
    return { response_action: 'errors', errors: { [REASON.block]: fieldError(result.because) } } as const;
  // The message in the channel is edited when the answer has been taken, so there is nothing to show here.
  if (result.state === 'done' && result.say === undefined) return undefined as never;
  return redrawn(closing(result));
}

function redrawn(view: SlackView) {
  return { response_action: 'update', view: view as never } as const;
}

function closing(result: Result) {
  return result.state === 'done'
    ? sayingView('Done', result.say ?? 'It stands as you said it.')
    : sayingView('Not done', result.because);
}
