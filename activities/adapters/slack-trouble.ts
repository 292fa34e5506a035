import { webApi } from '@slack/bolt';

/** What an error of a call means. `doubtful`: Slack may have done it all the same. */
export type Trouble =
  | { readonly kind: 'later'; readonly afterMs?: number; readonly because: string }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'gone'; readonly because: string }
  | { readonly kind: 'doubtful'; readonly because: string };

/** Before anything was sent: no address, nobody there, or no trust in who is. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_CERT_ALTNAME_INVALID|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_SSL_\w+)$/;

const NOT_A_MEMBER = 'invite the app there with "/invite @Reeve", or name another channel with "reeve routes set"';
const NEW_TOKEN = 'install the app again and set slack.botToken (REEVE_SLACK_BOT_TOKEN) to the new token';

/** What to do about it, by Slack's own word. */
const REFUSED: Readonly<Record<string, string>> = {
  channel_not_found: `Slack knows no such channel, or the app may not see it: ${NOT_A_MEMBER}`,
  not_in_channel: `the app is not a member of the channel: ${NOT_A_MEMBER}`,
  is_archived: 'the channel is archived: name another one with "reeve routes set", or bring it back in Slack',
  restricted_action:
    'an admin of the workspace lets nobody of this kind post there: ask that admin, or route elsewhere',
  restricted_action_read_only_channel: 'the channel is read-only: let the app post there, or route elsewhere',
  restricted_action_thread_only_channel: 'the channel takes answers only: route to another one',
  team_access_not_granted: 'the app has no access to the workspace of that channel: an admin of Slack can grant it',
  invalid_auth: `Slack does not know the bot token: ${NEW_TOKEN}`,
  not_authed: `no bot token came along: ${NEW_TOKEN}`,
  account_inactive: `the bot token belongs to an app or a person that was removed: ${NEW_TOKEN}`,
  token_revoked: `the bot token was revoked: ${NEW_TOKEN}`,
  token_expired: `the bot token has expired: ${NEW_TOKEN}`,
  org_login_required: `the workspace moves to an organisation: ${NEW_TOKEN}`,
  missing_scope: 'the app lacks a permission: give it the scopes of deploy/slack/manifest.yaml and install it again',
  no_permission: 'the app lacks a permission: give it the scopes of deploy/slack/manifest.yaml and install it again',
  invalid_blocks: 'Slack takes no message of this form, which is a fault of Reeve: please report it',
  invalid_blocks_format: 'Slack takes no message of this form, which is a fault of Reeve: please report it',
  msg_too_long: 'Slack takes no message of this length, which is a fault of Reeve: please report it',
  msg_blocks_too_long: 'Slack takes no message of this length, which is a fault of Reeve: please report it',
  metadata_too_large: 'Slack takes no metadata of this size, which is a fault of Reeve: please report it',
  message_limit_exceeded: 'the workspace has reached its limit of messages: its plan has to be looked at in Slack',
  edit_window_closed: 'the workspace lets nobody edit a message of that age: an admin of Slack can change it',
};

/** Slack says of these that nothing was done, and that it is worth another try. */
const LATER = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'team_added_to_org', 'request_timeout']);
/** Slack says of these that some of it may have been done. */
const DOUBTFUL = new Set(['internal_error', 'fatal_error']);
const GONE = new Set(['message_not_found', 'cant_update_message', 'thread_not_found']);

export function troubleOf(error: unknown): Trouble {
  if (error instanceof webApi.WebAPIRateLimitedError) return later('Slack asks to wait', error.retryAfter);
  if (error instanceof webApi.WebAPIPlatformError)
    return saidBySlack(error.data.error, error.data.response_metadata?.['retryAfter']);
  if (error instanceof webApi.WebAPIHTTPError) return answered(error.statusCode);
  if (error instanceof webApi.WebAPIRequestError) return onTheWay(error.original);
  // The client throws a plain error where a 429 does not say how long.
  if (error instanceof Error && error.message.startsWith('Retry header')) return later('Slack asks to wait');
  return { kind: 'doubtful', because: 'the answer of Slack broke off' };
}

function saidBySlack(code: unknown, retryAfter: unknown): Trouble {
  // A proxy that answers for Slack says anything; its page is in no sentence of ours.
  if (typeof code !== 'string' || !/^[a-z][a-z0-9_]{0,60}$/.test(code))
    return { kind: 'doubtful', because: 'what answered is not Slack: check slack.apiUrl (REEVE_SLACK_API_URL)' };
  if (LATER.has(code)) return later(`Slack answers "${code}"`, typeof retryAfter === 'number' ? retryAfter : undefined);
  if (GONE.has(code)) return { kind: 'gone', because: 'the message is not there any more' };
  if (DOUBTFUL.has(code))
    return { kind: 'doubtful', because: `Slack answers "${code}", and may have done some of it all the same` };
  const because = REFUSED[code] ?? 'look the word up under "Errors" of the method in the documents of Slack';
  return { kind: 'refused', because: `Slack refuses it with "${code}": ${because}` };
}

function answered(status: number): Trouble {
  if (status === 429) return later('Slack asks to wait');
  if (status >= 500) return { kind: 'doubtful', because: `Slack answers ${status}, and may have done it all the same` };
  return {
    kind: 'refused',
    because: `the address of Slack answers ${status}: check slack.apiUrl (REEVE_SLACK_API_URL) and the proxy in between`,
  };
}

function onTheWay(original: Error): Trouble {
  const code = codeOf(original);
  if (code !== undefined && NOT_SENT.test(code)) return later(`Slack can't be reached (${code})`);
  return {
    kind: 'doubtful',
    because: `no answer of Slack came back (${code ?? original.name}), so nobody knows whether it was said`,
  };
}

function codeOf(error: unknown): string | undefined {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  // Several addresses were tried, and the first tells enough.
  if (errors?.[0] !== undefined) return codeOf(errors[0]);
  return typeof cause === 'object' && cause !== null ? codeOf(cause) : undefined;
}

function later(because: string, seconds?: number): Trouble {
  return { kind: 'later', because, ...(seconds !== undefined && seconds > 0 && { afterMs: seconds * 1000 }) };
}
