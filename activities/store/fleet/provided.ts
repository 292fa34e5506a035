import { isAnotherPlace, statusOf, type Truth } from '../../../domain/fleet/provider.js';
import { storable } from '../../../domain/wording.js';
import type { Transaction } from '../database.js';

export interface Place {
  readonly provider: string;
  readonly place: string;
  /** Whether it is the provider's only one: then it speaks for instances without a `providerId`, too. */
  readonly isOnly: boolean;
}

export interface Told {
  readonly truths: readonly Truth[];
  /** Whether these are all machines of the place: then who is not among them is gone. */
  readonly isWhole: boolean;
}

/** How the place calls an instance: $1 account, $2 provider, $3 place, $4 whether it is the only one. */
const CALLED = `coalesce(i.provider_id, CASE WHEN $4 THEN $3 || '/' || i.id END)`;
const OURS = `i.account = $1 AND i.provider = $2`;
const THERE = `starts_with(${CALLED}, $3 || '/')`;
/** $5 is what was said, $6 whether it is all. */
const MET = `seen AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($5::jsonb) AS t (id text, status text, says jsonb)),
  met AS MATERIALIZED (
    SELECT i.id, s.id IS NOT NULL AS found, i.provider_place = $3 AND i.provider_status <> 'missing' AS known,
      coalesce(s.status, 'missing') AS status, coalesce(s.says, i.provider_says) AS says
    FROM instance i LEFT JOIN seen s ON s.id = ${CALLED} WHERE ${OURS} AND (s.id IS NOT NULL OR ($6 AND ${THERE})))`;

/** Writes what a place said, one statement for all of it. Only rows that it changes are written. */
export async function writeTold(
  tx: Transaction,
  account: string,
  { provider, place, isOnly }: Place,
  { truths, isWhole }: Told,
): Promise<{ readonly met: number } | { readonly because: string }> {
  const given = [account, provider, place, isOnly, JSON.stringify(truths.map(rowOf)), isWhole];
  const [found] = await tx.query<{ met: number; known: number }>(
    `WITH ${MET} SELECT count(*) FILTER (WHERE found)::int AS met, count(*) FILTER (WHERE known)::int AS known FROM met`,
    given,
  );
  const { met = 0, known = 0 } = found ?? {};
  if (isWhole && isAnotherPlace({ known, met }))
    return {
      because: `none of the ${known} instances that were there is there any more: look whether another one answers under this name, and end them where they are really gone`,
    };
  await tx.query(
    `WITH ${MET}
     UPDATE instance i SET provider_status = t.status, provider_says = t.says, provider_place = $3, provider_away_since = NULL,
       provider_seen_at = CASE WHEN i.provider_status IS DISTINCT FROM t.status THEN clock() ELSE coalesce(i.provider_seen_at, clock()) END,
       provider_odd = CASE WHEN ${AGREES} THEN 0 WHEN i.busy_until > clock() THEN i.provider_odd
         ELSE least(i.provider_odd + 1, ${ODD_MAX}) END
     FROM met t WHERE i.account = $1 AND i.id = t.id AND (i.provider_status IS DISTINCT FROM t.status OR i.provider_says IS DISTINCT FROM t.says
       OR i.provider_place IS DISTINCT FROM $3 OR i.provider_away_since IS NOT NULL OR i.provider_seen_at IS NULL
       OR CASE WHEN ${AGREES} THEN i.provider_odd <> 0
         ELSE i.provider_odd < ${ODD_MAX} AND coalesce(i.busy_until <= clock(), true) END)`,
    given,
  );
  return { met };
}

/** What was ended is not there any more, and who can't say contradicts nobody. */
const AGREES = `(t.status IN ('unknown', i.status) OR (t.status = 'missing' AND i.status = 'terminated'))`;
/** More looks in a row than any sensor waits for. */
const ODD_MAX = 100;

function rowOf({ providerId, state, says, since, facts }: Truth) {
  const told = { says: storable(says, 500), ...(since !== undefined && { since }), facts };
  return { id: storable(providerId, 300), status: statusOf(state), says: told };
}

