import { randomUUID } from 'node:crypto';
import { whyNotRead } from '../../../domain/gitops/address.js';
import type { Transaction } from '../database.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';
import { ensureFleetAgents } from './fleet-agents.js';
import { askForRound } from './rounds.js';

const SOURCES_MAX = 100;
const AGENT = 'fleet_autonomy';

export interface NewSource {
  readonly id: string;
  readonly url: string;
  readonly branch: string;
  readonly folder: string;
  readonly prune: boolean;
}

/** From now on the fleet is compared with what this repository declares. Nothing is brought before people say so. */
export function addSource(
  book: Book,
  by: By,
  { id, url, branch, folder, prune, localRoots }: NewSource & { readonly localRoots: readonly string[] },
): Promise<void> {
  const within = folder.replaceAll(/^\/+|\/+$/g, '');
  const because = whyNotRead({ url, branch, path: within === '' ? 'fleet.yaml' : `${within}/fleet.yaml` }, localRoots);
  if (because !== undefined) throw new NotAccepted('misfit', because);
  const entry = entryOf(id, { change: 'added', url, branch, folder: within, prune });
  return acceptSetting(book, by, entry, async (tx) => {
    // Its rounds read it, also where there is no fleet yet but what it declares.
    await ensureFleetAgents({ tx, ledger: book.ledger }, by.account, by);
    const [room] = await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM gitops_source WHERE account = $1', [
      by.account,
    ]);
    if ((room?.n ?? 0) >= SOURCES_MAX)
      throw new NotAccepted('misfit', `this account reads ${SOURCES_MAX} repositories, which is the most: remove one`);
    const made = await tx.query(
      `INSERT INTO gitops_source (account, id, url, branch, folder, prune) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING id`,
      [by.account, id, url, branch, within, prune],
    );
    if (made.length === 0) throw new NotAccepted('exists', `there is a repository ${id} already: remove it first`);
  });
}

/** It is not read any more, and what was brought from it stays. */
export function removeSource(
  book: Book,
  by: By,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  return acceptSetting(book, by, entryOf(id, { change: 'removed', reason }), async (tx) => {
    const gone = await tx.query('DELETE FROM gitops_source WHERE account = $1 AND id = $2 RETURNING id', [
      by.account,
      id,
    ]);
    if (gone.length === 0) throw unknown(id);
  });
}

/** Reads it now, and not only when it is due. */
export function syncSource(
  book: Book,
  by: By,
  { id, trace }: { readonly id: string; readonly trace: Readonly<Record<string, string>> },
): Promise<void> {
  return acceptSetting(book, by, entryOf(id, { change: 'sync asked for' }), async (tx) => {
    await want(tx, by.account, id);
    await askForRound(tx, by.account, { agent: AGENT, trace });
  });
}

async function want(tx: Transaction, account: string, id: string): Promise<void> {
  const rows = await tx.query(
    'UPDATE gitops_source SET wanted_at = clock() WHERE account = $1 AND id = $2 AND enabled RETURNING id',
    [account, id],
  );
  if (rows.length === 0) throw unknown(id);
}

function unknown(id: string): NotAccepted {
  return new NotAccepted('unknown', `there is no repository ${id} in this account: "reeve gitops list" shows them`);
}

function entryOf(id: string, data: Readonly<Record<string, string | boolean>>) {
  return { key: `gitops/${randomUUID()}`, subject: `gitops/${id}`, data };
}
