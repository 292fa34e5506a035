import { CHANNEL, listen, type Listening } from '../activities/store/listen.js';
import type { Log } from './log.js';

/** What the database says of fleets at each commit, for whoever looks on at this process. */
export function hearFleet(url: string, on: (word: string) => void, log: Pick<Log, 'info' | 'warn'>): Listening {
  return listen({
    ...{ url, name: 'reeve-gateway-listens', on: { [CHANNEL.fleet]: on } },
    onChange: (hears, err) =>
      hears
        ? log.info('the gateway hears of fleets again')
        : log.warn({ err }, 'the gateway can not hear of fleets; open pages are not told anything until it can again'),
  });
}
