import { randomUUID } from 'node:crypto';
import { SIMULATED } from '../../../domain/fleet/simulated/estate.js';
import type { Database, Transaction } from '../database.js';
import { wantNodeTasks } from '../fleet/node-tasks.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';
import { endCredentialsOf, issueCredentials } from './nodes.js';

/** A fault is taken up soon or not at all: later somebody would wonder where it comes from. */
const FAULT_LASTS_MS = 10 * 60_000;

/** Credentials for many played machines at once. A real one enrols itself, with a token of its own. */
export function enrolSimulated(
  book: Book,
  by: By,
  instances: readonly string[],
): Promise<readonly { readonly instance: string; readonly credential: string; readonly endsAt: Date }[]> {
  const entry = {
    key: `simulated-enrolled/${randomUUID()}`,
    subject: 'fleet',
    data: { change: 'simulated nodes enrolled', nodes: instances.length },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    await assertSimulated(tx, by.account, instances);
    await endCredentialsOf(tx, by.account, instances);
    await tx.query('UPDATE instance SET enrolled_at = clock() WHERE account = $1 AND id = ANY ($2)', [
      ...[by.account, instances],
    ]);
    return issueCredentials(tx, by.account, instances);
  });
}

export interface BreakWish {
  readonly fault: string;
  readonly on: boolean;
  readonly instances: readonly string[];
}

/** Tells played machines to break, or to be well again. It is a game and no change, so the ledger has no entry of it. */
export function breakSimulated(
  db: Database,
  account: string,
  { fault, on, instances }: BreakWish,
): Promise<{ readonly tasks: readonly string[] }> {
  return db.withAccount(account, async (tx) => {
    await assertSimulated(tx, account, instances);
    const work = { kind: 'simulate.break', parameters: { fault, on } } as const;
    const made = await wantNodeTasks(
      tx,
      account,
      instances.map((instance) => ({ instance, work, lastsMs: FAULT_LASTS_MS })),
    );
    return { tasks: made.map(({ id }) => id) };
  });
}

async function assertSimulated(tx: Transaction, account: string, instances: readonly string[]): Promise<void> {
  const rows = await tx.query<{ name: string; provider: string | null }>(
    `SELECT name, i.provider FROM unnest($2::text[]) AS name LEFT JOIN instance i ON i.account = $1 AND i.id = name
     WHERE i.provider IS DISTINCT FROM $3 ORDER BY i.provider NULLS FIRST LIMIT 1`,
    [account, instances, SIMULATED],
  );
  const [stranger] = rows;
  if (!stranger) return;
  const name = JSON.stringify(stranger.name);
  if (stranger.provider === null) throw new NotAccepted('unknown', `there is no instance ${name} in this account`);
  throw new NotAccepted('forbidden', `${name} is no simulated instance: this is for those alone, and nothing was done`);
}
