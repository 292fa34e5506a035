import type { PackageKind } from '../../domain/cve/versions.js';
import { storable } from '../../domain/wording.js';
import { lateAfter } from '../outbound/late.js';
import type { Database } from '../store/database.js';
import { keepIndex, keepIndexFailure, readRepository, type RepositoryRow } from '../store/fleet/package-index.js';
import { readApt } from './apt-index.js';
import type { Fetching, Offered } from './index-file.js';
import { readRpm } from './rpm-index.js';

/** What the reading of an index may reach. */
export interface IndexReach {
  readonly db: Database;
  /** Hosts that may stand in a private network. */
  readonly privateHosts: readonly string[];
}

const READERS: Readonly<Record<PackageKind, (repository: RepositoryRow, fetching: Fetching) => Promise<Offered>>> = {
  apt: readApt,
  rpm: readRpm,
};
/** Less than an action has for its work, so that what takes too long is told as that. */
const SYNC_MS_MAX = 4 * 60_000;

/** Reads what a repository offers and keeps the newest of each. Rejects with a sentence, and then what was known stays. */
export async function syncRepository(
  { db, privateHosts }: IndexReach,
  account: string,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly packages: number }> {
  const repository = await db.withAccount(account, (tx) => readRepository(tx, account, id));
  if (!repository) throw new Error(`there is no repository ${id} in this account: import it first`);
  try {
    const offered = await READERS[repository.kind](repository, {
      ...{ privateHosts, signal: AbortSignal.any([signal, lateAfter(SYNC_MS_MAX)]) },
    });
    const rows = [...offered.values()];
    await db.withAccount(account, (tx) => keepIndex(tx, account, { repository: id, rows }));
    return { packages: rows.length };
  } catch (error) {
    // A message may quote what the index says, which no row may be able to hold.
    const because = storable(error instanceof Error ? error.message : String(error), 1000);
    await db.withAccount(account, (tx) => keepIndexFailure(tx, account, { repository: id, because }));
    throw new Error(`${id} can not be read: ${because}`, { cause: error });
  }
}
