import { openSlack, type OpenSlack } from '../../client/slack/open.js';
import { BOT_TOKEN, openTestSlack, SIGNING_SECRET, type TestSlack } from './slack.js';
import { type SlackPeople, slackPeople } from './slack-person.js';
import { openSpineDoor, type SpineDoor } from './spine-door.js';

/** A gateway with the door for Slack, a Slack beside it, and people who are linked. */
export interface SlackDesk {
  readonly slack: TestSlack;
  readonly door: SpineDoor;
  readonly people: SlackPeople;
  /** Only the door for Slack; everything else stays. */
  readonly letGo: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const LINKED = [
  ['bob', 'T1/UBOB'],
  ['olga', 'T1/UOLGA'],
  ['admin', 'T1/UADMIN'],
  // By the organisation, whose people keep one name in all of its workspaces.
  ['eve', 'E1/UEVE'],
] as const;

export async function openSlackDesk(
  over: { readonly appToken?: string } = {},
  first: (slack: TestSlack) => Promise<void> = () => Promise.resolve(),
): Promise<SlackDesk> {
  const slack = await openTestSlack();
  await first(slack);
  let open: OpenSlack | undefined;
  const door = await openSpineDoor({
    mounts(reeve, log) {
      const ways = { account: 'home', botToken: BOT_TOKEN, apiUrl: slack.apiUrl, signingSecret: SIGNING_SECRET };
      open = openSlack({ reeve, log, settings: { ...ways, ...over } });
      return open.mounts;
    },
  });
  for (const [person, subject] of LINKED)
    await door.ask('admin', 'POST', `/api/v1/people/${person}/identities`, { provider: 'slack', subject });
  open?.connect();
  return {
    ...{ slack, door, people: slackPeople(() => door.gateway, slack) },
    letGo: async () => open?.close(),
    async close() {
      await open?.close();
      await door.close();
      await slack.close();
    },
  };
}