/** Nobody can be asked there: what its machines are is not known, and that is no sign that they are gone. */
export async function writeAway(tx: Transaction, account: string, { provider, place, isOnly }: Place): Promise<void> {
  await tx.query(
    `UPDATE instance i SET provider_status = 'unknown', provider_odd = 0, provider_place = $3, provider_away_since = clock(),
       provider_seen_at = CASE WHEN i.provider_status = 'unknown' THEN i.provider_seen_at ELSE clock() END
     WHERE ${OURS} AND ${THERE} AND i.provider_away_since IS NULL`,
    [account, provider, place, isOnly],
  );
}

/** Places that are asked no more have nothing to say any more. Answers how many there were. */
export async function leavePlaces(
  tx: Transaction,
  account: string,
  { provider, places }: { readonly provider: string; readonly places: readonly string[] },
): Promise<number> {
  const gone = await tx.query(
    `DELETE FROM provider_look WHERE account = $1 AND provider = $2 AND place <> ALL ($3) RETURNING place`,
    [account, provider, places],
  );
  // Of a fleet with a hundred thousand instances nobody looks through all of them each minute.
  if (gone.length === 0) return 0;
  await tx.query(
    `UPDATE instance SET provider_status = 'unknown', provider_odd = 0, provider_away_since = clock() WHERE account = $1 AND provider = $2
       AND provider_place <> ALL ($3) AND provider_away_since IS NULL`,
    [account, provider, places],
  );
  return gone.length;
}

/** The first few instances that are in none of the places which may be asked. */
export async function readStrays(
  tx: Transaction,
  account: string,
  { provider, places }: { readonly provider: string; readonly places: readonly string[] },
): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM instance WHERE account = $1 AND provider = $2 AND status <> 'terminated'
       AND CASE WHEN provider_id IS NULL THEN cardinality($3::text[]) <> 1 ELSE split_part(provider_id, '/', 1) <> ALL ($3) END
     ORDER BY id LIMIT 4`,
    [account, provider, places],
  );
  return rows.map(({ id }) => id);
}

export interface Look {
  readonly provider: string;
  readonly place: string;
  readonly tookMs: number;
  readonly machines: number;
  readonly met: number;
  readonly error?: string;
}

export async function keepLook(tx: Transaction, account: string, look: Look): Promise<void> {
  const { provider, place, tookMs, machines, met, error } = look;
  const base = [account, provider, place, tookMs];
  if (error !== undefined) {
    await tx.query(
      `INSERT INTO provider_look (account, provider, place, at, took_ms, failed_since, failures, error)
       VALUES ($1, $2, $3, clock(), $4, clock(), 1, $5)
       ON CONFLICT (account, provider, place) DO UPDATE SET at = excluded.at, took_ms = excluded.took_ms, error = excluded.error,
         failed_since = coalesce(provider_look.failed_since, excluded.failed_since), failures = provider_look.failures + 1`,
      [...base, storable(error, 500)],
    );
    return;
  }
  await tx.query(
    `INSERT INTO provider_look (account, provider, place, at, seen_at, took_ms, machines, met) VALUES ($1, $2, $3, clock(), clock(), $4, $5, $6)
     ON CONFLICT (account, provider, place) DO UPDATE SET at = excluded.at, seen_at = excluded.seen_at, took_ms = excluded.took_ms,
       machines = excluded.machines, met = excluded.met, failed_since = NULL, failures = 0, error = ''`,
    [...base, machines, met],
  );
}

/** How many of them there are. */
export async function countOf(tx: Transaction, account: string, provider: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM instance WHERE account = $1 AND provider = $2 AND status <> 'terminated'`,
    [account, provider],
  );
  return row?.n ?? 0;
}

export async function hasInstancesOf(tx: Transaction, account: string, provider: string): Promise<boolean> {
  const rows = await tx.query('SELECT FROM instance WHERE account = $1 AND provider = $2 LIMIT 1', [account, provider]);
  return rows.length > 0;
}
