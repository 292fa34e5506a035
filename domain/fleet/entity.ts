import type { Column } from './column.js';

/** One kind of thing of a fleet: how a document names it, where it is kept, and what is said of it. */
export interface Entity {
  readonly kind: string;
  /** The name of its list in a document of lists. */
  readonly list: string;
  readonly table: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
  /** What is told again and again goes with what it is about, and never by itself because a document leaves it out. */
  readonly stays: boolean;
}

type Columns = Readonly<Record<string, Column>>;

/** An entity out of its line: what it is called elsewhere follows from its kind. */
export function entity(kind: string, key: readonly string[], columns: Columns, more: Partial<Entity> = {}): Entity {
  return { kind, key, columns, list: listOf(kind), table: snake(kind), stays: false, ...more };
}

/** Of it only what people declare; nothing where the world tells it as a whole. */
export function declaredOf(entity: Entity): Entity | undefined {
  const columns = Object.entries(entity.columns);
  if (entity.stays || columns.some(([, { observed, needed }]) => observed && needed)) return undefined;
  return { ...entity, columns: Object.fromEntries(columns.filter(([, { observed }]) => !observed)) };
}

export function columnName(field: string, column: Pick<Column, 'sql'>): string {
  return column.sql ?? snake(field);
}

/** What names a row among those of its kind. */
export function keyOf({ key, columns }: Entity, row: Readonly<Record<string, unknown>>): string {
  // Written in two ways a time is still one.
  const part = (field: string) =>
    columns[field]?.holds === 'time' ? String(Date.parse(String(row[field]))) : String(row[field]);
  return key.length === 1 ? part(key[0] ?? '') : JSON.stringify(key.map(part));
}

function snake(camel: string): string {
  return camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function listOf(kind: string): string {
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
