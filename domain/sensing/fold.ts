import { canonicalJson } from '../canonical-json.js';
import { type Target, targetName } from '../proposal.js';
import { type Severity, severityRank } from '../scales.js';
import type { Observation, Payload } from './sensor.js';

/** Opening and closing so often within so long is flapping; it is then held open for as long. */
export const FLAP = { turns: 5, windowMs: 10 * 60_000 } as const;

/** An open condition, as its row stands. */
export interface OpenCondition {
  readonly id: string;
  readonly kind: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly groups: readonly string[];
  readonly payload: Payload;
  readonly openedAt: number;
  readonly turns: readonly number[];
  readonly flappingUntil: number | null;
}

/** What became of the same thing when it was open the last time. */
export interface Before {
  readonly turns: readonly number[];
}

export interface Opening {
  readonly kind: string;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly subject: Target;
  readonly groups: readonly string[];
  readonly payload: Payload;
  readonly turns: readonly number[];
  readonly flappingUntil: number | null;
}
/** Seen again. `changed` where more than the time of it is to be written. */
export interface Repeat {
  readonly id: string;
  readonly severity: Severity;
  readonly groups: readonly string[];
  readonly payload: Payload;
  readonly changed: boolean;
  /** Where it got worse: how bad it was before. */
  readonly was?: Severity;
}
export interface Closing {
  readonly id: string;
  readonly because: string;
  readonly turns: readonly number[];
  readonly payload: Payload;
}
export interface Folded {
  readonly opened: readonly Opening[];
  readonly seen: readonly Repeat[];
  readonly closed: readonly Closing[];
}

const GONE = 'it is not seen any more';

/**
 * What a sensor saw, against what stands open of its kinds. All of it was looked at, so what it says nothing of is over; a sensor
 * that failed never comes here.
 */
export function fold(
  open: readonly OpenCondition[],
  observed: readonly Observation[],
  { now, before }: { readonly now: number; readonly before: (kind: string, fingerprint: string) => Before | undefined },
): Folded {
  const said = new Map<string, Observation>();
  // Two rows may speak of one thing (both ends of a session); the graver word counts.
  for (const one of observed) {
    const key = keyOf(one);
    const other = said.get(key);
    if (!other || isGraver(one, other)) said.set(key, one);
  }
  const standing = new Set(open.map(keyOf));
  const opened: Opening[] = [];
  for (const [key, one] of said) {
    if (one.says !== 'raise' || standing.has(key)) continue;
    opened.push(openingOf(one, before(one.kind, one.fingerprint)?.turns ?? [], now));
  }
  const seen: Repeat[] = [];
  const closed: Closing[] = [];
  for (const condition of open) {
    const one = said.get(keyOf(condition));
    if (one?.says === 'hold') continue;
    if (one?.says === 'raise') seen.push(repeatOf(condition, one));
    else if ((condition.flappingUntil ?? 0) <= now)
      closed.push({
        id: condition.id,
        because: one?.because ?? GONE,
        turns: recent([...condition.turns, now], now),
        payload: { ...condition.payload, ...one?.payload },
      });
  }
  return { opened, seen, closed };
}

function keyOf({ kind, fingerprint }: { readonly kind: string; readonly fingerprint: string }): string {
  return `${kind}\n${fingerprint}`;
}

function isGraver(one: Observation, other: Observation): boolean {
  const weight = (of: Observation) =>
    of.says === 'raise' ? 2 + severityRank(of.severity) : of.says === 'hold' ? 1 : 0;
  return weight(one) > weight(other);
}

function openingOf(one: Extract<Observation, { says: 'raise' }>, earlier: readonly number[], now: number): Opening {
  const { kind, fingerprint, severity, subject, groups, payload } = one;
  const turns = recent([...earlier, now], now);
  const flaps = turns.length >= FLAP.turns;
  return {
    ...{ kind, fingerprint, severity, subject, groups, turns },
    payload: flaps ? { ...payload, flapping: turns.length } : payload,
    flappingUntil: flaps ? now + FLAP.windowMs : null,
  };
}

function repeatOf(condition: OpenCondition, one: Extract<Observation, { says: 'raise' }>): Repeat {
  const { severity, groups } = one;
  const { report } = condition.payload;
  // It names the report that it began with, not the newest: a story has one beginning.
  const payload = report === undefined ? one.payload : { ...one.payload, report };
  const changed =
    severity !== condition.severity ||
    groups.join('\n') !== condition.groups.join('\n') ||
    canonicalJson(payload) !== canonicalJson(condition.payload);
  const worse = severityRank(severity) > severityRank(condition.severity);
  return { id: condition.id, severity, groups, payload, changed, ...(worse && { was: condition.severity }) };
}

function recent(turns: readonly number[], now: number): readonly number[] {
  return turns.filter((at) => at > now - FLAP.windowMs).slice(-20);
}

export function subjectOf({ subject }: Opening): string {
  return targetName(subject);
}
