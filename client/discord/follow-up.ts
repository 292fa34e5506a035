import type { DiscordMessage } from '../../activities/notify/render/discord.js';
import type { Desk } from './desk.js';
import type { Heard } from './interaction.js';

const TIMEOUT_MS = 10_000;

/** Keeps the promise of a later answer. It goes by the token of the interaction, and so says nothing of the bot. */
export async function followUp(
  { apiUrl }: Desk,
  { application, token }: Heard,
  message: DiscordMessage,
): Promise<void> {
  const base = apiUrl.replace(/\/+$/, '');
  const url = `${base}/webhooks/${application}/${encodeURIComponent(token)}/messages/@original`;
  const { status, body } = await fetch(url, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'user-agent': 'DiscordBot (reeve, 1)' },
    body: JSON.stringify({ ...message, allowed_mentions: { parse: [] } }),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await body?.cancel();
  if (status < 200 || status > 299) throw new Error(`Discord answered ${status} to a later answer`);
}
