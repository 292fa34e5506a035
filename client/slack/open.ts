import { setTimeout as pause } from 'node:timers/promises';
import type { Mount } from '../http/door.js';
import { slackApp } from './app.js';
import type { SlackDoor } from './door.js';
import { signedReceiver } from './signed.js';
import { openSocket, type SlackSocket } from './socket.js';

export const SLACK_EVENTS = '/slack/events';
const DRAIN_MS_MAX = 5_000;

export interface OpenSlack {
  readonly mounts: readonly Mount[];
  /** Begins to take what comes by Socket Mode; it never ends by itself, and never fails. */
  readonly connect: () => void;
  /** Finishes what was acknowledged, and lets go of Slack. */
  readonly close: () => Promise<void>;
}

/** Opens the door for Slack in the ways that are configured. Slack itself may be away meanwhile. */
export function openSlack(door: SlackDoor): OpenSlack {
  const { signingSecret, appToken } = door.settings;
  const signed = signingSecret === undefined ? undefined : signedReceiver(signingSecret, door.log);
  if (signed) slackApp(door, signed.receiver);
  let socket: SlackSocket | undefined;
  return {
    mounts: signed ? [(app) => void app.post(SLACK_EVENTS, (c) => signed.take(c))] : [],
    connect() {
      if (appToken !== undefined) socket ??= openSocket(door, appToken);
    },
    async close() {
      await Promise.all([Promise.race([signed?.receiver.stop(), pause(DRAIN_MS_MAX)]), socket?.close()]);
    },
  };
}
