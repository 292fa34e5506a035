import { randomUUID } from 'node:crypto';
import { actorOf } from '../../../domain/principal.js';
import type { Tier } from '../../../domain/scales.js';
import { type Book, type By, NotAccepted } from './book.js';

export interface Placement {
  readonly agent: string;
  readonly score: number;
  readonly tier: Tier;
  readonly reason: string;
}

/** A person says where an agent stands: at its beginning, or against what its work has shown. From here on its work counts. */
export function placeAgent({ db, ledger }: Book, by: By, { agent, score, tier, reason }: Placement): Promise<void> {
  return db.withAccount(by.account, async (tx) => {
    const known = await tx.query(`SELECT 1 FROM principal WHERE account = $1 AND id = $2 AND kind = 'agent'`, [
      by.account,
      agent,
    ]);
    if (known.length === 0) throw new NotAccepted('unknown', `there is no agent ${agent} in this account`);
    await tx.query(
      `INSERT INTO trust (account, agent, safety, reliability, quality, cost, speed, tier, evaluated_at)
       VALUES ($1, $2, $3, $3, $3, $3, $3, $4, clock())
       ON CONFLICT (account, agent) DO UPDATE SET safety = excluded.safety, reliability = excluded.reliability,
         quality = excluded.quality, cost = excluded.cost, speed = excluded.speed, tier = excluded.tier,
         evaluated_at = excluded.evaluated_at`,
      [by.account, agent, score, tier],
    );
    await ledger.appendIn(tx, by.account, [
      {
        ...{ kind: 'trust', key: `trust-placed/${randomUUID()}`, actor: actorOf(by), subject: `agent/${agent}`, agent },
        data: { change: 'placed', score, tier, reason, door: by.door },
      },
    ]);
  });
}
