import type { Json } from '../canonical-json.js';
import type { Target } from '../proposal.js';
import type { Severity } from '../scales.js';
import type { Parameters, Values } from './parameters.js';

export type Payload = Readonly<Record<string, Json>>;

/** One thing that a sensor says about one subject: it is wrong, it is not yet known to be right, or it is right again. */
export type Observation =
  | {
      readonly says: 'raise';
      readonly kind: string;
      readonly fingerprint: string;
      readonly severity: Severity;
      readonly subject: Target;
      /** What it belongs to, as `template/x`, `network/y`, `instance/z`: what hides it and what it is counted with. */
      readonly groups: readonly string[];
      readonly payload: Payload;
    }
  /** What is open stays open, and nothing opens. */
  | { readonly says: 'hold'; readonly kind: string; readonly fingerprint: string }
  | {
      readonly says: 'clear';
      readonly kind: string;
      readonly fingerprint: string;
      readonly because: string;
      readonly payload?: Payload;
    };

/** A condition that stands open, as far as a rule needs it to say whether it is over. */
export interface Standing {
  readonly severity: Severity;
  readonly openedAt: number;
  readonly payload: Payload;
}

/** What is done about a condition, one after the other for as long as it stays open. */
export interface Step {
  readonly category: string;
  /** How long the condition has been open, at least. */
  readonly afterMs?: number;
  readonly target: (condition: { readonly subject: Target; readonly payload: Payload }) => Target;
  readonly parameters?: (condition: { readonly subject: Target; readonly payload: Payload }) => Payload;
  /** Absent: whatever the condition is like. Steps that do not fit it are passed over as if they were not there. */
  readonly fits?: (condition: { readonly subject: Target; readonly payload: Payload }) => boolean;
  /** What a person is asked to do where the category has no action of its own. */
  readonly runbook?: string;
}

/** Sorts of groups by which one condition explains another. */
export type Sort = 'network' | 'instance' | 'template' | 'peer' | 'credential' | 'link';

/** A kind of signal that raises, and everything that follows from it. */
export interface Kind {
  readonly kind: string;
  /** The word for its end. */
  readonly clears: string;
  /** How others spell it. */
  readonly aliases?: readonly string[];
  readonly title: string;
  readonly says: string;
  /** Empty: it is shown and told, and nothing is done about it. */
  readonly steps: readonly Step[];
  /** Somebody may be inside: nothing holds it back, and it is told at once. */
  readonly isSecurity?: true;
  /** Told to people when it opens, though nothing is done. */
  readonly isTold?: true;
  /** First asks what it was, what changed and how its neighbours are. */
  readonly isAttributed?: true;
  /** After a no nothing is wished for it again: it takes another fingerprint to ask anew. */
  readonly noIsFinal?: true;
  /** Kinds that explain this one where both belong to the same group of this sort. */
  readonly under?: readonly { readonly kind: string; readonly by: Sort }[];
  /** So many of one template at once are one: people are asked once, or each is mended a few at a time. */
  readonly rollsUp?: { readonly least: number; readonly then: 'one' | 'each' };
}

/** A rule over the rows that its query finds. It is pure: what it says follows from the row, the settings and the clock. */
export interface Sensor<P extends Parameters = Parameters, Row = never> {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly watches: string;
  readonly parameters: P;
  readonly kinds: readonly Kind[];
  /** Where a row lies, for settings of a template or of one thing. */
  readonly placesOf: (row: Row) => readonly string[];
  readonly judge: (row: Row, given: Given<P>) => readonly Observation[];
}

export interface Given<P extends Parameters> {
  readonly values: Values<P>;
  readonly now: number;
  readonly open: (fingerprint: string) => Standing | undefined;
}

/** Checks the shape of a sensor as it is written. */
export function defineSensor<P extends Parameters, Row>(sensor: Sensor<P, Row>): Sensor<P, Row> {
  return sensor;
}

export type AnySensor = Sensor;

/**
 * As lists hold it, without the types of its rows and values: a rule is only ever given rows of the query that was written for it, and
 * values that were checked against its own parameters. No list can say so, and it is said here alone.
 */
export function anySensor(
  sensor: Omit<AnySensor, 'judge'> & { readonly judge: (row: never, given: never) => readonly Observation[] },
): AnySensor {
  return sensor as AnySensor;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
export const DURATION = { second: 1_000, minute: MINUTE, hour: HOUR, day: 24 * HOUR } as const;

/** The first of the rungs that is reached, the highest first. */
export function gradeOf(
  value: number,
  rungs: readonly (readonly [from: number, severity: Severity])[],
  else_: Severity,
): Severity {
  return rungs.find(([from]) => value >= from)?.[1] ?? else_;
}

const STEP_MS = 5 * MINUTE;

/** How long something has lasted, in steps: told to the second, it would be something new in every round. */
export function lastedSeconds(ms: number): number {
  return (Math.floor(ms / STEP_MS) * STEP_MS) / 1000;
}

export function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
