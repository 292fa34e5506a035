import { setTimeout as pause } from 'node:timers/promises';
import { lateAfter } from '../../activities/outbound/late.js';
import type { Database } from '../../activities/store/database.js';
import { type Happened, readHappened } from '../../activities/store/read/happenings.js';
import type { Caller } from '../../domain/principal.js';
import { readWord, type Word } from '../../domain/sensing/word.js';
import { Busy } from './diagnoses.js';

export interface LiveDeps {
  readonly db: Database;
  /** Hears what the database says at each commit; an empty word says that some may have gone unheard. */
  readonly hear: (on: (word: string) => void) => { readonly close: () => Promise<void> };
}

/** One thing that happened; that some may have been missed, so that the lists are to be read anew; or only that it goes on. */
export type LiveEvent = Happened | { readonly what: 'again' } | { readonly what: 'beat' };

const LISTENERS_MAX = 200;
const OF_ACCOUNT_MAX = 20;
/** So much may wait for one who reads slowly, and so many words for the database. */
const WAITING_MAX = 500;
const UNREAD_MAX = 100;
const BEAT_MS = 15_000;
/** Then who looks on comes anew, and proves again who it is. */
const LIFE_MS = 5 * 60_000;

interface Listener {
  waiting: LiveEvent[];
  wake: () => void;
}
interface Audience {
  readonly listeners: Set<Listener>;
  reading: Promise<void>;
  unread: number;
}

/** What happens in an account, told to whoever looks on as it happens. The rows are read once for all of its listeners. */
export function createLive({ db, hear }: LiveDeps, { lifeMs = LIFE_MS, beatMs = BEAT_MS } = {}) {
  const audiences = new Map<string, Audience>();
  const closing = new AbortController();
  let hearing: ReturnType<LiveDeps['hear']> | undefined;
  let count = 0;

  function on(text: string): void {
    const word = text === '' ? undefined : readWord(text);
    if (text === '') for (const audience of audiences.values()) tell(audience, [{ what: 'again' }]);
    const audience = word && audiences.get(word.account);
    if (!word || !audience) return;
    if (word.many || audience.unread >= UNREAD_MAX) return tell(audience, [{ what: 'again' }]);
    audience.unread += 1;
    // One after the other, so that things are told in the order in which they happened.
    audience.reading = audience.reading.then(() => read(audience, word));
  }

  async function read(audience: Audience, word: Word): Promise<void> {
    // What could not be read is read anew by whoever looks on, when the database answers again.
    const events = await readHappened(db, word.account, word).catch((): LiveEvent[] => [{ what: 'again' }]);
    audience.unread -= 1;
    tell(audience, events);
  }

  return {
    /** Ends with the signal, after a while, and when this process drains. */
    events({ account }: Caller, signal: AbortSignal): AsyncIterable<LiveEvent> {
      const audience = audiences.get(account) ?? { listeners: new Set(), reading: Promise.resolve(), unread: 0 };
      if (count >= LISTENERS_MAX || audience.listeners.size >= OF_ACCOUNT_MAX)
        throw new Busy(
          `as many look on as may at once (${OF_ACCOUNT_MAX} of an account, ${LISTENERS_MAX} in all): close another page`,
        );
      const ends = AbortSignal.any([signal, closing.signal, lateAfter(lifeMs)]);
      const listener: Listener = { waiting: [], wake: () => undefined };
      audiences.set(account, audience);
      audience.listeners.add(listener);
      count += 1;
      if (!closing.signal.aborted) hearing ??= hear(on);
      const leave = () => {
        if (!audience.listeners.delete(listener)) return;
        count -= 1;
        if (audience.listeners.size === 0) audiences.delete(account);
        listener.wake();
      };
      if (ends.aborted) leave();
      ends.addEventListener('abort', leave, { once: true });
      return told(listener, ends, beatMs);
    },
    listeners: () => count,
    async close(): Promise<void> {
      closing.abort();
      await hearing?.close();
    },
  };
}

async function* told(listener: Listener, ends: AbortSignal, beatMs: number): AsyncGenerator<LiveEvent> {
  while (!ends.aborted) {
    const events = listener.waiting;
    listener.waiting = [];
    yield* events;
    if (ends.aborted) return;
    if (listener.waiting.length > 0) continue;
    const woken = new Promise<false>((resolve) => {
      listener.wake = () => resolve(false);
    });
    const rest = new AbortController();
    const beat = pause(beatMs, true, { signal: rest.signal, ref: false }).catch(() => false);
    const isBeat = await Promise.race([woken, beat]);
    rest.abort();
    if (isBeat) yield { what: 'beat' };
  }
}

/** Who is far behind is not told everything late, but to read anew. */
function tell({ listeners }: Audience, events: readonly LiveEvent[]): void {
  for (const listener of listeners) {
    const fits = listener.waiting.length + events.length <= WAITING_MAX;
    listener.waiting = fits ? [...listener.waiting, ...events] : [{ what: 'again' }];
    listener.wake();
  }
}
