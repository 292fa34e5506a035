import type { Book } from '../../activities/store/accept/book.js';
import { NotAccepted } from '../../activities/store/accept/book.js';
import {
  assertFit,
  knownSensor,
  type SensorUnset,
  type SensorWish,
  setSensor,
  unsetSensor,
} from '../../activities/store/accept/sensors.js';
import {
  pauseRounds,
  resumeRounds,
  type RoundsWish,
  setRounds,
  wantRound,
} from '../../activities/store/accept/rounds.js';
import { type ConditionFilter, listConditions, readCondition } from '../../activities/store/read/conditions.js';
import { type DecisionFilter, listDecisions, readDecision } from '../../activities/store/read/decisions.js';
import { readRounds, type Rounds } from '../../activities/store/read/rounds.js';
import { listSensors, listSensorVersions, readSensor } from '../../activities/store/read/sensors.js';
import { readTrace } from '../../activities/store/read/trace.js';
import type { Caller } from '../../domain/principal.js';
import type { CouldNotLook, Previewed, PreviewWish } from '../../domain/sensing/preview.js';
import { Busy } from './diagnoses.js';

export interface SensingDeps extends Book {
  /** Looks with a sensor and writes nothing, within a deadline of its own. */
  readonly preview: (account: string, wish: PreviewWish) => Promise<Previewed | CouldNotLook>;
}

/** So many previews at once in one process: each asks as much of the database as a round. */
const PREVIEWS_MAX = 3;

/** What sensors see, what is wrong because of it, what was decided about that, and the rounds in which it happens. */
export function createSensing({ preview, ...book }: SensingDeps) {
  const { db } = book;
  const trying = new Set<string>();
  return {
    sensors: (caller: Caller) => listSensors(db, caller.account),
    sensor: (caller: Caller, which: { readonly id: string; readonly place: string }) =>
      readSensor(db, caller.account, which),
    versions(caller: Caller, wanted: Parameters<typeof listSensorVersions>[2]) {
      knownSensor(wanted.sensor);
      return listSensorVersions(db, caller.account, wanted);
    },
    set: (caller: Caller, wish: SensorWish) => setSensor(book, caller, wish),
    unset: (caller: Caller, wish: SensorUnset) => unsetSensor(book, caller, wish),

    /** What a sensor would say now, also with values that are only tried. */
    async preview({ account }: Caller, wish: PreviewWish): Promise<Previewed> {
      const sensor = knownSensor(wish.sensor);
      assertFit(sensor, wish.values);
      const known = await readSensor(db, account, { id: wish.sensor, place: wish.place });
      if (!known) throw new NotAccepted('unknown', `there is no sensor ${wish.sensor}`);
      if (trying.has(account) || trying.size >= PREVIEWS_MAX)
        throw new Busy('another preview is under way; nothing was looked at: try again in a moment');
      trying.add(account);
      try {
        const seen = await preview(account, wish);
        if ('because' in seen) throw new Busy(`${wish.sensor} could not look: ${seen.because}; nothing was changed`);
        return seen;
      } finally {
        trying.delete(account);
      }
    },

    conditions: (caller: Caller, filter: ConditionFilter) => listConditions(db, caller.account, filter),
    condition: (caller: Caller, id: string) => readCondition(db, caller.account, id),
    decisions: (caller: Caller, filter: DecisionFilter) => listDecisions(db, caller.account, filter),
    decision: (caller: Caller, id: string) => readDecision(db, caller.account, id),
    trace: (caller: Caller, id: string) => readTrace(db, caller.account, id),

    rounds: (caller: Caller) => readRounds(db, caller.account),
    async roundsOf(caller: Caller, agent: string): Promise<Rounds | undefined> {
      return (await readRounds(db, caller.account, agent))[0];
    },
    pauseRounds: (caller: Caller, wish: RoundsWish) => pauseRounds(book, caller, wish),
    resumeRounds: (caller: Caller, wish: RoundsWish) => resumeRounds(book, caller, wish),
    setRounds: (caller: Caller, wish: RoundsWish & { readonly everyMs: number }) => setRounds(book, caller, wish),
    wantRound: (caller: Caller, wish: Omit<RoundsWish, 'reason'>) => wantRound(book, caller, wish),
  };
}
