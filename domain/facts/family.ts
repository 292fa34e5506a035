import type { CauseCode } from '../diagnosis/causes/index.js';
import type { Ref, Source } from './bundle.js';
import type { Clue } from './fact.js';
import type { Scene } from './scene.js';

/** Where a text comes from: a line of a log, an Event, or what a status says of itself. */
export type Place = 'log' | 'event' | 'status';

/** A text that points to a cause wherever it is said. */
export interface Saying {
  readonly code: CauseCode;
  readonly find: RegExp;
  /** From 0 to 1; of several that fit a text, the strongest counts. */
  readonly weight: number;
  /** Everywhere, unless it says where. */
  readonly where?: readonly Place[];
  /** Texts that only look like it. */
  readonly not?: RegExp;
  /** How many lines of a log are read together; one, unless it says otherwise. */
  readonly lines?: number;
  /** Another complaint of the same log that this one only follows from. */
  readonly yields?: RegExp;
  /** Something that keeps a program from starting: one that runs and is ready has got over it. */
  readonly atStart?: true;
  /** In a few words, with what was found. The subject stands before it. */
  readonly says: (found: RegExpExecArray) => string;
}

/** One family of causes: what texts say of it, and what is seen in objects and metrics. */
export interface Family {
  readonly name: string;
  readonly reads: readonly Source[];
  readonly sayings?: readonly Saying[];
  readonly rules?: readonly ((scene: Scene) => readonly Clue[])[];
}

type Seen = Pick<Clue, 'code' | 'about' | 'confidence' | 'says' | 'quote'> & Partial<Clue>;

/** A clue from the present state of an object, unless it says otherwise. */
export function seen(scene: Scene, clue: Seen): Clue {
  const { kind, namespace, name } = clue.about;
  return { source: 'objects', at: scene.now, current: true, related: [], ...clue, about: { kind, namespace, name } };
}

export function sameRef(a: Ref, b: Ref): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
