import { beyond } from './beyond.js';
import type { CauseEntry } from './entry.js';
import { platform } from './platform.js';
import { workload } from './workload.js';

const TABLE = [...workload, ...platform, ...beyond] as const;

export type CauseCode = (typeof TABLE)[number]['code'];
export type Cause = CauseEntry & { readonly code: CauseCode };

/** Every cause that a diagnosis can name; it names exactly one. */
export const CAUSES: readonly Cause[] = TABLE;

const BY_CODE: ReadonlyMap<string, Cause> = new Map(CAUSES.map((cause) => [cause.code, cause]));

export function causeOf(code: CauseCode): Cause {
  const found = BY_CODE.get(code);
  if (!found) throw new Error(`the table of causes has no ${code}: it has a row for each code`);
  return found;
}

export function familyOf(code: string): string {
  return code.split('.')[0] ?? '';
}
