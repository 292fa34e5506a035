import type { App } from '@slack/bolt';
import { type Button, short } from '../../activities/notify/render/card.js';
import { detailsOf } from '../../activities/notify/render/cards.js';
import { askingView, detailsView, sayingView, type SlackView } from '../../activities/notify/render/slack-views.js';
import { type Caller, sentence } from '../reeve.js';
import { lackingRole } from '../http/secured.js';
import { answerWindow } from './asked.js';
import type { SlackDoor } from './door.js';
import { buttonPressed } from './pressed.js';
import { knownPresser, presserOf } from './presser.js';
import { openWindow, type Pressed } from './windows.js';
import { whisper, wordsFor } from './words.js';

export const UNDO_CALLBACK = 'reeve:undo';

/** A click never does anything: it opens the window in which it is done. */
export function takeButtons(app: App, door: SlackDoor): void {
  app.action(/^reeve:/, async ({ ack, body, client, respond, action }) => {
    await ack();
    const { action_id, value } = action as { readonly action_id?: unknown; readonly value?: unknown };
    // A link opens by itself, and Slack tells of it all the same.
    if (action_id === 'reeve:open') return;
    const { trigger_id: trigger = '' } = body as { trigger_id?: string };
    const pressed: Pressed = { client, trigger, respond };
    try {
      const refusal = await opened(door, pressed, { body, button: buttonPressed(value) });
      if (refusal !== undefined) await respond(whisper(sentence(refusal)));
    } catch (error) {
      await respond(whisper(wordsFor(door, error).text));
    }
  });
}

/** Why no window was opened, where none was. */
async function opened(
  door: SlackDoor,
  pressed: Pressed,
  { body, button }: { readonly body: object; readonly button: Button | undefined },
): Promise<string | undefined> {
  if (!button) return 'this button is not one of this Reeve, so nothing was done';
  const known = await knownPresser(door, presserOf(body));
  const refusal = 'refusal' in known ? known.refusal : lackingRole(known.caller, 'viewer');
  if ('refusal' in known || refusal !== undefined) return refusal;
  await openWindow(door, pressed, await windowFor(door, known.caller, button));
  return undefined;
}

async function windowFor(door: SlackDoor, caller: Caller, button: Button): Promise<SlackView> {
  const { work } = door.reeve;
  if (button.does === 'undo') {
    const found = await work.intervention(caller, button.intervention);
    if (!found) return sayingView('Not there', `There is no intervention ${button.intervention} in this account.`);
    const because = work.whyNotUndo(caller, found);
    if (because !== undefined) return sayingView('Not possible', sentence(because));
    return askingView({
      ...{ callback: UNDO_CALLBACK, title: 'Undo?', submit: 'Put it back' },
      text: 'Exactly what this change did is put back, in your name, as long as nobody has changed it since. The gate judges it like every change.',
      lines: [`${found.action} at ${found.target}`, short(found.summary)],
      ...{ reason: { required: true, charsMax: 500 }, about: { intervention: found.key } },
    });
  }
  const found = await work.approval(caller, button.request);
  if (!found) return sayingView('Not there', `There is no request ${button.request} in this account.`);
  return button.does === 'details' ? detailsView(detailsOf(found)) : answerWindow(found, button);
}
