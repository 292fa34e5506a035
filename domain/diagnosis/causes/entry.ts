/** What an incident can be caused by, in the words of the product. */
export interface CauseEntry {
  /** `family.name`. */
  readonly code: string;
  /** How far down the chain of effects it lies: what lies higher may explain it away. */
  readonly depth: number;
  readonly means: string;
  /** What a person does about it. */
  readonly remedy: string;
  /** What it looks like. */
  readonly signs: readonly string[];
}
