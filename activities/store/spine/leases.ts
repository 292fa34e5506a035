import { type Proposal, targetName } from '../../../domain/proposal.js';
import type { Transaction } from '../database.js';
import type { Record } from './record.js';

export interface Leases {
  readonly fence: number;
  readonly holder?: string;
  readonly target?: string;
}

interface Row {
  readonly [name: string]: unknown;
  readonly target: string;
  readonly holder: string | null;
  readonly child: string | null;
  readonly fence: string;
}

/**
 * All or none, in one order for everybody. What its parent holds a child enters: the parent keeps it, and one child at a
 * time works within, under a fence of its own. Anybody else waits.
 */
export async function takeLeases(tx: Transaction, { proposal, plan }: Record, leaseMs: number): Promise<Leases> {
  const { account, key, parent } = proposal;
  const targets = [...new Set((plan?.touches ?? [proposal.target]).map(targetName))].toSorted();
  await tx.query(
    `INSERT INTO lease (account, target, fence, held_until) SELECT $1, t, 0, '-infinity' FROM unnest($2::text[]) AS t
     ON CONFLICT DO NOTHING`,
    [account, targets],
  );
  const rows = await tx.query<Row>(
    `SELECT target, CASE WHEN held_until > clock() THEN holder END AS holder, CASE WHEN child_until > clock() THEN child END AS child,
       greatest(fence, child_fence) AS fence
     FROM lease WHERE account = $1 AND target = ANY ($2) ORDER BY target FOR UPDATE`,
    [account, targets],
  );
  const entered = rows.filter(({ holder }) => parent !== undefined && holder === parent);
  const foreign = rows.find((row) => foreignTo(proposal, row) !== undefined);
  if (foreign) return { fence: 0, holder: foreignTo(proposal, foreign) ?? '', target: foreign.target };
  // One number for all of them, above every earlier one.
  const fence = Math.max(...rows.map((row) => Number(row.fence))) + 1;
  await tx.query(
    `UPDATE lease SET fence = $3, holder = $4, held_until = clock() + make_interval(secs => $5 / 1000.0), child = NULL
     WHERE account = $1 AND target = ANY ($2) AND target <> ALL ($6)`,
    [account, targets, fence, key, leaseMs, entered.map(({ target }) => target)],
  );
  await tx.query(
    `UPDATE lease SET child = $3, child_fence = $4, child_until = clock() + make_interval(secs => $5 / 1000.0)
     WHERE account = $1 AND target = ANY ($2)`,
    [account, entered.map(({ target }) => target), key, fence, leaseMs],
  );
  return { fence };
}

/** Who else works there now. */
function foreignTo({ key, parent }: Pick<Proposal, 'key' | 'parent'>, { holder, child }: Row): string | undefined {
  if (holder === null || holder === key) return undefined;
  if (holder !== parent) return holder;
  return child === null || child === key ? undefined : child;
}

/** Whether everything that was taken is still held under this fence. A child holds as long as its parent does. */
export async function holdsFence(tx: Transaction, { proposal }: Record, fence: number): Promise<boolean> {
  const { account, key, parent } = proposal;
  const [row] = await tx.query<{ held: number; lost: number }>(
    `SELECT count(*) FILTER (WHERE holds)::int AS held, count(*) FILTER (WHERE NOT holds)::int AS lost FROM (
       SELECT fence = $3 AND held_until > clock() AS holds FROM lease WHERE account = $1 AND holder = $2
       UNION ALL
       SELECT child_fence = $3 AND child_until > clock() AND held_until > clock() AND holder IS NOT DISTINCT FROM $4
       FROM lease WHERE account = $1 AND child = $2) AS taken`,
    [account, key, fence, parent ?? null],
  );
  return row !== undefined && row.held > 0 && row.lost === 0;
}

/** Each write shows that the work goes on: what it holds is held from now on for as long as at its begin. */
export async function renewLeases(
  tx: Transaction,
  { proposal: { account, key } }: Record,
  leaseMs: number,
): Promise<void> {
  await tx.query(
    `UPDATE lease SET
       held_until = CASE WHEN holder = $2 THEN greatest(held_until, clock() + make_interval(secs => $3 / 1000.0)) ELSE held_until END,
       child_until = CASE WHEN child = $2 THEN greatest(child_until, clock() + make_interval(secs => $3 / 1000.0)) ELSE child_until END
     WHERE account = $1 AND (holder = $2 OR child = $2)`,
    [account, key, leaseMs],
  );
}

export async function freeLeases(tx: Transaction, account: string, key: string): Promise<void> {
  await tx.query(
    `UPDATE lease SET
       holder = CASE WHEN holder = $2 THEN NULL ELSE holder END, held_until = CASE WHEN holder = $2 THEN clock() ELSE held_until END,
       child = CASE WHEN child = $2 THEN NULL ELSE child END, child_until = CASE WHEN child = $2 THEN clock() ELSE child_until END
     WHERE account = $1 AND (holder = $2 OR child = $2)`,
    [account, key],
  );
}
