import { z } from '@hono/zod-openapi';
import { type Column, type Entity, FLEET_ENTITIES, type Json, NAME } from '../reeve.js';
import { text } from './fields.js';
import { mistakes } from './mistakes.js';

const Name = (most: number) =>
  z.string().max(most).regex(NAME, 'takes letters, digits and . _ : @ + / ~ = -, and begins with a letter or a digit');
const said = (most: number) =>
  z
    .string()
    .max(most)
    .refine((one) => one.isWellFormed() && !one.includes('\0'), 'holds a character that can not be kept');
const Time = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-03-04T10:00:00Z' });

type Makes = (column: Column) => z.ZodType;
/** What a column may hold, out of the one table of entities. */
const VALUES: Readonly<Record<Column['holds'], Makes>> = {
  name: ({ most }) => Name(most),
  text: ({ most, needed }) => (needed ? text(most) : said(most)),
  word: ({ words = [] }) => z.enum(words as [string, ...string[]]),
  whole: ({ least, most }) => z.number().int().min(least).max(most),
  number: ({ least, most }) => z.number().min(least).max(most),
  truth: () => z.boolean(),
  time: () => Time,
  texts: ({ most }) => z.array(said(500)).max(most),
  wholes: ({ most }) => z.array(z.number().int().min(0).max(2_147_483_647)).max(most),
  times: ({ most }) => z.array(Time).max(most),
  json: ({ most }) =>
    z
      .record(z.string().max(200), z.unknown())
      .refine((one) => fits(JSON.stringify(one), most), `takes at most ${most} characters that can be kept`),
};

/** JSON writes NUL and half of a character as an escape, and PostgreSQL keeps neither. */
function fits(written: string, most: number): boolean {
  return written.length <= most && !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(written);
}

const READERS: ReadonlyMap<string, z.ZodType> = new Map(
  FLEET_ENTITIES.map((entity) => [entity.kind, z.strictObject(shapeOf(entity))]),
);

function shapeOf({ columns }: Entity): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    Object.entries(columns).map(([field, column]) => [
      field,
      column.needed ? VALUES[column.holds](column) : VALUES[column.holds](column).optional(),
    ]),
  );
}

export type ReadRow =
  | { readonly entity: Entity; readonly row: Readonly<Record<string, Json>> }
  | { readonly wrong: readonly string[] };

/** One row of a document, or what is wrong with it. */
export function readRow(sent: unknown): ReadRow {
  if (sent === null || typeof sent !== 'object' || Array.isArray(sent)) return { wrong: ['it is no object'] };
  const { kind, ...given } = sent as Readonly<Record<string, unknown>>;
  const entity = FLEET_ENTITIES.find((one) => one.kind === kind);
  const reader = entity && READERS.get(entity.kind);
  if (!entity || !reader) return { wrong: [`kind: ${kindTrouble(kind)}`] };
  // What is empty is not said.
  const row = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const { success, error } = reader.safeParse(row);
  if (success) return { entity, row: row as Readonly<Record<string, Json>> };
  return {
    wrong: error.issues.flatMap(mistakes).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
  };
}

function kindTrouble(kind: unknown): string {
  const known = FLEET_ENTITIES.map((one) => one.kind).join(', ');
  return kind === undefined ? 'is missing' : `must be one of ${known}`;
}
