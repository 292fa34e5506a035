import { randomUUID } from 'node:crypto';
import type { EstateDocument } from '../../../domain/fleet/document.js';
import { missing } from '../../../domain/fleet/document.js';
import type { Entity } from '../../../domain/fleet/entity.js';
import { ENTITIES } from '../../../domain/fleet/estate.js';
import { actorOf } from '../../../domain/principal.js';
import type { Transaction } from '../database.js';
import { type Book, type By, NotAccepted } from './book.js';
import { ensureFleetAgents } from './fleet-agents.js';
import { PRUNED_AT_ONCE, pruning, writing } from './fleet-statements.js';

export interface ImportWish {
  readonly document: EstateDocument;
  /** Says what would be, and leaves everything as it is. */
  readonly dryRun: boolean;
  /** Takes away what the document does not have. */
  readonly prune: boolean;
}

export interface Tally {
  readonly new: number;
  readonly changed: number;
  readonly gone: number;
}

export interface Imported {
  readonly rows: number;
  readonly dryRun: boolean;
  /** By kind; what is as it was is not among them. */
  readonly counts: Readonly<Record<string, Tally>>;
  /** The agents that begin with this account's first fleet. */
  readonly opened: readonly string[];
}

/** Names in the document that lead nowhere. */
export class Unresolved extends Error {
  override name = 'Unresolved';
  readonly mistakes: readonly { readonly line: number; readonly message: string }[];
  constructor(mistakes: Unresolved['mistakes']) {
    super('the document names what there is not');
    this.mistakes = mistakes;
  }
}

/** Undoes everything that was done to find out what would be. */
class OnlyLooked extends Error {
  readonly found: Imported;
  constructor(found: Imported) {
    super('a dry run');
    this.found = found;
  }
}

const MISTAKES_MAX = 20;

/** The whole document or nothing of it, with one entry in the ledger. */
export async function importEstate({ db, ledger }: Book, by: By, wish: ImportWish): Promise<Imported> {
  const { document, dryRun, prune } = wish;
  try {
    return await db.withAccount(by.account, async (tx) => {
      // Two documents at once would each take the other's rows away.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('fleet-import/' || $1, 0))`, [by.account]);
      await assertKnown(tx, by.account, document);
      const counts = await write(tx, by.account, { document, prune });
      const { opened } = await ensureFleetAgents({ tx, ledger }, by.account, by);
      const found = { rows: document.rows, dryRun, counts, opened };
      if (dryRun) throw new OnlyLooked(found);
      await ledger.appendIn(tx, by.account, [
        {
          ...{ kind: 'setting', key: `fleet-imported/${randomUUID()}`, actor: actorOf(by), subject: 'fleet' },
          data: {
            ...{ change: 'fleet imported', rows: document.rows, prune, door: by.door },
            counts: Object.fromEntries(Object.entries(counts).map(([kind, tally]) => [kind, { ...tally }])),
          },
        },
      ]);
      return found;
    });
  } catch (error) {
    if (error instanceof OnlyLooked) return error.found;
    throw refusalOf(error);
  }
}

async function write(
  tx: Transaction,
  account: string,
  { document, prune }: Pick<ImportWish, 'document' | 'prune'>,
): Promise<Imported['counts']> {
  const counts = new Map<string, { new: number; changed: number; gone: number }>();
  const tally = (kind: string, more: Partial<Tally>) => {
    const one = counts.get(kind) ?? { new: 0, changed: 0, gone: 0 };
    counts.set(kind, {
      new: one.new + (more.new ?? 0),
      changed: one.changed + (more.changed ?? 0),
      gone: one.gone + (more.gone ?? 0),
    });
  };
  for (const entity of ENTITIES)
    for (const chunk of document.parts.get(entity.kind)?.chunks ?? []) {
      const [row] = await tx.query<{ fresh: number; changed: number }>(writing(entity), [account, chunk]);
      tally(entity.kind, { new: row?.fresh ?? 0, changed: row?.changed ?? 0 });
    }
  if (prune)
    for (const entity of ENTITIES.toReversed().filter(({ stays }) => !stays))
      tally(entity.kind, { gone: await pruneOne(tx, account, { entity, document }) });
  return Object.fromEntries([...counts].filter(([, one]) => one.new + one.changed + one.gone > 0));
}

async function pruneOne(
  tx: Transaction,
  account: string,
  { entity, document }: { readonly entity: Entity; readonly document: EstateDocument },
): Promise<number> {
  const keys = document.parts.get(entity.kind)?.keys ?? [];
  for (let all = 0; ;) {
    const [row] = await tx.query<{ gone: number }>(pruning(entity), [account, JSON.stringify(keys)]);
    all += row?.gone ?? 0;
    if ((row?.gone ?? 0) < PRUNED_AT_ONCE) return all;
  }
}

async function assertKnown(tx: Transaction, account: string, { outside }: EstateDocument): Promise<void> {
  const mistakes: { line: number; message: string }[] = [];
  for (const entity of ENTITIES) {
    const names = outside.get(entity.kind);
    if (!names || names.size === 0) continue;
    const rows = await tx.query<{ name: string }>(
      `SELECT name FROM jsonb_array_elements_text($2::jsonb) AS name WHERE NOT EXISTS (
         SELECT 1 FROM ${entity.table} WHERE account = $1 AND ${entity.key[0]} = name) LIMIT ${MISTAKES_MAX}`,
      [account, JSON.stringify([...names.keys()])],
    );
    mistakes.push(...rows.map(({ name }) => ({ line: names.get(name) ?? 0, message: missing(entity.kind, name) })));
  }
  if (mistakes.length > 0) throw new Unresolved(mistakes.toSorted((a, b) => a.line - b.line).slice(0, MISTAKES_MAX));
}

/** What only the database can see is told as a refusal, with its own words for which row it was. */
function refusalOf(error: unknown): unknown {
  const { code, message, detail } = error as { code?: string; message?: string; detail?: string };
  // 22: a value that its column can't hold; 23: one that breaks a rule between rows.
  if (typeof code !== 'string' || !/^2[23]/.test(code)) return error;
  return new NotAccepted('misfit', `nothing was imported: ${message ?? code}${detail ? ` (${detail})` : ''}`);
}
