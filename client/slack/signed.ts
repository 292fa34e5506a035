import { type App, isValidSlackRequest, type Receiver } from '@slack/bolt';
import type { Context } from 'hono';
import { type Env, Refused } from '../http/door.js';
import type { SlackDoor } from './door.js';

/** Slack's own bound, in both directions: what is older may be somebody's copy. */
const AGE_SECONDS_MAX = 300;
const QUIET_MS = 60_000;

export interface SignedReceiver {
  readonly receiver: Receiver;
  readonly take: (c: Context<Env>) => Promise<Response>;
}

/** Takes what Slack posts, when it is signed with the app's secret. Nothing else is even read. */
export function signedReceiver(signingSecret: string, log: SlackDoor['log']): SignedReceiver {
  let app: App | undefined;
  let quietUntil = 0;
  const open = new Set<Promise<void>>();

  return {
    receiver: {
      init: (given) => void (app = given),
      start: () => Promise.resolve(),
      /** What was acknowledged is finished. */
      stop: () => Promise.allSettled(open),
    },
    async take(c) {
      const raw = await c.req.text();
      if (!isSigned(c, raw, signingSecret)) {
        if (Date.now() > quietUntil)
          log.warn({}, 'a request to /slack/events was not signed by Slack: is slack.signingSecret that of the app?');
        quietUntil = Date.now() + QUIET_MS;
        throw new Refused(401, 'this is not signed by Slack with the signing secret of the app, or it is too old');
      }
      const body = bodyOf(c.req.header('content-type') ?? '', raw);
      if (body['type'] === 'url_verification') return c.json({ challenge: body['challenge'] });
      return handled(body);
    },
  };

  /** The first acknowledgement is the answer; the rest goes on after it. */
  function handled(body: Record<string, unknown>): Promise<Response> {
    return new Promise((resolve) => {
      const ack = (said?: unknown) => Promise.resolve(resolve(acknowledgement(said)));
      const going = (app?.processEvent({ body, ack }) ?? Promise.resolve())
        .catch((err: unknown) => log.error({ err }, 'something that came from Slack could not be handled'))
        .finally(() => {
          open.delete(going);
          resolve(unheard(body));
        });
      open.add(going);
    });
  }
}

function isSigned(c: Context<Env>, body: string, signingSecret: string): boolean {
  const at = Number(c.req.header('x-slack-request-timestamp') ?? Number.NaN);
  const headers = { 'x-slack-signature': c.req.header('x-slack-signature') ?? '', 'x-slack-request-timestamp': at };
  return at <= Date.now() / 1000 + AGE_SECONDS_MAX && isValidSlackRequest({ signingSecret, body, headers });
}

function bodyOf(contentType: string, raw: string): Record<string, unknown> {
  if (contentType.startsWith('application/json')) return jsonObject(raw);
  if (!contentType.startsWith('application/x-www-form-urlencoded'))
    throw new Refused(415, 'Slack sends forms and JSON, and this is neither');
  const form = new URLSearchParams(raw);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : jsonObject(payload);
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // The sentence below is for both.
  }
  throw new Refused(400, 'what was sent is not an object in JSON');
}

/**
 * Nobody here took it, or who did has failed. A window that is submitted closes when it is acknowledged, as if it were done, so
 * that Slack has to say that it went wrong; everything else is taken note of, and not sent again.
 */
function unheard({ type }: Record<string, unknown>): Response {
  return type === 'view_submission' ? new Response('', { status: 500 }) : acknowledgement(undefined);
}

function acknowledgement(said: unknown): Response {
  if (said === undefined || said === '') return new Response('', { status: 200 });
  return typeof said === 'string' ? new Response(said) : Response.json(said);
}
