import type { Json } from '../canonical-json.js';
import { type Entity, keyOf } from './entity.js';

/** One row of a document of a fleet. */
export type EstateRow = { readonly kind: string } & { readonly [field: string]: Json };

/** So many rows are written by one statement. */
export const CHUNK_ROWS = 5_000;
export const ROWS_MAX = 2_000_000;
/** So many mistakes are told at once; whoever has more mends these first. */
export const MISTAKES_MAX = 20;

export interface Mistake {
  readonly line: number;
  readonly message: string;
}

/** The rows of one kind, as texts that one statement takes each, and what names them. */
export interface Part {
  readonly chunks: readonly string[];
  readonly keys: readonly string[];
}

export interface EstateDocument {
  readonly rows: number;
  readonly parts: ReadonlyMap<string, Part>;
  /** What is named and not in the document itself, by kind: it has to be known already. */
  readonly outside: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

interface Gathered {
  readonly entity: Entity;
  readonly chunks: string[];
  readonly lines: Map<string, number>;
  waiting: string[];
}

/** Takes the rows of a document one after the other, and keeps them as what will be written. */
export function openDocument() {
  const gathered = new Map<string, Gathered>();
  const named = new Map<string, Map<string, number>>();
  let rows = 0;

  function partOf(entity: Entity): Gathered {
    const found = gathered.get(entity.kind);
    if (found) return found;
    const fresh: Gathered = { entity, chunks: [], lines: new Map(), waiting: [] };
    gathered.set(entity.kind, fresh);
    return fresh;
  }
  const close = (part: Gathered) => {
    if (part.waiting.length > 0) part.chunks.push(`[${part.waiting.join(',')}]`);
    part.waiting = [];
  };
  return {
    /** Says what is wrong, where a row can't be taken. */
    add: (entity: Entity, row: Readonly<Record<string, Json>>, line: number): string | undefined => {
      const part = partOf(entity);
      const key = keyOf(entity, row);
      const before = part.lines.get(key);
      if (before !== undefined) return `this ${entity.kind} stands in line ${before} already: leave one of them out`;
      if (rows >= ROWS_MAX) return `a document holds at most ${ROWS_MAX} rows: import it in parts`;
      rows += 1;
      part.lines.set(key, line);
      part.waiting.push(JSON.stringify(row));
      if (part.waiting.length >= CHUNK_ROWS) close(part);
      for (const [field, { of }] of Object.entries(entity.columns)) {
        const to = of === undefined ? undefined : row[field];
        if (of === undefined || typeof to !== 'string') continue;
        const lines = named.get(of) ?? new Map<string, number>();
        if (!lines.has(to)) named.set(of, lines.set(to, line));
      }
      return undefined;
    },
    end: (): EstateDocument => {
      const parts = new Map<string, Part>();
      for (const [kind, part] of gathered) {
        close(part);
        parts.set(kind, { chunks: part.chunks, keys: [...part.lines.keys()] });
      }
      const outside = new Map(
        [...named].map(([kind, lines]) => {
          const own = gathered.get(kind)?.lines;
          return [kind, own ? new Map([...lines].filter(([name]) => !own.has(name))) : lines] as const;
        }),
      );
      return { rows, parts, outside };
    },
  };
}

export function missing(kind: string, name: string): string {
  return `there is no ${kind} ${JSON.stringify(name)}: put it into the document, or name one that there is`;
}
