import { type Tier, trustOf, type Trust } from '../../../domain/scales.js';
import { decayed, type Dimensions, scoreOfDimensions } from '../../../domain/trust.js';
import type { Database, Transaction } from '../database.js';

export interface TrustRow {
  readonly agent: string;
  readonly tier: Tier;
  readonly score: number;
  /** After the decay of idle weeks: what the gate sees. */
  readonly scoreNow: number;
  readonly trust: Trust;
  readonly dimensions: Dimensions;
  readonly evaluatedAt: Date;
}

/** What changed how an agent stands, as the book tells of it. */
export interface TrustMovement {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  /** A person said where it stands, or the end of its work moved it. */
  readonly change: 'placed' | 'moved';
  readonly score: number;
  readonly tier: Tier;
  readonly from?: number;
  readonly outcome?: string;
  readonly intervention?: string;
  readonly reason?: string;
}

export interface AgentTrust extends TrustRow {
  /** The newest first. */
  readonly movements: readonly TrustMovement[];
}

const MOVEMENTS = 50;

export function readTrust(db: Database, account: string): Promise<readonly TrustRow[]> {
  return db.withAccount(account, (tx) => trustRows(tx, account));
}

export function readTrustOf(db: Database, account: string, agent: string): Promise<AgentTrust | undefined> {
  return db.withAccount(account, async (tx) => {
    const [row] = await trustRows(tx, account, agent);
    return row && { ...row, movements: await movementsOf(tx, account, agent) };
  });
}

async function trustRows(tx: Transaction, account: string, agent?: string): Promise<readonly TrustRow[]> {
  const rows = await tx.query<Dimensions & { agent: string; tier: Tier; evaluatedAt: Date; now: Date }>(
    `SELECT agent, safety, reliability, quality, cost, speed, tier, evaluated_at AS "evaluatedAt", clock() AS now FROM trust
     WHERE account = $1 AND ($2::text IS NULL OR agent = $2) ORDER BY agent LIMIT 10000`,
    [account, agent ?? null],
  );
  return rows.map(({ agent: id, tier, evaluatedAt, now, ...dimensions }) => {
    const scoreNow = scoreOfDimensions(decayed(dimensions, evaluatedAt.getTime(), now.getTime()));
    const score = scoreOfDimensions(dimensions);
    return { agent: id, tier, score, scoreNow, trust: trustOf(scoreNow), dimensions, evaluatedAt };
  });
}

async function movementsOf(tx: Transaction, account: string, agent: string): Promise<readonly TrustMovement[]> {
  const rows = await tx.query<{
    seq: string;
    at: string;
    actor: string;
    data: Omit<TrustMovement, 'seq' | 'at' | 'actor'>;
  }>(
    `SELECT seq, at_ms AS at, actor, body -> 'data' AS data FROM ledger
     WHERE account = $1 AND agent = $2 AND kind = 'trust' ORDER BY seq DESC LIMIT $3`,
    [account, agent, MOVEMENTS],
  );
  return rows.map(({ seq, at, actor, data }) => {
    const { change, score, tier, from, outcome, intervention, reason } = data;
    return {
      ...{ seq: Number(seq), at: new Date(Number(at)), actor, change, score, tier },
      ...(from !== undefined && { from }),
      ...(outcome !== undefined && { outcome }),
      ...(intervention !== undefined && { intervention }),
      ...(reason !== undefined && { reason }),
    };
  });
}
