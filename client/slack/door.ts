import type { Door } from '../http/door.js';
import type { Reeve } from '../reeve.js';

export interface SlackSettings {
  /** The account that the workspace belongs to. */
  readonly account: string;
  readonly botToken: string;
  readonly apiUrl: string;
  /** With it clicks come to /slack/events. */
  readonly signingSecret?: string;
  /** With it clicks come by Socket Mode. */
  readonly appToken?: string;
}

/** What the door for Slack is made of. */
export interface SlackDoor {
  readonly reeve: Reeve;
  readonly settings: SlackSettings;
  readonly log: Door['log'];
}
