import type { webApi } from '@slack/bolt';
import type { SlackView } from '../../activities/notify/render/slack-views.js';
import type { SlackDoor } from './door.js';
import { causeOf, whisper } from './words.js';

type Client = webApi.WebClient;

/** What a click brings along to answer it with. */
export interface Pressed {
  readonly client: Client;
  /** Good for three seconds, and once. */
  readonly trigger: string;
  readonly respond: (words: ReturnType<typeof whisper>) => Promise<unknown>;
}

/** Opens a window for who pressed. Where Slack does not take it any more, that one is told so. */
export async function openWindow(
  door: Pick<SlackDoor, 'log'>,
  { client, trigger, respond }: Pressed,
  view: SlackView,
): Promise<void> {
  try {
    await client.views.open({ trigger_id: trigger, view: view as never });
  } catch (err) {
    const code = codeOf(err);
    // The same click came twice, and the window is open.
    if (code === 'exchanged_trigger_id') return;
    if (code !== 'expired_trigger_id')
      door.log.warn({ because: causeOf(err) }, 'a window could not be opened in Slack');
    await respond(whisper('The window did not open in the three seconds that Slack gives: press it again.'));
  }
}

export async function redrawWindow(client: Client, id: string, view: SlackView): Promise<void> {
  await client.views.update({ view_id: id, view: view as never });
}

function codeOf(error: unknown): string | undefined {
  const { data } = error as { data?: { error?: unknown } };
  return typeof data?.error === 'string' ? data.error : undefined;
}
