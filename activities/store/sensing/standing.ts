import { GRAVEST_FIRST, gravityOf } from '../gravity.js';
import type { Placed } from '../../../domain/sensing/arrange.js';
import type { Candidate } from '../../../domain/sensing/decide.js';
import type { Arranged } from '../../../domain/sensing/arrange.js';
import { randomUUID } from 'node:crypto';
import type { Kind } from '../../../domain/sensing/sensor.js';
import { plainTarget } from '../../../domain/proposal.js';
import type { Transaction } from '../database.js';
import { ESCALATIONS_MAX } from './conditions.js';
import { say } from './say.js';

/** The one clock, in ms. */
export async function clockOf(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ now: number }>('SELECT ms(clock()) AS now');
  if (!row) throw new Error('the database did not say what time it is');
  return row.now;
}

/** All that stands open in an account, as much as is needed to see what belongs under what. */
export function readPlaced(tx: Transaction, account: string): Promise<readonly Placed[]> {
  return tx.query<Placed & Record<string, unknown>>(
    `SELECT id, kind, fingerprint, severity, groups, parent FROM condition WHERE account = $1 AND closed_at IS NULL ORDER BY opened_at, id`,
    [account],
  );
}

/** Roll-ups are opened, brought up to date and closed; then everything goes under what explains it. */
export async function writeArranged(
  tx: Transaction,
  account: string,
  { moved, rollUps }: Arranged,
  kinds: ReadonlyMap<string, Kind>,
): Promise<void> {
  const closed = await tx.query<{ id: string }>(
    `UPDATE condition SET closed_at = clock(), closed_because = 'too few of them are left to be one'
     WHERE account = $1 AND closed_at IS NULL AND fingerprint LIKE 'rollup:%' AND NOT fingerprint = ANY ($2) RETURNING id`,
    [account, rollUps.map(({ fingerprint }) => fingerprint)],
  );
  await say(tx, account, { what: 'condition.closed', ids: closed.map(({ id }) => id) });
  const written: RolledUp[] = [];
  for (const rollUp of rollUps) written.push(...(await writeRollUp(tx, account, rollUp, kinds)));
  const ids = (of: (one: RolledUp) => boolean) => written.filter(of).map(({ id }) => id);
  await say(tx, account, { what: 'condition.opened', ids: ids(({ fresh }) => fresh) });
  await say(tx, account, { what: 'condition.escalated', ids: ids(({ worse }) => worse) });
  if (moved.length === 0) return;
  // The few that stand for many are looked up once: sought for each of tens of thousands they would take minutes.
  await tx.query(
    `WITH standing AS MATERIALIZED (
       SELECT id, fingerprint FROM condition WHERE account = $1 AND closed_at IS NULL AND fingerprint LIKE 'rollup:%')
     UPDATE condition c SET parent = CASE WHEN m.parent LIKE 'rollup:%' THEN p.id ELSE m.parent END
     FROM unnest($2::text[], $3::text[]) AS m (id, parent) LEFT JOIN standing p ON p.fingerprint = m.parent
     WHERE c.account = $1 AND c.id = m.id AND c.closed_at IS NULL`,
    [account, moved.map(({ id }) => id), moved.map(({ parent }) => parent)],
  );
}

interface RolledUp {
  readonly id: string;
  readonly fresh: boolean;
  readonly worse: boolean;
}

