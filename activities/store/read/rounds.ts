import { type RoundsState, roundsStateOf } from '../../../domain/sensing/rounds.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

export interface Rounds {
  readonly agent: string;
  readonly everyMs: number;
  readonly state: RoundsState;
  /** Why they rest, where they do. */
  readonly because?: string;
  /** Who set it so, and why. */
  readonly author: string;
  readonly reason: string;
  /** Rounds that people asked for, and how far that is done. */
  readonly wanted: number;
  readonly done: number;
  readonly tickedAt?: Date;
  readonly tookMs?: number;
  /** When the next one is due. */
  readonly dueAt?: Date;
  readonly summary: Readonly<Record<string, number>>;
}

interface Row extends Omit<Rounds, 'state' | 'because' | 'dueAt'> {
  readonly paused: boolean;
  readonly agentState: string;
  readonly killed: boolean;
  readonly late: boolean;
}

/** The rounds of every agent that makes some, or of one. */
export function readRounds(db: Database, account: string, agent?: string): Promise<readonly Rounds[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Row & Record<string, unknown>>(
      `SELECT r.agent, r.every_ms AS "everyMs", r.paused, p.state AS "agentState", r.author, r.reason, r.wanted, r.done, r.ticked_at AS "tickedAt",
         r.took_ms AS "tookMs", r.summary,
         EXISTS (SELECT 1 FROM stop WHERE account = $1 AND kind = 'kill' AND (ends_at IS NULL OR ends_at > clock())) AS killed,
         coalesce(greatest(r.ticked_at, r.started_at) < clock() - make_interval(secs => r.every_ms * 3 / 1000.0 + 60), false) AS late
       FROM reconciler r JOIN principal p ON p.account = r.account AND p.id = r.agent
       WHERE r.account = $1 AND ($2::text IS NULL OR r.agent = $2) ORDER BY r.agent LIMIT 200`,
      [account, agent ?? null],
    );
    return rows.map(({ paused, agentState, killed, late, ...row }) => {
      const seen = withoutNulls(row);
      const tickedAt = seen.tickedAt?.getTime();
      const said = roundsStateOf({ paused, agentState, killed, late, hasTicked: tickedAt !== undefined });
      const due = said.state === 'running' && tickedAt !== undefined && new Date(tickedAt + row.everyMs);
      return { ...seen, ...said, ...(due && { dueAt: due }) };
    });
  });
}
