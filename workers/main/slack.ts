import type { Config } from '../../config/load.js';
import type { OpenSlack } from '../../client/slack/open.js';
import type { Reeve } from '../../client/reeve.js';
import type { Log } from '../log.js';

/** The door for Slack, where one is configured. Its library is loaded by nobody else: it takes half a second. */
export async function openSlackDoor(config: Config, reeve: Reeve, log: Log): Promise<OpenSlack | undefined> {
  const { account, botToken, signingSecret, appToken, apiUrl } = config.slack;
  if (botToken === undefined || (signingSecret ?? appToken) === undefined) return undefined;
  const { openSlack } = await import('../../client/slack/open.js');
  const ways = { ...(signingSecret !== undefined && { signingSecret }), ...(appToken !== undefined && { appToken }) };
  return openSlack({ reeve, log, settings: { account, botToken, apiUrl, ...ways } });
}
