import type { Json } from '../canonical-json.js';

/** What a column can hold, as a document writes it. */
export type Holds =
  | 'name'
  | 'text'
  | 'word'
  | 'whole'
  | 'number'
  | 'truth'
  | 'time'
  | 'texts'
  | 'wholes'
  | 'times'
  | 'json';

/** One column of one entity: how documents say it, and what is done where they do not. */
export interface Column {
  readonly holds: Holds;
  /** The longest text, the largest number, or the longest list. */
  readonly most: number;
  readonly least: number;
  readonly words?: readonly string[];
  /** Taken where nothing is said; a column without one may be empty, unless it is needed. */
  readonly otherwise?: Json;
  /** Stands for the moment of the import. */
  readonly otherwiseNow?: boolean;
  readonly needed: boolean;
  /** Told by the world and not by people: a document that leaves it out changes nothing. */
  readonly observed: boolean;
  /** The kind of entity that it names. */
  readonly of?: string;
  /** The name in the database, where that isn't the same in other letters. */
  readonly sql?: string;
}

export const NAME_CHARS_MAX = 120;
/** Slashes and colons stand in the names of targets; spaces and controls in none. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._:@+/~=-]*$/;
const WHOLE_MAX = 2_147_483_647;
const LIST_MAX = 500;

const column = (holds: Holds, most: number, more: Partial<Column> = {}): Column => ({
  ...{ holds, most, least: 0, needed: false, observed: false },
  ...more,
});

/** Names what stands in the row, and what the row belongs to. */
export const name = (most = NAME_CHARS_MAX): Column => column('name', most, { needed: true, least: 1 });
export const ref = (of: string): Column => ({ ...name(), of });
export const text = (most: number, otherwise?: string): Column =>
  column('text', most, otherwise === undefined ? {} : { otherwise });
export const word = (words: readonly string[], otherwise?: string): Column =>
  column('word', 60, { words, ...(otherwise === undefined ? { needed: true } : { otherwise }) });
export const whole = (least: number, otherwise?: number, most = WHOLE_MAX): Column =>
  column('whole', most, { least, ...(otherwise !== undefined && { otherwise }) });
export const number = (least: number, most: number, otherwise?: number): Column =>
  column('number', most, { least, ...(otherwise !== undefined && { otherwise }) });
export const truth = (otherwise: boolean): Column => column('truth', 1, { otherwise });
export const maybe = (): Column => column('truth', 1);
export const time = (): Column => column('time', 40);
export const texts = (otherwise: readonly string[] = [], most = LIST_MAX): Column =>
  column('texts', most, { otherwise: [...otherwise] });
export const wholes = (): Column => column('wholes', LIST_MAX, { otherwise: [] });
export const times = (): Column => column('times', LIST_MAX, { otherwise: [] });
export const json = (charsMax: number): Column => column('json', charsMax, { otherwise: {} });
/** A list that nobody may have told yet. */
export const textsOrNone = (): Column => column('texts', LIST_MAX);

export const needed = (one: Column): Column => ({ ...one, needed: true });
export const seen = (one: Column): Column => ({ ...one, observed: true });
export const fromNow = (one: Column): Column => ({ ...one, otherwiseNow: true });
export const called = (sql: string, one: Column): Column => ({ ...one, sql });
