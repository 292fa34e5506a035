import type { Database } from '../database.js';
import type { EstateRow } from '../../../domain/fleet/document.js';
import { declaredOf, type Entity } from '../../../domain/fleet/entity.js';
import { ENTITIES } from '../../../domain/fleet/estate.js';
import { reading } from '../accept/fleet-statements.js';

const PAGE_ROWS = 2_000;

export interface ExportWish {
  /** All of them where none is named. */
  readonly kinds?: readonly string[];
  /** Without what the world told: what was seen a while ago would take the place of what was seen since. */
  readonly declared?: boolean;
}

/** All rows of an account's fleet, as an import takes them, a page at a time. What is empty is left out. */
export async function* exportEstate(
  db: Database,
  account: string,
  { kinds, declared = false }: ExportWish,
): AsyncGenerator<readonly EstateRow[]> {
  const named = ENTITIES.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
  for (const entity of declared ? named.flatMap((one) => declaredOf(one) ?? []) : named)
    yield* pagesOf(db, account, entity);
}

async function* pagesOf(db: Database, account: string, entity: Entity): AsyncGenerator<readonly EstateRow[]> {
  for (let after: readonly unknown[] | undefined; ;) {
    const text = `${reading(entity, after === undefined)}${PAGE_ROWS}`;
    const rows = await db.withAccount(account, (tx) =>
      tx.query<{ row: Record<string, unknown> }>(text, [account, ...(after ?? [])]),
    );
    const last = rows.at(-1)?.row;
    if (last === undefined) return;
    yield rows.map(({ row }) => said(row));
    if (rows.length < PAGE_ROWS) return;
    after = entity.key.map((field) => last[field]);
  }
}

function said(row: Readonly<Record<string, unknown>>): EstateRow {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as EstateRow;
}
