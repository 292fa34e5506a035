import { createHmac } from 'node:crypto';
import { createSlackSurface } from '../../activities/adapters/slack.js';
import type { Button } from '../../activities/notify/render/card.js';
import { eventually } from './cluster.js';
import type { Answer, TestGateway } from './gateway.js';
import { BOT_TOKEN, type OpenView, SIGNING_SECRET, type TestSlack } from './slack.js';

export interface SlackPerson {
  readonly user: string;
  readonly team?: string;
  readonly enterprise?: string;
  readonly bot?: boolean;
}

/** How a delivery differs from what Slack would send. */
export interface Delivery {
  readonly secret?: string;
  readonly ageSeconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly trigger?: string;
}

export interface SlackPeople {
  readonly send: (body: string, kind: 'form' | 'json', how?: Delivery) => Promise<Answer>;
  /** A button of a message that was really posted, as it stands there. */
  readonly posted: (...buttons: readonly Button[]) => Promise<(does: Button['does']) => object>;
  readonly click: (who: SlackPerson, action: object, how?: Delivery) => Promise<Answer>;
  /** The click, and the window that it opens. */
  readonly opens: (who: SlackPerson, action: object) => Promise<OpenView>;
  /** The click, and the words that come instead. */
  readonly whispers: (who: SlackPerson, action: object, how?: Delivery) => Promise<string>;
  readonly submit: (who: SlackPerson, window: OpenView, reason?: string, how?: Delivery) => Promise<Answer>;
  readonly command: (who: SlackPerson, text: string, how?: Delivery) => Promise<Answer>;
  readonly commandWhispers: (who: SlackPerson, text: string) => Promise<string>;
}

const T1 = 'T1';

/** People at their Slack, whose clicks reach a gateway signed as Slack signs them. */
export function slackPeople(gateway: () => TestGateway, slack: TestSlack): SlackPeople {
  const send: SlackPeople['send'] = (body, kind, { secret = SIGNING_SECRET, ageSeconds = 0, headers = {} } = {}) => {
    const at = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')}`;
    const type = kind === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
    return gateway().call('POST', '/slack/events', {
      body,
      headers: {
        ...{ 'content-type': type, 'content-length': String(Buffer.byteLength(body)) },
        ...{ 'x-slack-signature': signature, 'x-slack-request-timestamp': at, ...headers },
      },
    });
  };
  const payload = (body: object, how?: Delivery) =>
    send(new URLSearchParams({ payload: JSON.stringify(body) }).toString(), 'form', how);
  const click: SlackPeople['click'] = (who, action, how) => payload(clickOf(slack, who, action, how?.trigger), how);
  const command: SlackPeople['command'] = (who, text, how) =>
    send(new URLSearchParams(commandOf(slack, who, text, how?.trigger)).toString(), 'form', how);
  const whispered = async (before: number) => {
    const words = await eventually(() => Promise.resolve(slack.whispers[before]), { withinMs: 10_000, everyMs: 10 });
    return JSON.stringify(words);
  };
  return {
    ...{ send, click, command },
    async posted(...buttons) {
      const surface = createSlackSurface({ token: BOT_TOKEN, apiUrl: slack.apiUrl });
      const card = { tone: 'asks', title: 'May it?', text: '', facts: [], changes: [], buttons } as const;
      const said = await surface.post({ channel: 'C1' }, 'k', card);
      const held = said.state === 'said' ? slack.messages.get(said.ref) : undefined;
      const row = held?.attachments[0]?.blocks.at(-1)?.['elements'] as { readonly action_id: string }[];
      return (does) => row.find(({ action_id }) => action_id === `reeve:${does}`) ?? {};
    },
    async opens(who, action) {
      const before = slack.views.length;
      await click(who, action);
      return eventually(() => Promise.resolve(slack.views[before]), { withinMs: 10_000, everyMs: 10 });
    },
    async whispers(who, action, how) {
      const before = slack.whispers.length;
      await click(who, action, how);
      return whispered(before);
    },
    submit: (who, { id, view }, reason = '', how) =>
      payload(
        {
          ...{ type: 'view_submission', ...whoOf(who), trigger_id: how?.trigger ?? slack.trigger(), api_app_id: 'A1' },
          view: { ...view, id, hash: '1.a', state: { values: { reason: { reason: typed(reason) } } } },
        },
        how,
      ),
    async commandWhispers(who, text) {
      const before = slack.whispers.length;
      await command(who, text);
      return whispered(before);
    },
  };
}

const typed = (value: string) => ({ type: 'plain_text_input', value: value === '' ? null : value });

export function clickOf(slack: TestSlack, who: SlackPerson, action: object, trigger = slack.trigger()): object {
  return {
    ...{ type: 'block_actions', ...whoOf(who), trigger_id: trigger, api_app_id: 'A1', token: 'old' },
    ...{ response_url: slack.responseUrl(), channel: { id: 'C1', name: 'ops' } },
    actions: [{ type: 'button', block_id: 'b', action_ts: '1.1', ...action }],
  };
}

function whoOf({ user, team = T1, enterprise, bot }: SlackPerson): object {
  return {
    user: { id: user, username: user.toLowerCase(), team_id: team, ...(bot && { is_bot: true }) },
    team: enterprise === undefined ? { id: team, domain: 'home' } : null,
    enterprise: enterprise === undefined ? null : { id: enterprise, name: 'org' },
    is_enterprise_install: enterprise !== undefined,
  };
}

export function commandOf(
  slack: TestSlack,
  { user, team = T1, enterprise }: SlackPerson,
  text: string,
  trigger?: string,
) {
  return {
    ...{ token: 'old', team_id: team, team_domain: 'home', channel_id: 'C1', channel_name: 'ops', user_id: user },
    ...{ user_name: user.toLowerCase(), command: '/reeve', text, api_app_id: 'A1', is_enterprise_install: 'false' },
    ...{ response_url: slack.responseUrl(), trigger_id: trigger ?? slack.trigger() },
    ...(enterprise !== undefined && { enterprise_id: enterprise }),
  };
}
