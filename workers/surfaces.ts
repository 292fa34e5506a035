import { createDiscord } from '../activities/adapters/discord.js';
import type { Surface, Surfaces } from '../activities/notify/surface.js';
import type { Config } from '../config/load.js';
import { CHATS } from '../domain/route.js';
import type { Log } from './log.js';

/** The chats that this process can say something in. */
export async function surfacesOf({ chat, slack, discord }: Config, log: Log): Promise<Surfaces> {
  if (chat.send === 'dry-run')
    return Object.fromEntries(CHATS.map((provider) => [provider, { surface: drySurface(log, provider) }]));
  const { apiUrl, botToken } = discord;
  return {
    ...(slack.botToken !== undefined && {
      slack: { account: slack.account, surface: await slackSurface(slack.botToken, slack.apiUrl) },
    }),
    ...(botToken !== undefined && {
      discord: { account: discord.account, surface: createDiscord({ apiUrl, botToken }) },
    }),
  };
}

/** Slack's library is loaded where there is a token for it: that takes a while. */
async function slackSurface(token: string, apiUrl: string): Promise<Surface> {
  const { createSlackSurface } = await import('../activities/adapters/slack.js');
  return createSlackSurface({ token, apiUrl });
}

/** Writes what it would say to the log: to see what a route brings before anybody is told. */
export function drySurface(log: Log, provider: (typeof CHATS)[number]): Surface {
  const say = (channel: string, said: string, card: { readonly title: string; readonly text: string }) => {
    // A warning, since a Reeve at home writes nothing less, and nobody hears of anything meanwhile.
    log.warn({ provider, channel, title: card.title, text: card.text }, `dry run: this message would be ${said}`);
    return Promise.resolve({ state: 'said', ref: 'dry-run' } as const);
  };
  return {
    post: ({ channel }, _key, card) => say(channel, 'posted', card),
    edit: (channel, _ref, card) => say(channel, 'edited', card),
    find: () => Promise.resolve(undefined),
  };
}
