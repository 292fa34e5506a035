import { createHash } from 'node:crypto';
import {
  type APIMessage,
  MessageReferenceType,
  type RESTPatchAPIChannelMessageJSONBody,
  type RESTPostAPIChannelMessageJSONBody,
  RESTJSONErrorCodes,
} from 'discord-api-types/v10';
import { redact } from '../../domain/redaction.js';
import { discordMessage, footerOf } from '../notify/render/discord.js';
import type { Place, Said, Surface } from '../notify/surface.js';
import { type Answered, createRest, type DiscordSettings, type Rest } from './discord/rest.js';

const SNOWFLAKE = /^\d{15,20}$/;
const DISCORD_EPOCH_MS = 1_420_070_400_000;
const PAGE = 100;
const PAGES_MAX = 10;
/** Discord's clock says when a message came, and ours since when it may have come. */
const CLOCKS_APART_MS = 120_000;
/** Of a whole search. */
const FIND_MS_MAX = 19_000;
const NO_MENTIONS = { parse: [], replied_user: false };

/** Posts to Discord as the bot, and edits as the bot: what comes with a click is good for a quarter of an hour only. */
export function createDiscord(settings: DiscordSettings): Surface {
  const rest = createRest(settings);
  const self = whoAmI(rest);
  return {
    async post({ channel, under }, key, card) {
      const odd = oddChannel(channel);
      if (odd) return odd;
      const body: RESTPostAPIChannelMessageJSONBody = {
        ...discordMessage(card, key),
        allowed_mentions: NO_MENTIONS,
        nonce: nonceOf(key),
        enforce_nonce: true,
        ...(under !== undefined &&
          SNOWFLAKE.test(under) && {
            message_reference: {
              type: MessageReferenceType.Default,
              message_id: under,
              channel_id: channel,
              fail_if_not_exists: false,
            },
          }),
      };
      const answered = await rest({ method: 'POST', path: `/channels/${channel}/messages`, body, limit: channel });
      if (answered.got !== 'answer') return later(answered);
      const { id } = (answered.body ?? {}) as Partial<APIMessage>;
      if (isFine(answered) && typeof id === 'string' && SNOWFLAKE.test(id)) return { state: 'said', ref: id };
      return unlessDoubtful(answered, channel);
    },

    async edit(channel, ref, card, key) {
      const odd = oddChannel(channel);
      if (odd) return odd;
      if (!SNOWFLAKE.test(ref)) return { state: 'refused', because: `"${ref.slice(0, 40)}" is no message of Discord` };
      const body: RESTPatchAPIChannelMessageJSONBody = { ...discordMessage(card, key), allowed_mentions: NO_MENTIONS };
      const path = `/channels/${channel}/messages/${ref}`;
      const answered = await rest({ method: 'PATCH', path, body, limit: channel });
      if (answered.got !== 'answer') return later(answered);
      if (isFine(answered)) return { state: 'said', ref };
      if (answered.status === 404 && codeOf(answered) === RESTJSONErrorCodes.UnknownMessage) return { state: 'gone' };
      // Edited twice it reads the same, so there is no doubt to clear up.
      return isServersFault(answered)
        ? { state: 'later', because: `Discord is not well (${answered.status})` }
        : refused(answered, channel);
    },

    async find({ channel }, key, since) {
      if (oddChannel(channel)) return undefined;
      const until = performance.now() + FIND_MS_MAX;
      const me = await self();
      let after = snowflakeAt(since - CLOCKS_APART_MS);
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const messages = await messagesAfter(rest, { channel, after, until });
        const found = messages.find((message) => message.author.id === me && bears(message, key));
        if (found) return found.id;
        if (messages.length < PAGE) return undefined;
        after = messages.map(({ id }) => BigInt(id)).reduce((a, b) => (a > b ? a : b));
      }
      // Not to have found it says nothing here, and to say it again might say it twice.
      throw new Error(
        `more than ${PAGE * PAGES_MAX} messages came to Discord's channel ${channel} meanwhile: whether this one is among them is not known`,
      );
    },
  };
}

/** Up to 25 characters, by which Discord tells for some minutes that a message was posted before. */
function nonceOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 25);
}

