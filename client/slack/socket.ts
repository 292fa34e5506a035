import { setTimeout as pause } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import { boltLog, callOptions, slackApp } from './app.js';
import type { SlackDoor } from './door.js';
import { causeOf } from './words.js';

const WAIT_MS = 1_000;
const WAIT_MS_MAX = 60_000;
const CLOSE_MS_MAX = 2_000;

const silent = () => undefined;

export interface SlackSocket {
  readonly close: () => Promise<void>;
}

/**
 * The way by which clicks come without a public address. It connects for as long as Reeve runs, by its own hand: the library's
 * way of coming back leaves a rejected promise behind when Slack is away, which would end the process.
 */
export function openSocket(door: SlackDoor, appToken: string, waitMs = WAIT_MS): SlackSocket {
  const { log, settings } = door;
  const receiver = new SocketModeReceiver({
    // What the library would say of a line that does not come about is said below, once.
    ...{ appToken, autoReconnectEnabled: false, logger: boltLog({ info: silent, warn: silent, error: silent }) },
    installerOptions: { clientOptions: callOptions(settings.apiUrl) },
  });
  slackApp(door, receiver);
  const { client } = receiver;
  takeSafely(client, log);
  const stopping = new AbortController();
  const { signal } = stopping;

  async function stayConnected(): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const gone = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
      try {
        await client.start();
        log.info({}, 'connected to Slack by Socket Mode');
        failures = 0;
        await gone;
        if (!signal.aborted) log.info({}, 'the line to Slack has ended, and is made again');
      } catch (err) {
        failures += 1;
        if (!signal.aborted)
          log.warn({ because: causeOf(err), failures }, 'Slack can not be reached by Socket Mode; it is tried again');
      }
      const wait = Math.min(waitMs * 2 ** Math.min(failures, 10), WAIT_MS_MAX);
      await pause(failures === 0 ? 0 : wait, undefined, { signal }).catch(() => undefined);
    }
  }

  const staying = stayConnected();
  return {
    async close() {
      stopping.abort();
      const closed = client.disconnect().then(() => staying);
      await Promise.race([closed.catch(() => undefined), pause(CLOSE_MS_MAX)]);
    },
  };
}

/** The library reads a message in a promise that nobody looks at, so what it can't read would end the process. */
function takeSafely(client: SocketModeReceiver['client'], log: SlackDoor['log']): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...message: readonly unknown[]) => {
    for (const read of readers)
      Promise.resolve(read.apply(client, [...message])).catch((err: unknown) =>
        log.warn(
          { because: causeOf(err) },
          'Slack sent something by Socket Mode that can not be read; it is passed over',
        ),
      );
  });
}
