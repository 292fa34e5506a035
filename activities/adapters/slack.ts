import { webApi } from '@slack/bolt';
import type { Card } from '../notify/render/card.js';
import { slackMessage } from '../notify/render/slack.js';
import type { Place, Said, Surface } from '../notify/surface.js';
import { slackFetch } from './slack-fetch.js';
import { type Trouble, troubleOf } from './slack-trouble.js';

export interface SlackAccess {
  readonly token: string;
  readonly apiUrl: string;
  /** The longest a call may take. */
  readonly timeoutMs?: number;
}

/** Marks a message as one of Reeve's, and names the post that it is. */
export const POST_EVENT = 'reeve_post';
const CALL_MS_MAX = 9_000;
/** No page is asked for after this; the last one may take as long as any call. */
const LOOK_MS_MAX = 9_000;
const PAGE = 200;
const PAGES_MOST = 10;

/** Slack as a place where things are said. Whoever calls it decides when to try again; it tries nothing twice itself. */
export function createSlackSurface(access: SlackAccess): Surface {
  const client = slackClient(access);
  return {
    async post({ channel, under }, key, card) {
      try {
        const { ts } = await client.chat.postMessage({
          ...{ channel, ...spoken(card, key), unfurl_links: false, unfurl_media: false },
          ...(under !== undefined && { thread_ts: under }),
        } as never);
        if (ts === undefined) throw new Error('Slack names no message although it says that all went well');
        return { state: 'said', ref: ts };
      } catch (error) {
        return posted(troubleOf(error));
      }
    },
    async edit(channel, ref, card, key) {
      try {
        const { ts } = await client.chat.update({ channel, ts: ref, ...spoken(card, key) } as never);
        return { state: 'said', ref: ts ?? ref };
      } catch (error) {
        return edited(troubleOf(error));
      }
    },
    find: (place, key, since) => findIn(client, place, { key, since }),
  };
}

/** A client that says nothing by itself: what it meets is told by whoever called it. */
export function slackClient({ token, apiUrl, timeoutMs = CALL_MS_MAX }: SlackAccess): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    fetch: slackFetch(timeoutMs),
    logger: MUTE,
  });
}

const nothing = () => undefined;
const MUTE = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing },
  ...{ setLevel: nothing, setName: nothing, getLevel: () => 'error' as never },
};

/** A message whole, so that an edit leaves nothing of the one before. */
function spoken(card: Card, key: string) {
  return {
    ...slackMessage(card),
    metadata: { event_type: POST_EVENT, event_payload: { key } },
    ...{ parse: 'none', link_names: false, mrkdwn: false },
  };
}

function posted(trouble: Trouble): Said {
  if (trouble.kind === 'doubtful') throw new Error(trouble.because);
  // What it would have stood under was removed.
  return trouble.kind === 'gone' ? { state: 'gone' } : said(trouble);
}

/** An edit may be made again, so what is doubtful is only late. */
function edited(trouble: Trouble): Said {
  if (trouble.kind === 'doubtful') return { state: 'later', because: trouble.because };
  return trouble.kind === 'gone' ? { state: 'gone' } : said(trouble);
}

function said(trouble: Trouble & { readonly kind: 'later' | 'refused' }): Said {
  const { kind, ...rest } = trouble;
  return { state: kind, ...rest };
}

interface Page {
  readonly messages?: readonly {
    readonly ts?: string;
    readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: unknown } };
  }[];
  readonly has_more?: boolean;
  readonly response_metadata?: { readonly next_cursor?: string };
}

/** Looks through what was said since; where that is too much to be sure, it says so instead of "no". */
async function findIn(
  client: webApi.WebClient,
  { channel, under }: Place,
  { key, since }: { readonly key: string; readonly since: number },
): Promise<string | undefined> {
  const asked = {
    ...{ channel, limit: PAGE, include_all_metadata: true, inclusive: true },
    oldest: (since / 1000).toFixed(6),
  };
  const until = performance.now() + LOOK_MS_MAX;
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MOST && performance.now() < until; page += 1) {
    const at = { ...asked, ...(cursor !== undefined && { cursor }) };
    const read = (
      under === undefined ? client.conversations.history(at) : client.conversations.replies({ ...at, ts: under })
    ) as Promise<Page>;
    const { messages = [], response_metadata } = await read.catch(nothingThere);
    const found = messages.find(
      ({ metadata }) => metadata?.event_type === POST_EVENT && metadata.event_payload?.key === key,
    );
    if (found?.ts !== undefined) return found.ts;
    cursor = response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return undefined;
  }
  throw new Error('the channel could not be looked through to the end: too much was written there since');
}

/** Under a message that is gone there is no answer either; any other trouble leaves it open what is there. */
function nothingThere(error: unknown): Page {
  const { because } = troubleOf(error);
  if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'thread_not_found') return {};
  throw new Error(`the channel could not be looked through: ${because}`, { cause: error });
}
