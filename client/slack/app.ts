import { App, LogLevel, type Receiver } from '@slack/bolt';
import { slackFetch } from '../../activities/adapters/slack-fetch.js';
import { takeButtons } from './buttons.js';
import { takeCommands } from './commands.js';
import type { SlackDoor } from './door.js';
import { takeSubmissions } from './submissions.js';

const CALL_MS_MAX = 10_000;

/** What is pressed, submitted and typed, whichever way it comes in. */
export function slackApp(door: SlackDoor, receiver: Receiver): App {
  const { settings, log } = door;
  const app = new App({
    receiver,
    // Given as a token Bolt would ask Slack about it at once, and Slack being away would end the start.
    authorize: () => Promise.resolve({ botToken: settings.botToken }),
    ...{ ignoreSelf: false, convoStore: false, attachFunctionToken: false, logger: boltLog(log) },
    clientOptions: callOptions(settings.apiUrl),
  });
  app.error(async (err) => log.error({ err }, 'something that came from Slack could not be handled'));
  takeButtons(app, door);
  takeSubmissions(app, door);
  takeCommands(app, door);
  return app;
}

/** No call is made twice by itself, and none may last. */
export function callOptions(apiUrl: string) {
  return {
    slackApiUrl: apiUrl,
    ...{ retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: CALL_MS_MAX, allowAbsoluteUrls: false },
    fetch: slackFetch(CALL_MS_MAX),
  };
}

/** Only what is wrong: at the lower levels Bolt writes whole messages, with what people typed. */
export function boltLog(log: SlackDoor['log']) {
  const words = (parts: readonly unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  const nothing = () => undefined;
  return {
    ...{ debug: nothing, info: nothing, setLevel: nothing, setName: nothing, getLevel: () => LogLevel.WARN },
    warn: (...parts: readonly unknown[]) => log.warn({ part: 'slack' }, words(parts)),
    error: (...parts: readonly unknown[]) => log.error({ part: 'slack' }, words(parts)),
  };
}
