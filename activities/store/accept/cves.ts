import { randomUUID } from 'node:crypto';
import type { Intake, Taken } from '../../../domain/cve/intake.js';
import { actorOf } from '../../../domain/principal.js';
import type { Transaction } from '../database.js';
import { followAdvisories, holdAdvisories } from '../fleet/exposures.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const AT_ONCE = 250;
/** So many advisories one account may hold. */
const CVES_MAX = 300_000;

export interface CvesTaken {
  readonly read: number;
  readonly new: number;
  readonly changed: number;
  readonly same: number;
  readonly refused: number;
  readonly because: readonly string[];
}

/** Takes advisories: all of the file in one transaction, with one entry in the ledger where anything came of it. */
export function takeAdvisories(
  { db, ledger }: Book,
  by: By,
  { advisories, read, refused, because, from }: Intake & { readonly from: string },
): Promise<CvesTaken> {
  return db.withAccount(by.account, async (tx) => {
    await holdAdvisories(tx, by.account);
    await assertRoomFor(tx, by.account, advisories.length);
    const tally = { new: 0, changed: 0, tooLong: [] as string[] };
    for (let at = 0; at < advisories.length; at += AT_ONCE) {
      const part = await takePart(tx, by.account, advisories.slice(at, at + AT_ONCE));
      tally.new += part.fresh;
      tally.changed += part.changed;
      tally.tooLong.push(...part.tooLong);
    }
    await followAdvisories(tx, by.account);
    const same = advisories.length - tally.new - tally.changed - tally.tooLong.length;
    const counts = { read, new: tally.new, changed: tally.changed, same, refused: refused + tally.tooLong.length };
    if (tally.new + tally.changed > 0)
      await ledger.appendIn(tx, by.account, [
        {
          ...{ kind: 'setting', key: `cves-taken/${randomUUID()}`, actor: actorOf(by), subject: 'cve' },
          data: { change: 'advisories taken', from, ...counts, door: by.door },
        },
      ]);
    const more = tally.tooLong.map((id) => `${id} names more packages and versions than one advisory may`);
    return { ...counts, because: [...because, ...more].slice(0, 20) };
  });
}

async function assertRoomFor(tx: Transaction, account: string, more: number): Promise<void> {
  const [row] = await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM cve WHERE account = $1', [account]);
  if ((row?.n ?? 0) + more > CVES_MAX)
    throw new NotAccepted('misfit', `this account holds ${row?.n} advisories, and ${CVES_MAX} is the most`);
}

/** What other entries say of the same trouble stays beside it; one that is withdrawn takes only its own words back. */
async function takePart(tx: Transaction, account: string, part: readonly Taken[]) {
  const rows = await tx.query<{ id: string; fresh: boolean; too_long: boolean }>(
    `WITH told AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS t (id text, severity text, summary text, affected jsonb, bys jsonb, source text,
         "publishedAt" timestamptz, "withdrawnAt" timestamptz)
     ), met AS MATERIALIZED (
       SELECT t.*, o.id IS NOT NULL AS known, o.severity AS was, (SELECT coalesce(jsonb_agg(e ORDER BY e::text), '[]') FROM (
           SELECT e FROM jsonb_array_elements(o.affected) AS e WHERE NOT t.bys ? coalesce(e ->> 'by', '')
           UNION SELECT e FROM jsonb_array_elements(t.affected) AS e) AS both_) AS merged
       FROM told t LEFT JOIN cve o ON o.account = $1 AND o.id = t.id
     ), written AS (
       INSERT INTO cve AS c (account, id, severity, summary, affected, source, published_at, withdrawn_at, taken_at)
       SELECT $1, id, CASE WHEN severity = 'unknown' THEN coalesce(was, severity) ELSE severity END, left(summary, 1000), merged, source,
         "publishedAt", CASE WHEN merged = '[]' THEN "withdrawnAt" END, clock()
       FROM met WHERE length(merged::text) <= 400000 AND (known OR "withdrawnAt" IS NULL)
       ON CONFLICT (account, id) DO UPDATE SET severity = excluded.severity, affected = excluded.affected, source = excluded.source,
         summary = CASE WHEN excluded.summary = '' THEN c.summary ELSE excluded.summary END,
         published_at = coalesce(least(c.published_at, excluded.published_at), excluded.published_at),
         withdrawn_at = excluded.withdrawn_at, taken_at = excluded.taken_at
       WHERE (c.severity, c.affected, c.withdrawn_at) IS DISTINCT FROM (excluded.severity, excluded.affected, excluded.withdrawn_at)
       RETURNING c.id, c.affected, xmax = 0 AS fresh
     ), gone AS (
       DELETE FROM cve_package p USING written w WHERE p.account = $1 AND p.cve = w.id
         AND NOT EXISTS (SELECT FROM jsonb_array_elements(w.affected) AS e WHERE e ->> 'name' = p.name)
     )
     SELECT id, fresh, false AS too_long FROM written
     UNION ALL SELECT id, false, true FROM met WHERE length(merged::text) > 400000`,
    [account, JSON.stringify(part)],
  );
  const written = rows.filter(({ too_long: isTooLong }) => !isTooLong);
  await tx.query(
    `INSERT INTO cve_package (account, name, cve)
     SELECT DISTINCT $1, e ->> 'name', c.id FROM cve c, jsonb_array_elements(c.affected) AS e
     WHERE c.account = $1 AND c.id = ANY ($2) ON CONFLICT DO NOTHING`,
    [account, written.map(({ id }) => id)],
  );
  const fresh = written.filter((one) => one.fresh).length;
  return {
    ...{ fresh, changed: written.length - fresh },
    tooLong: rows.filter(({ too_long: isTooLong }) => isTooLong).map(({ id }) => id),
  };
}

