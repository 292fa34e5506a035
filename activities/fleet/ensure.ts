import { accountIds } from '../store/read/status.js';
import { startLateRounds } from '../store/sensing/rounds.js';
import type { FleetDeps } from './deps.js';

/** Rounds that nobody has heard of for a while are begun again: a workflow that was ended by hand comes back. */
export async function ensureRounds({ db }: Pick<FleetDeps, 'db'>): Promise<void> {
  for (const account of await accountIds(db)) await db.withAccount(account, (tx) => startLateRounds(tx, account));
}
