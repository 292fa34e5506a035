import { randomUUID } from 'node:crypto';
import { chainFault, CHAINS, type Step } from '../../../domain/approval/chain.js';
import type { Json } from '../../../domain/canonical-json.js';
import { actorOf } from '../../../domain/principal.js';
import type { Transaction } from '../database.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const CHAINS_MAX = 100;

export interface ChainWish {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly reason: string;
}

/** Says who is asked under a name. Requests that are open go on as they were opened. */
export async function setChain(book: Book, by: By, { name, steps, reason }: ChainWish): Promise<void> {
  const fault = chainFault({ steps });
  if (fault !== undefined) throw new NotAccepted('misfit', fault);
  const data = { change: 'chain set', reason, steps: steps as unknown as Json };
  await acceptSetting(book, by, { key: `chain-set/${randomUUID()}`, subject: `chain/${name}`, data }, async (tx) => {
    await assertRoom(tx, by, name);
    await tx.query(
      `INSERT INTO chain (account, name, steps, author, reason) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account, name) DO UPDATE SET steps = excluded.steps, author = excluded.author, reason = excluded.reason`,
      [by.account, name, JSON.stringify(steps), actorOf(by), reason],
    );
  });
}

/** Takes away what was written: what comes with Reeve counts again, where there is such a one. */
export function unsetChain(book: Book, by: By, { name, reason }: Omit<ChainWish, 'steps'>): Promise<void> {
  const data = { change: 'chain unset', reason };
  const entry = { key: `chain-unset/${randomUUID()}`, subject: `chain/${name}`, data };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query('DELETE FROM chain WHERE account = $1 AND name = $2 RETURNING name', [
      by.account,
      name,
    ]);
    if (gone.length === 0) throw new NotAccepted('unknown', `nobody has written a chain ${name} in this account`);
    if (!Object.hasOwn(CHAINS, name)) await assertUnnamed(tx, by, name);
  });
}

/** A row that names a chain which is gone would ask other people than it says. */
async function assertUnnamed(tx: Transaction, { account }: By, name: string): Promise<void> {
  const [row] = await tx.query<{ category: string }>(
    'SELECT category FROM policy WHERE account = $1 AND chain = $2 ORDER BY category LIMIT 1',
    [account, name],
  );
  if (row)
    throw new NotAccepted(
      'misfit',
      `the row for ${row.category} asks by the chain ${name}: set another one there first`,
    );
}

async function assertRoom(tx: Transaction, { account }: By, name: string): Promise<void> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM chain WHERE account = $1 AND name <> $2',
    [account, name],
  );
  if ((row?.n ?? 0) >= CHAINS_MAX)
    throw new NotAccepted('misfit', `this account has ${CHAINS_MAX} chains, which is the most: unset some first`);
}