function writeRollUp(
  tx: Transaction,
  account: string,
  { kind, group, fingerprint, severity, members }: Arranged['rollUps'][number],
  kinds: ReadonlyMap<string, Kind>,
): Promise<readonly RolledUp[]> {
  const payload = { rolled_up: true, group, members: members.length, title: kinds.get(kind)?.title ?? kind };
  return tx.query<RolledUp & Record<string, unknown>>(
    `INSERT INTO condition (account, id, kind, fingerprint, sensor, agent, severity, subject, groups, payload, opened_at, seen_at, correlation)
     SELECT $1, $2, $3, $4, sensor, agent, $5, $6, ARRAY[$6], $7, clock(), clock(), $2
     FROM condition WHERE account = $1 AND id = $8
     ON CONFLICT (account, kind, fingerprint) WHERE closed_at IS NULL DO UPDATE SET seen_at = clock(), severity = excluded.severity,
       payload = excluded.payload, times = condition.times + 1,
       escalations = CASE WHEN ${gravityOf('excluded.severity')} > ${gravityOf('condition.severity')} AND jsonb_array_length(condition.escalations) < ${ESCALATIONS_MAX}
         THEN condition.escalations || jsonb_build_object('at', ms(clock()), 'from', condition.severity, 'to', excluded.severity)
         ELSE condition.escalations END
     RETURNING id, xmax = 0 AS fresh, coalesce((escalations -> -1 ->> 'at')::float8 >= ms(now()), false) AS worse`,
    [account, randomUUID(), kind, fingerprint, severity, group, JSON.stringify(payload), members[0]],
  );
}

interface CandidateRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: Candidate['severity'];
  readonly subject: string;
  readonly payload: Candidate['payload'];
  readonly opened_at: number;
  readonly decided_at: number | null;
  readonly decided_severity: Candidate['severity'] | null;
  readonly step: number;
  readonly attributed: boolean;
  readonly correlation: string;
  readonly last_key: string | null;
  readonly last_outcome: string | null;
}
export type DecidableCondition = Candidate & { readonly correlation: string };

/**
 * What an agent may have to decide about now: what is open, stands by itself or under one whose members are mended one by one, and
 * was not decided about just now. The gravest first.
 */
export async function readCandidates(
  tx: Transaction,
  {
    account,
    agent,
    each,
    most,
  }: { readonly account: string; readonly agent: string; readonly each: readonly string[]; readonly most: number },
): Promise<readonly DecidableCondition[]> {
  const rows = await tx.query<CandidateRow & Record<string, unknown>>(
    // Step by step, so that tens of thousands that opened a moment ago, of which the statistics know nothing, cost nothing.
    `WITH standing AS MATERIALIZED (
       SELECT id FROM condition WHERE account = $1 AND closed_at IS NULL AND fingerprint LIKE 'rollup:%'
     ), due AS MATERIALIZED (
       SELECT * FROM condition c WHERE account = $1 AND agent = $2 AND closed_at IS NULL
         AND (parent IS NULL OR (kind = ANY ($3) AND parent = ANY (ARRAY(SELECT id FROM standing))))
         AND NOT (fingerprint LIKE 'rollup:%' AND kind = ANY ($3) AND decided_at IS NOT NULL)
       ORDER BY decided_at IS NOT NULL, ${GRAVEST_FIRST}, decided_at, opened_at LIMIT $4)
     SELECT c.id, c.kind, c.severity, c.subject, c.payload, ms(c.opened_at) AS opened_at, ms(c.decided_at) AS decided_at, c.decided_severity,
       c.step, c.attribution IS NOT NULL AS attributed, c.correlation, i.key AS last_key, i.outcome AS last_outcome
     FROM due c
     LEFT JOIN LATERAL (SELECT key, outcome FROM intervention i WHERE i.account = c.account AND i.correlation = c.correlation
       ORDER BY proposed_at DESC LIMIT 1) i ON true
     ORDER BY c.decided_at IS NOT NULL, ${GRAVEST_FIRST}, c.decided_at, c.opened_at`,
    [account, agent, each, most],
  );
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, severity: row.severity, subject: plainTarget(row.subject), payload: row.payload },
    ...{ openedAt: row.opened_at, decidedAt: row.decided_at, decidedSeverity: row.decided_severity, step: row.step },
    isAttributed: row.attributed,
    correlation: row.correlation,
    ...(typeof row.payload['members'] === 'number' &&
      row.payload['rolled_up'] === true && { members: row.payload['members'] }),
    last: row.last_key === null ? null : { key: row.last_key, outcome: row.last_outcome },
  }));
}