function snowflakeAt(ms: number): bigint {
  return BigInt(Math.max(0, Math.floor(ms) - DISCORD_EPOCH_MS)) << 22n;
}

function bears({ embeds }: Pick<APIMessage, 'embeds'>, key: string): boolean {
  return embeds.some(({ footer }) => footer?.text === footerOf(key));
}

function whoAmI(rest: Rest): () => Promise<string> {
  let known: string | undefined;
  return async () => {
    known ??= await nameOf(rest);
    return known;
  };
}

async function nameOf(rest: Rest): Promise<string> {
  const body = await bodyOf(rest, { method: 'GET', path: '/users/@me', limit: '@me' });
  const { id } = (body ?? {}) as { readonly id?: unknown };
  if (typeof id !== 'string') throw new Error('Discord does not say who the bot is: try again later');
  return id;
}

type Found = Pick<APIMessage, 'id' | 'author' | 'embeds'>;

async function messagesAfter(
  rest: Rest,
  { channel, after, until }: { readonly channel: string; readonly after: bigint; readonly until: number },
): Promise<readonly Found[]> {
  const path = `/channels/${channel}/messages?after=${after}&limit=${PAGE}`;
  const withinMs = Math.ceil(until - performance.now());
  const body = await bodyOf(rest, { method: 'GET', path, limit: channel, withinMs });
  if (!Array.isArray(body))
    throw new Error(`Discord does not list the messages of channel ${channel}: try again later`);
  return body as readonly Found[];
}

async function bodyOf(rest: Rest, asking: Parameters<Rest>[0]): Promise<unknown> {
  const answered = await rest(asking);
  if (answered.got !== 'answer') throw new Error(`${answered.because}: try again later`);
  if (isFine(answered)) return answered.body;
  throw new Error(
    isServersFault(answered) ? `Discord is not well (${answered.status})` : whyRefused(answered, asking.limit),
  );
}

type Answer = Extract<Answered, { readonly got: 'answer' }>;

function later(answered: Exclude<Answered, Answer>): Said {
  const { because } = answered;
  return answered.got === 'wait' ? { state: 'later', afterMs: answered.afterMs, because } : { state: 'later', because };
}

function isFine({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

/** The fault of the server or of something on the way to it: it may have done what was asked all the same. */
function isServersFault({ status }: Answer): boolean {
  return status >= 500 || status === 408;
}

function unlessDoubtful(answered: Answer, channel: string): Said {
  if (isFine(answered) || isServersFault(answered))
    throw new Error(`Discord answered ${answered.status}, which leaves open whether the message stands there`);
  return refused(answered, channel);
}

function refused(answered: Answer, channel: string): Said {
  return { state: 'refused', because: whyRefused(answered, channel) };
}

function whyRefused(answered: Answer, channel: string): string {
  const { status } = answered;
  if (status === 401)
    return 'Discord does not know the bot token: make a new one in the developer portal, set discord.botToken and start Reeve again';
  if (status === 403)
    return `the bot may not use channel ${channel}: give it View Channel, Send Messages, Embed Links and Read Message History there`;
  if (status === 404)
    return `there is no channel ${channel} that the bot can see: add the bot to that server, or correct the route ("reeve routes list")`;
  if (status >= 300 && status < 400)
    return `the address of Discord leads elsewhere (${status}): set discord.apiUrl to where the API itself is`;
  const { message } = (answered.body ?? {}) as { readonly message?: unknown };
  const words = typeof message === 'string' ? `: ${redact(message).slice(0, 200)}` : '';
  return `Discord does not take this message (${status}, code ${codeOf(answered)})${words}`;
}

function codeOf({ body }: Answer): number {
  const { code } = (body ?? {}) as { readonly code?: unknown };
  return typeof code === 'number' ? code : 0;
}

/** Also what keeps a channel from being a path. */
function oddChannel(channel: Place['channel']): Said | undefined {
  if (SNOWFLAKE.test(channel)) return undefined;
  return {
    state: 'refused',
    because: `"${channel.slice(0, 40)}" is no channel of Discord: take the number that "Copy Channel ID" gives, and set the route with it`,
  };
}
