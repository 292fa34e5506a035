import { CHAINS, type Step } from '../../../domain/approval/chain.js';
import type { Database } from '../database.js';

/** Who is asked under a name: as it counts, and what lies beneath where people wrote over it. */
export interface ListedChain {
  readonly name: string;
  readonly origin: 'default' | 'override';
  readonly steps: readonly Step[];
  readonly beneath?: readonly Step[];
  readonly author?: string;
  readonly reason?: string;
}

export function listChains(db: Database, account: string): Promise<readonly ListedChain[]> {
  return db.withAccount(account, async (tx) => {
    const own = await tx.query<Omit<ListedChain, 'origin' | 'beneath'> & Record<string, unknown>>(
      'SELECT name, steps, author, reason FROM chain WHERE account = $1',
      [account],
    );
    const chains = new Map<string, ListedChain>(
      Object.entries(CHAINS).map(([name, { steps }]) => [name, { name, origin: 'default', steps }]),
    );
    for (const row of own) {
      const beneath = chains.get(row.name)?.steps;
      chains.set(row.name, { ...row, origin: 'override', ...(beneath && { beneath }) });
    }
    return [...chains.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  });
}
