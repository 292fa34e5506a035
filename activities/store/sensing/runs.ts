import { randomUUID } from 'node:crypto';
import { storable } from '../../../domain/wording.js';
import type { Transaction } from '../database.js';
import { say } from './say.js';

interface Run {
  readonly account: string;
  readonly sensor: string;
  readonly tookMs: number;
  readonly looked: number;
  readonly raised: number;
}

/** It looked: whatever said that it can not is over. */
export async function keepRun(tx: Transaction, { account, sensor, tookMs, looked, raised }: Run): Promise<void> {
  const rows = await tx.query<{ id: string | null }>(
    `WITH over AS (
       UPDATE condition SET closed_at = clock(), closed_because = 'it looks again'
       WHERE account = $1 AND kind = 'sensor.failed' AND fingerprint = 'sensor_failed:' || $2 AND closed_at IS NULL
       RETURNING id)
     INSERT INTO sensor_run (account, sensor, at, took_ms, looked, raised) VALUES ($1, $2, clock(), $3, $4, $5)
     ON CONFLICT (account, sensor) DO UPDATE SET at = excluded.at, took_ms = excluded.took_ms, looked = excluded.looked,
       raised = excluded.raised, failed_since = NULL, failures = 0, error = '' RETURNING (SELECT id FROM over) AS id`,
    [account, sensor, tookMs, looked, raised],
  );
  await say(tx, account, { what: 'condition.closed', ids: rows.flatMap(({ id }) => id ?? []) });
}

export async function hasFailed(tx: Transaction, account: string, sensor: string): Promise<boolean> {
  const rows = await tx.query(
    'SELECT FROM sensor_run WHERE account = $1 AND sensor = $2 AND failed_since IS NOT NULL',
    [account, sensor],
  );
  return rows.length > 0;
}

export async function keepFailure(
  tx: Transaction,
  { account, sensor, agent, tookMs, error = '' }: Run & { readonly agent: string; readonly error?: string },
): Promise<void> {
  const because = storable(error, 500);
  await tx.query(
    `INSERT INTO sensor_run (account, sensor, at, took_ms, looked, raised, failed_since, failures, error)
     VALUES ($1, $2, clock(), $3, 0, 0, clock(), 1, $4)
     ON CONFLICT (account, sensor) DO UPDATE SET at = excluded.at, took_ms = excluded.took_ms, looked = 0, raised = 0,
       failed_since = coalesce(sensor_run.failed_since, excluded.failed_since), failures = sensor_run.failures + 1, error = excluded.error`,
    [account, sensor, tookMs, because],
  );
  const rows = await tx.query<{ id: string; fresh: boolean }>(
    `INSERT INTO condition (account, id, kind, fingerprint, sensor, agent, severity, subject, groups, payload, opened_at, seen_at, correlation)
     VALUES ($1, $2, 'sensor.failed', 'sensor_failed:' || $3, 'rounds', $4, 'high', 'sensor/' || $3, '{}', $5, clock(), clock(), $2)
     ON CONFLICT (account, kind, fingerprint) WHERE closed_at IS NULL DO UPDATE SET seen_at = clock(), times = condition.times + 1,
       payload = excluded.payload RETURNING id, xmax = 0 AS fresh`,
    [account, randomUUID(), sensor, agent, JSON.stringify({ sensor, error: because })],
  );
  const opened = rows.filter(({ fresh }) => fresh).map(({ id }) => id);
  await say(tx, account, { what: 'condition.opened', ids: opened });
}
