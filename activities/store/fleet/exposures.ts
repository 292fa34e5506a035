import type { Affected } from '../../../domain/cve/advisory.js';
import type { Match, Told } from '../../../domain/cve/match.js';
import type { Transaction } from '../database.js';
import { RELEASE } from './release.js';

/** Advisories are taken and compared in turns, so that none is taken unseen between two looks. */
export async function holdAdvisories(tx: Transaction, account: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('cve/' || $1, 0))`, [account]);
}

/** What instances run, each combination once: a fleet of many thousands runs a few hundred of them. */
const WORN = `worn AS MATERIALIZED (
  SELECT package_set, running, ${RELEASE} AS os, count(*)::int AS n FROM instance
  WHERE account = $1 AND status <> 'terminated' GROUP BY 1, 2, 3),
 used AS MATERIALIZED (
  SELECT 'packages/' || package_set AS place, sum(n)::int AS n, array_agg(DISTINCT os ORDER BY os) AS releases
  FROM worn WHERE package_set IS NOT NULL GROUP BY 1
  UNION ALL
  SELECT 'module/' || s.module || '@' || s.version, sum(w.n)::int, array_agg(DISTINCT w.os ORDER BY w.os)
  FROM sbom s JOIN module_version v ON v.account = s.account AND v.module = s.module AND v.version = s.version
  JOIN (SELECT r.key AS module, r.value AS digest, worn.os, sum(n)::int AS n FROM worn, jsonb_each_text(running) r GROUP BY 1, 2, 3) w
    ON w.module = s.module AND w.digest = v.digest
  WHERE s.account = $1 GROUP BY 1)`;

/** A place whose packages are to be compared: with all advisories, or with those that were taken since. */
export interface Pending {
  readonly place: string;
  /** Absent for a bill of materials. */
  readonly digest: string | null;
  readonly module: string | null;
  readonly version: number | null;
  readonly packages: Readonly<Record<string, readonly string[]>> | readonly Installed[];
  readonly releases: readonly string[];
  readonly since: string | null;
}
interface Installed {
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
}

/**
 * Brings the exposures in line with what runs now, without looking at a package: counts, places that nothing runs any more, and
 * advisories that were withdrawn. Gives the places that are to be compared.
 */
export async function followUse(tx: Transaction, account: string, most: number): Promise<readonly Pending[]> {
  const places = await tx.query<Omit<Pending, 'packages'> & Record<string, unknown>>(
    `WITH ${WORN}, counted AS (
       UPDATE exposure e SET instances = coalesce(u.n, 0),
         state = CASE WHEN u.n IS NULL THEN 'resolved' ELSE e.state END,
         resolved_at = CASE WHEN u.n IS NULL THEN clock() ELSE e.resolved_at END,
         note = CASE WHEN u.n IS NULL THEN 'nothing runs it any more' ELSE e.note END
       FROM (SELECT x.cve, x.place, x.ecosystem, x.package, u.n FROM exposure x LEFT JOIN used u ON u.place = x.place
         WHERE x.account = $1 AND x.state <> 'resolved' AND (u.n IS NULL OR u.n <> x.instances)) u
       WHERE e.account = $1 AND (e.cve, e.place, e.ecosystem, e.package) = (u.cve, u.place, u.ecosystem, u.package)),
     left_sets AS (
       UPDATE package_set s SET matched_at = NULL, matched_for = NULL WHERE s.account = $1 AND s.matched_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM used WHERE place = 'packages/' || s.digest)),
     left_bills AS (
       UPDATE sbom s SET matched_at = NULL WHERE s.account = $1 AND s.matched_at IS NOT NULL
         AND NOT EXISTS (SELECT FROM used WHERE place = 'module/' || s.module || '@' || s.version)),
     newest AS MATERIALIZED (SELECT max(taken_at) AS at FROM cve WHERE account = $1)
     SELECT u.place, s.digest, b.module, b.version, u.releases,
       CASE WHEN s.digest IS NULL THEN b.matched_at::text WHEN s.matched_for = u.releases THEN s.matched_at::text END AS since
     FROM used u CROSS JOIN newest
     LEFT JOIN package_set s ON s.account = $1 AND u.place = 'packages/' || s.digest
     LEFT JOIN sbom b ON b.account = $1 AND u.place = 'module/' || b.module || '@' || b.version
     WHERE newest.at IS NOT NULL AND (s.digest IS NOT NULL OR b.module IS NOT NULL)
       AND (coalesce(s.matched_at, b.matched_at) IS NULL OR coalesce(s.matched_at, b.matched_at) <= newest.at
         OR (s.digest IS NOT NULL AND s.matched_for IS DISTINCT FROM u.releases))
     ORDER BY coalesce(s.matched_at, b.matched_at) NULLS FIRST, u.place LIMIT $2`,
    [account, most],
  );
  return places.map((one) => ({ ...one, packages: {} }));
}

/** Those of withdrawn advisories are over; those that people let be, and those whose work has ended, say so. */
export async function followAdvisories(tx: Transaction, account: string): Promise<void> {
  await tx.query(
    `UPDATE exposure e SET state = n.state, resolved_at = CASE WHEN n.state = 'resolved' THEN clock() END,
       note = CASE n.state WHEN 'resolved' THEN 'the advisory was withdrawn' WHEN 'wont_fix' THEN n.because ELSE '' END
     FROM (SELECT x.cve, x.place, x.ecosystem, x.package, c.ignored_because AS because,
         CASE WHEN c.withdrawn_at IS NOT NULL THEN 'resolved' WHEN c.ignored_at IS NOT NULL THEN 'wont_fix'
           WHEN x.state = 'remediating' AND EXISTS (SELECT FROM intervention i WHERE i.account = $1 AND i.outcome IS NULL
             AND i.target = 'cve/' || x.cve) THEN 'remediating' ELSE 'open' END AS state
       FROM exposure x JOIN cve c ON c.account = x.account AND c.id = x.cve
       WHERE x.account = $1 AND x.state <> 'resolved') n
     WHERE e.account = $1 AND (e.cve, e.place, e.ecosystem, e.package) = (n.cve, n.place, n.ecosystem, n.package)
       AND e.state <> n.state`,
    [account],
  );
}

/** The packages of a place; undefined where they are gone. */
export async function readPackages(
  tx: Transaction,
  account: string,
  { digest, module, version }: Pick<Pending, 'digest' | 'module' | 'version'>,
): Promise<Pending['packages'] | undefined> {
  const [row] = await tx.query<{ packages: Pending['packages'] }>(
    digest === null
      ? 'SELECT packages FROM sbom WHERE account = $1 AND module = $2 AND version = $3'
      : 'SELECT packages FROM package_set WHERE account = $1 AND digest = $2',
    digest === null ? [account, module, version] : [account, digest],
  );
  return row?.packages;
}

/** What advisories say of these packages, by name; of those taken since then where it is said. */
export async function readTold(
  tx: Transaction,
  account: string,
  { names, since }: { readonly names: readonly string[]; readonly since: string | null },
): Promise<ReadonlyMap<string, readonly Told[]>> {
  const rows = await tx.query<{ name: string; cve: string; affected: readonly Affected[] }>(
    `SELECT p.name, p.cve, jsonb_path_query_array(c.affected, '$[*] ? (@.name == $name)', jsonb_build_object('name', p.name)) AS affected
     FROM cve_package p JOIN cve c ON c.account = p.account AND c.id = p.cve
     WHERE p.account = $1 AND p.name = ANY ($2) AND c.withdrawn_at IS NULL AND ($3::timestamptz IS NULL OR c.taken_at >= $3)
     ORDER BY p.name, p.cve`,
    [account, names, since],
  );
  const told = new Map<string, Told[]>();
  for (const { name, cve, affected } of rows) told.set(name, [...(told.get(name) ?? []), { cve, affected }]);
  return told;
}

/** Writes what was found at a place; what was found before and is not any more is over. */
export async function keepMatches(
  tx: Transaction,
  account: string,
  { place, since, found }: Pick<Pending, 'place' | 'since'> & { readonly found: readonly Match[] },
): Promise<void> {
  await tx.query(
    `INSERT INTO exposure AS e (account, cve, place, ecosystem, package, version, fixed_in, state, note, detected_at)
     SELECT $1, f.cve, $2, f.ecosystem, f.package, left(f.version, 200), f."fixedIn",
       CASE WHEN c.ignored_at IS NULL THEN 'open' ELSE 'wont_fix' END, coalesce(c.ignored_because, ''), clock()
     FROM jsonb_to_recordset($3::jsonb) AS f (cve text, ecosystem text, package text, version text, "fixedIn" text)
     JOIN cve c ON c.account = $1 AND c.id = f.cve
     ON CONFLICT (account, cve, place, ecosystem, package) DO UPDATE SET version = excluded.version, fixed_in = excluded.fixed_in,
       state = CASE WHEN e.state = 'resolved' THEN excluded.state ELSE e.state END,
       detected_at = CASE WHEN e.state = 'resolved' THEN excluded.detected_at ELSE e.detected_at END,
       resolved_at = NULL, note = CASE WHEN e.state = 'resolved' THEN excluded.note ELSE e.note END
     WHERE e.state = 'resolved' OR (e.version, e.fixed_in) IS DISTINCT FROM (excluded.version, excluded.fixed_in)`,
    [account, place, JSON.stringify(found)],
  );
  await tx.query(
    `UPDATE exposure e SET state = 'resolved', resolved_at = clock(), note = 'the advisory does not speak of it any more'
     FROM cve c WHERE e.account = $1 AND e.place = $2 AND e.state <> 'resolved' AND c.account = $1 AND c.id = e.cve
       AND ($4::timestamptz IS NULL OR c.taken_at >= $4)
       AND NOT EXISTS (SELECT FROM jsonb_to_recordset($3::jsonb) AS f (cve text, ecosystem text, package text)
         WHERE (f.cve, f.ecosystem, f.package) = (e.cve, e.ecosystem, e.package))`,
    [account, place, JSON.stringify(found), since],
  );
}

export async function noteMatched(
  tx: Transaction,
  account: string,
  { digest, module, version, releases }: Pick<Pending, 'digest' | 'module' | 'version' | 'releases'>,
): Promise<void> {
  if (digest === null)
    await tx.query('UPDATE sbom SET matched_at = clock() WHERE account = $1 AND module = $2 AND version = $3', [
      ...[account, module, version],
    ]);
  else
    await tx.query('UPDATE package_set SET matched_at = clock(), matched_for = $3 WHERE account = $1 AND digest = $2', [
      account,
      digest,
      releases,
    ]);
}
