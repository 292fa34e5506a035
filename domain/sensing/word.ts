import { isAccount } from '../account.js';

/** What is told to whoever looks on at a fleet. */
export const HAPPENINGS = ['condition.opened', 'condition.escalated', 'condition.closed', 'decision', 'round'] as const;

export interface Happening {
  readonly what: (typeof HAPPENINGS)[number];
  /** Of conditions, of decisions, or of the agents whose rounds are done. */
  readonly ids: readonly string[];
}
export interface Word extends Happening {
  readonly account: string;
  /** There were too many to be named: look anew. */
  readonly many: boolean;
}

/** A word of the database holds 8,000 bytes. */
const IDS_MAX = 100;
const ID_CHARS_MAX = 70;

export function wordText(account: string, { what, ids }: Happening): string {
  return JSON.stringify([account, what, ids.length > IDS_MAX ? null : ids]);
}

/** Whoever may connect to the database may say anything on a channel: what is no word of ours is nothing. */
export function readWord(text: string): Word | undefined {
  const said = jsonOf(text);
  if (!Array.isArray(said)) return undefined;
  const [account, kind, ids] = said as readonly unknown[];
  const what = HAPPENINGS.find((one) => one === kind);
  if (typeof account !== 'string' || !isAccount(account) || what === undefined) return undefined;
  if (ids === null) return { account, what, ids: [], many: true };
  const fit = (id: unknown): id is string => typeof id === 'string' && id.length <= ID_CHARS_MAX;
  return Array.isArray(ids) && ids.length <= IDS_MAX && ids.every(fit)
    ? { account, what, ids, many: false }
    : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