/** Lets a trouble be, or takes that back. Its exposures say so at once. */
export function heedCve(
  book: Book,
  by: By,
  { id, ignored, reason }: { readonly id: string; readonly ignored: boolean; readonly reason: string },
): Promise<{ readonly exposures: number }> {
  const entry = {
    ...{ key: `cve/${randomUUID()}`, subject: `cve/${id}` },
    data: { change: ignored ? 'let be' : 'no longer let be', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const rows = await tx.query(
      `UPDATE cve SET ignored_at = CASE WHEN $3 THEN clock() END, ignored_by = CASE WHEN $3 THEN $4 END,
         ignored_because = CASE WHEN $3 THEN $5 END WHERE account = $1 AND id = $2 AND (ignored_at IS NULL) = $3 RETURNING id`,
      [by.account, id, ignored, actorOf(by), reason],
    );
    if (rows.length === 0) await refuse(tx, by.account, { id, ignored });
    await followAdvisories(tx, by.account);
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM exposure WHERE account = $1 AND cve = $2 AND state <> 'resolved'`,
      [by.account, id],
    );
    return { exposures: row?.n ?? 0 };
  });
}

async function refuse(
  tx: Transaction,
  account: string,
  { id, ignored }: { readonly id: string; readonly ignored: boolean },
): Promise<never> {
  const known = await tx.query('SELECT id FROM cve WHERE account = $1 AND id = $2', [account, id]);
  if (known.length === 0)
    throw new NotAccepted('unknown', `there is no advisory ${id} in this account: "reeve cve list" shows them`);
  throw new NotAccepted(
    'closed',
    `${id} is ${ignored ? 'let be already' : 'not let be, so there is nothing to take back'}`,
  );
}

export interface SbomWish {
  readonly module: string;
  readonly version: number;
  readonly format: 'cyclonedx' | 'spdx';
  readonly packages: readonly { readonly ecosystem: string; readonly name: string; readonly version: string }[];
  readonly unnamed: number;
}

/** The bill of materials of a version of a module, in place of the one before. */
export function takeSbom(book: Book, by: By, { module, version, format, packages, unnamed }: SbomWish): Promise<void> {
  const entry = {
    ...{ key: `sbom/${randomUUID()}`, subject: `module/${module}` },
    data: { change: 'bill of materials taken', version, format, packages: packages.length, unnamed },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const known = await tx.query(
      'SELECT version FROM module_version WHERE account = $1 AND module = $2 AND version = $3',
      [by.account, module, version],
    );
    if (known.length === 0)
      throw new NotAccepted('unknown', `there is no version ${version} of ${module} in this account: import it first`);
    await tx.query(
      `INSERT INTO sbom AS s (account, module, version, format, packages, taken_at) VALUES ($1, $2, $3, $4, $5, clock())
       ON CONFLICT (account, module, version) DO UPDATE SET format = excluded.format, packages = excluded.packages,
         taken_at = excluded.taken_at, matched_at = NULL`,
      [by.account, module, version, format, JSON.stringify(packages)],
    );
  });
}
