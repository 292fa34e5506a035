import { randomUUID } from 'node:crypto';
import type { Before, Folded, OpenCondition } from '../../../domain/sensing/fold.js';
import { subjectOf } from '../../../domain/sensing/fold.js';
import type { Observation } from '../../../domain/sensing/sensor.js';
import type { Transaction } from '../database.js';
import { say } from './say.js';

/** Of one condition; one that goes up and down for days is told of by its newest severity. */
export const ESCALATIONS_MAX = 20;

export interface Sensed {
  readonly sensor: string;
  readonly agent: string;
}

export async function readOpen(tx: Transaction, account: string, sensor: string): Promise<readonly OpenCondition[]> {
  return tx.query<OpenCondition & Record<string, unknown>>(
    `SELECT id, kind, fingerprint, severity, subject, groups, payload, ms(opened_at) AS "openedAt",
       ARRAY(SELECT ms(t) FROM unnest(turns) t) AS turns, ms(flapping_until) AS "flappingUntil"
     FROM condition WHERE account = $1 AND sensor = $2 AND closed_at IS NULL AND fingerprint NOT LIKE 'rollup:%'`,
    [account, sensor],
  );
}

/** How often each of these was opened and closed lately, before it opens again. */
export async function readBefore(
  tx: Transaction,
  account: string,
  raised: readonly Pick<Observation, 'kind' | 'fingerprint'>[],
): Promise<(kind: string, fingerprint: string) => Before | undefined> {
  if (raised.length === 0) return () => undefined;
  const rows = await tx.query<{ kind: string; fingerprint: string; turns: number[] }>(
    `SELECT DISTINCT ON (c.kind, c.fingerprint) c.kind, c.fingerprint, ARRAY(SELECT ms(t) FROM unnest(c.turns) t) AS turns
     FROM unnest($2::text[], $3::text[]) AS w (kind, fingerprint)
     JOIN condition c ON c.account = $1 AND c.kind = w.kind AND c.fingerprint = w.fingerprint
       AND c.closed_at > clock() - interval '10 minutes'
     ORDER BY c.kind, c.fingerprint, c.closed_at DESC`,
    [account, raised.map(({ kind }) => kind), raised.map(({ fingerprint }) => fingerprint)],
  );
  const known = new Map(rows.map(({ kind, fingerprint, turns }) => [`${kind}\n${fingerprint}`, { turns }]));
  return (kind, fingerprint) => known.get(`${kind}\n${fingerprint}`);
}

/** A set statement each for what opened, is seen and closed, whatever their number. */
export async function writeFolded(
  tx: Transaction,
  account: string,
  { opened, seen, closed }: Folded,
  { sensor, agent }: Sensed,
): Promise<void> {
  if (opened.length > 0) {
    const rows = await tx.query<{ id: string }>(
      `INSERT INTO condition (account, id, kind, fingerprint, sensor, agent, severity, subject, groups, payload, opened_at, seen_at, turns,
         flapping_until, correlation)
       SELECT $1, id, kind, fingerprint, $3, $4, severity, subject, ARRAY(SELECT jsonb_array_elements_text(groups)), payload, clock(), clock(),
         ARRAY(SELECT at_ms(t::float8) FROM jsonb_array_elements_text(turns) t), at_ms(flapping), id
       FROM jsonb_to_recordset($2::jsonb) AS o (id text, kind text, fingerprint text, severity text, subject text, groups jsonb, payload jsonb,
         turns jsonb, flapping float8)
       ON CONFLICT (account, kind, fingerprint) WHERE closed_at IS NULL DO NOTHING RETURNING id`,
      [
        account,
        JSON.stringify(
          opened.map((one) => ({
            ...{ id: randomUUID(), kind: one.kind, fingerprint: one.fingerprint, severity: one.severity },
            ...{ subject: subjectOf(one), groups: one.groups, payload: one.payload },
            ...{ turns: one.turns, flapping: one.flappingUntil },
          })),
        ),
        sensor,
        agent,
      ],
    );
    await say(tx, account, { what: 'condition.opened', ids: rows.map(({ id }) => id) });
  }
  await writeSeen(tx, account, seen);
  if (closed.length > 0) {
    // What it stood under is kept: who looks back sees one trouble and not each of its parts.
    await tx.query(
      `UPDATE condition c SET closed_at = clock(), closed_because = left(w.because, 500), payload = w.payload,
         turns = ARRAY(SELECT at_ms(t::float8) FROM jsonb_array_elements_text(w.turns) t)
       FROM jsonb_to_recordset($2::jsonb) AS w (id text, because text, turns jsonb, payload jsonb)
       WHERE c.account = $1 AND c.id = w.id AND c.closed_at IS NULL`,
      [account, JSON.stringify(closed)],
    );
    await say(tx, account, { what: 'condition.closed', ids: closed.map(({ id }) => id) });
  }
}

/** Most are seen again as they were: those are only marked, so that nothing large travels. */
async function writeSeen(tx: Transaction, account: string, seen: Folded['seen']): Promise<void> {
  const same = seen.filter(({ changed }) => !changed).map(({ id }) => id);
  const changed = seen.filter((one) => one.changed);
  if (same.length > 0)
    await tx.query(`UPDATE condition SET seen_at = clock(), times = times + 1 WHERE account = $1 AND id = ANY ($2)`, [
      account,
      same,
    ]);
  if (changed.length > 0)
    await tx.query(
      `UPDATE condition c SET seen_at = clock(), times = c.times + 1, severity = w.severity, payload = w.payload,
         groups = ARRAY(SELECT jsonb_array_elements_text(w.groups)),
         escalations = CASE WHEN w.was IS NULL OR jsonb_array_length(c.escalations) >= ${ESCALATIONS_MAX} THEN c.escalations
           ELSE c.escalations || jsonb_build_object('at', ms(clock()), 'from', w.was, 'to', w.severity) END
       FROM jsonb_to_recordset($2::jsonb) AS w (id text, severity text, groups jsonb, payload jsonb, was text)
       WHERE c.account = $1 AND c.id = w.id AND c.closed_at IS NULL`,
      [account, JSON.stringify(changed)],
    );
  const worse = changed.filter(({ was }) => was !== undefined).map(({ id }) => id);
  await say(tx, account, { what: 'condition.escalated', ids: worse });
}
