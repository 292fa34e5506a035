import type { EntryDraft } from '../../../domain/ledger.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Tier } from '../../../domain/scales.js';
import { decayed, type Dimensions, movedBy, scoreOfDimensions } from '../../../domain/trust.js';
import type { Transaction } from '../database.js';
import { entryOf } from './record.js';

interface Row extends Dimensions {
  readonly tier: Tier;
  readonly evaluatedAt: number;
  readonly now: number;
}

/**
 * What an end says of the agent that proposed it, in the transaction of that end. Its tier is never moved by this, and an
 * agent that nobody has placed yet is not placed by it. The entry is the caller's to append.
 */
export async function moveTrust(tx: Transaction, proposal: Proposal, outcome: string): Promise<readonly EntryDraft[]> {
  const { account, by, origin } = proposal;
  // What a person wishes in the name of an agent is no work of the agent.
  if (by.kind !== 'agent' || origin === 'person') return [];
  // Held until the commit: of two that end at once the second starts from where the first has left it.
  const [row] = await tx.query<Row & Record<string, unknown>>(
    `SELECT safety, reliability, quality, cost, speed, tier, ms(evaluated_at) AS "evaluatedAt", ms(clock()) AS now
     FROM trust WHERE account = $1 AND agent = $2 FOR UPDATE`,
    [account, by.id],
  );
  if (!row) return [];
  const { tier, evaluatedAt, now, ...dimensions } = row;
  const to = movedBy(outcome, dimensions, { evaluatedAt, now });
  if (!to) return [];
  await tx.query(
    `UPDATE trust SET safety = $3, reliability = $4, quality = $5, cost = $6, speed = $7, evaluated_at = clock()
     WHERE account = $1 AND agent = $2`,
    [account, by.id, to.safety, to.reliability, to.quality, to.cost, to.speed],
  );
  const from = decayed(dimensions, evaluatedAt, now);
  const data = {
    ...{
      change: 'moved',
      outcome,
      tier,
      from: rounded(scoreOfDimensions(from)),
      score: rounded(scoreOfDimensions(to)),
    },
    dimensions: { ...to },
  };
  return [{ ...entryOf(proposal, 'trust', '', data), subject: `agent/${by.id}` }];
}

/** For who reads it; the row keeps all digits. */
function rounded(score: number): number {
  return Math.round(score * 10_000) / 10_000;
}
