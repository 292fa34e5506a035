import { randomUUID } from 'node:crypto';
import type { Severity, Tier } from '../../../domain/scales.js';
import type { DecisionOutcome } from '../../../domain/sensing/decide.js';
import { wordText } from '../../../domain/sensing/word.js';
import type { Transaction } from '../database.js';
import { CHANNEL } from '../listen.js';

export interface NewDecision {
  readonly condition: string;
  readonly agent: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly category: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: DecisionOutcome;
  readonly reasons: readonly string[];
  readonly correlation: string;
  readonly intervention?: string;
  /** Of the condition's ladder. */
  readonly step?: number;
}

/** The decision, and that its condition was decided about: one is never without the other. */
export async function writeDecision(tx: Transaction, account: string, one: NewDecision): Promise<void> {
  const id = randomUUID();
  await tx.query(
    `INSERT INTO decision (account, id, condition, agent, at, kind, severity, category, action, target, outcome, reasons, intervention, correlation)
     VALUES ($1, $2, $3, $4, clock(), $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING pg_notify($14, $15)`,
    [
      ...[account, id, one.condition, one.agent, one.kind, one.severity, one.category, one.action, one.target],
      ...[one.outcome, JSON.stringify(one.reasons), one.intervention ?? null, one.correlation],
      ...[CHANNEL.fleet, wordText(account, { what: 'decision', ids: [id] })],
    ],
  );
  await tx.query(
    `UPDATE condition SET decided_at = clock(), decided_severity = $3, step = coalesce($4, step) WHERE account = $1 AND id = $2`,
    [account, one.condition, one.severity, one.step ?? null],
  );
}

/** How often it was decided about: the next wish for it has a name of its own. */
export async function countDecisions(tx: Transaction, account: string, condition: string): Promise<number> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM decision WHERE account = $1 AND condition = $2',
    [account, condition],
  );
  return row?.n ?? 0;
}

/** A sensor of Reeve saw it: without that, nothing may be done to it. */
export async function keepSeen(tx: Transaction, account: string, target: string, sensor: string): Promise<void> {
  await tx.query(
    `INSERT INTO target (account, name, seen_at, seen_by) VALUES ($1, $2, clock(), $3)
     ON CONFLICT (account, name) DO UPDATE SET seen_at = excluded.seen_at, seen_by = excluded.seen_by`,
    [account, target, `sensor ${sensor}`.slice(0, 100)],
  );
}

export async function keepAttribution(
  tx: Transaction,
  account: string,
  condition: string,
  found: unknown,
): Promise<void> {
  await tx.query('UPDATE condition SET attribution = $3 WHERE account = $1 AND id = $2', [
    ...[account, condition, JSON.stringify(found)],
  ]);
}

export async function readTier(tx: Transaction, account: string, agent: string): Promise<Tier | undefined> {
  const [row] = await tx.query<{ tier: Tier }>('SELECT tier FROM trust WHERE account = $1 AND agent = $2', [
    ...[account, agent],
  ]);
  return row?.tier;
}
