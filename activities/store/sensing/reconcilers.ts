import type { Json } from '../../../domain/canonical-json.js';
import { wordText } from '../../../domain/sensing/word.js';
import type { Transaction } from '../database.js';
import { CHANNEL } from '../listen.js';

export interface Reconciler {
  readonly everyMs: number;
  readonly paused: boolean;
  readonly agentState: string;
  readonly killed: boolean;
  readonly wanted: number;
  readonly done: number;
}

/** Everything that a round asks before it begins; undefined where nobody opened this agent's rounds. */
export async function readReconciler(tx: Transaction, account: string, agent: string): Promise<Reconciler | undefined> {
  const [row] = await tx.query<Reconciler & Record<string, unknown>>(
    `SELECT r.every_ms AS "everyMs", r.paused, p.state AS "agentState", r.wanted, r.done,
       EXISTS (SELECT 1 FROM stop WHERE account = $1 AND kind = 'kill' AND (ends_at IS NULL OR ends_at > clock())) AS killed
     FROM reconciler r JOIN principal p ON p.account = r.account AND p.id = r.agent WHERE r.account = $1 AND r.agent = $2`,
    [account, agent],
  );
  return row;
}

export async function keepRound(
  tx: Transaction,
  {
    account,
    agent,
    wanted,
    tookMs,
    summary,
  }: {
    readonly account: string;
    readonly agent: string;
    readonly wanted: number;
    readonly tookMs: number;
    readonly summary: Json;
  },
): Promise<void> {
  await tx.query(
    `UPDATE reconciler SET ticked_at = clock(), took_ms = $4, summary = $5, done = greatest(done, $3)
     WHERE account = $1 AND agent = $2 RETURNING pg_notify($6, $7)`,
    [
      ...[account, agent, wanted, tookMs, JSON.stringify(summary)],
      ...[CHANNEL.fleet, wordText(account, { what: 'round', ids: [agent] })],
    ],
  );
}
