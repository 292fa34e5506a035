import { canonicalJson } from '../canonical-json.js';
import type { Declared, DeclaredKind, FieldValue } from './document.js';

/** Why a field differs: the repository moved on, somebody changed it here, or both. */
export type Why = 'declared' | 'drifted' | 'both';

export interface FieldDiff {
  readonly field: string;
  readonly live: FieldValue;
  readonly wanted: FieldValue;
  readonly why: Why;
}

export type Diff =
  | {
      readonly does: 'create';
      readonly kind: DeclaredKind;
      readonly id: string;
      readonly fields: readonly FieldDiff[];
      readonly why: Why;
    }
  | { readonly does: 'update'; readonly kind: DeclaredKind; readonly id: string; readonly fields: readonly FieldDiff[] }
  /** It was declared once, and is no more. Only where people said so is it taken away. */
  | {
      readonly does: 'destroy';
      readonly kind: DeclaredKind;
      readonly id: string;
      readonly fields: readonly FieldDiff[];
    };

/** What is declared no more and stays, since nobody said that it may go: told, and no difference that anything is done about. */
export interface Left {
  readonly does: 'left';
  readonly kind: DeclaredKind;
  readonly id: string;
}

/** What things lean on comes first; what is taken away goes the other way round. */
const ORDER: readonly DeclaredKind[] = ['module', 'template', 'node', 'assignment'];

/**
 * Three ways: what was brought last, what is, and what is declared. What is here and never was declared is somebody else's, and left
 * alone; a field that the file does not name is too.
 */
export function compare(
  applied: readonly Declared[],
  live: readonly Declared[],
  declared: readonly Declared[],
): readonly Diff[] {
  const [before, here] = [byName(applied), byName(live)];
  const wanted = byName(declared);
  const made = declared.flatMap((thing): Diff[] => {
    const is = here.get(nameOf(thing));
    const was = before.get(nameOf(thing));
    if (!is) return [created(thing, was)];
    const fields = Object.entries(thing.fields).flatMap(([field, value]) =>
      differs(field, { wanted: value, live: is.fields[field] ?? null, was: was?.fields[field] }),
    );
    return fields.length === 0 ? [] : [{ does: 'update', kind: thing.kind, id: thing.id, fields }];
  });
  const gone = applied.flatMap((thing): Diff[] => {
    const is = here.get(nameOf(thing));
    if (!is || wanted.has(nameOf(thing))) return [];
    const fields = Object.entries(is.fields).map(([field, value]) => ({
      field,
      live: value,
      wanted: null,
      why: 'declared' as const,
    }));
    return [{ does: 'destroy', kind: thing.kind, id: thing.id, fields }];
  });
  const rank = ({ kind }: Diff) => ORDER.indexOf(kind);
  return [...made.toSorted((a, b) => rank(a) - rank(b)), ...gone.toSorted((a, b) => rank(b) - rank(a))];
}

function created(thing: Declared, was: Declared | undefined): Diff {
  // It was brought here once and is gone: somebody took it away.
  const why = was ? 'drifted' : 'declared';
  const fields = Object.entries(thing.fields).map(([field, wanted]) => ({ field, live: null, wanted, why }) as const);
  return { does: 'create', kind: thing.kind, id: thing.id, fields, why };
}

function differs(
  field: string,
  {
    wanted,
    live,
    was,
  }: { readonly wanted: FieldValue; readonly live: FieldValue; readonly was: FieldValue | undefined },
): FieldDiff[] {
  if (same(wanted, live)) return [];
  const isMoved = was === undefined || !same(was, wanted);
  const isDrifted = was !== undefined && !same(was, live);
  return [{ field, live, wanted, why: isMoved && isDrifted ? 'both' : isDrifted ? 'drifted' : 'declared' }];
}

function same(a: FieldValue, b: FieldValue): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function nameOf({ kind, id }: Declared): string {
  return `${kind} ${id}`;
}

function byName(things: readonly Declared[]): ReadonlyMap<string, Declared> {
  return new Map(things.map((thing) => [nameOf(thing), thing]));
}

/** As a person reads it: what is to be done to how many. */
export function summaryOf(diffs: readonly Diff[]): string {
  const of = (does: Diff['does']) => diffs.filter((diff) => diff.does === does).length;
  return [
    ['create', of('create')],
    ['update', of('update')],
    ['destroy', of('destroy')],
  ]
    .filter(([, n]) => n !== 0)
    .map(([does, n]) => `${n} to ${does}`)
    .join(', ');
}
