import { randomUUID } from 'node:crypto';
import { SIMULATED, simulatedEstate } from '../../../domain/fleet/simulated/estate.js';
import { actorOf } from '../../../domain/principal.js';
import type { Database, Transaction } from '../database.js';
import type { Book, By } from './book.js';

const AT_ONCE = 500;

/** Whether anything is in this account that is really there. */
export function hasRealSource(db: Database, account: string): Promise<boolean> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query(
      'SELECT FROM instance WHERE account = $1 AND provider <> $2 AND (enrolled_at IS NOT NULL OR provider_place IS NOT NULL) LIMIT 1',
      [account, SIMULATED],
    );
    return rows.length > 0;
  });
}

/** Agents whose interval was last set for this reason: what people set since stays theirs. */
export function agentsSetFor(db: Database, account: string, reason: string): Promise<readonly string[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<{ agent: string }>(
      'SELECT agent FROM reconciler WHERE account = $1 AND reason = $2 ORDER BY agent',
      [account, reason],
    );
    return rows.map(({ agent }) => agent);
  });
}

/** Takes the simulated instances away, with all that hangs on them, and what was made around them and nothing else stands on. */
export async function removeSimulated(book: Book, by: By, reason: string): Promise<{ readonly removed: number }> {
  let removed = 0;
  for (;;) {
    // What goes and the entry that tells of it: what breaks off after some of them leaves none untold.
    const gone = await book.db.withAccount(by.account, async (tx) => {
      const some = await removeSome(tx, by.account);
      if (some < AT_ONCE) await removeSurroundings(tx, by.account);
      const data = { change: 'simulated instances removed', removed: some, reason, door: by.door };
      const entry = { key: `simulated-removed/${randomUUID()}`, subject: 'fleet', data };
      await book.ledger.appendIn(tx, by.account, [{ kind: 'setting', actor: actorOf(by), ...entry }]);
      return some;
    });
    removed += gone;
    if (gone < AT_ONCE) return { removed };
  }
}

/** Both or neither: a node whose instances went before it is found by nobody any more. */
async function removeSome(tx: Transaction, account: string): Promise<number> {
  const rows = await tx.query<{ node: string }>(
    `DELETE FROM instance WHERE account = $1 AND id IN (
       SELECT id FROM instance WHERE account = $1 AND provider = $2 LIMIT ${AT_ONCE}) RETURNING node`,
    [account, SIMULATED],
  );
  await tx.query(
    `DELETE FROM node n WHERE account = $1 AND id = ANY ($2)
       AND NOT EXISTS (SELECT FROM instance i WHERE i.account = n.account AND i.node = n.id)`,
    [account, rows.map(({ node }) => node)],
  );
  return rows.length;
}

/** By what a simulated estate calls them, and only where they are not of use to what is real. What hangs on them goes with them. */
const SURROUNDINGS: readonly (readonly [kind: string, statement: string])[] = [
  [
    'sdwanNetwork',
    `DELETE FROM sdwan_network n WHERE account = $1 AND id = ANY ($2)
       AND NOT EXISTS (SELECT FROM sdwan_peer p WHERE p.account = n.account AND p.network = n.id)`,
  ],
  [
    'project',
    `DELETE FROM project p WHERE account = $1 AND id = ANY ($2) AND NOT EXISTS (
       SELECT FROM project_sample s WHERE s.account = p.account AND s.project = p.id AND s.source <> 'simulated')`,
  ],
  [
    'template',
    `DELETE FROM template t WHERE account = $1 AND id = ANY ($2)
       AND NOT EXISTS (SELECT FROM node n WHERE n.account = t.account AND n.template = t.id)
       AND NOT EXISTS (SELECT FROM instance i WHERE i.account = t.account AND i.template = t.id)`,
  ],
  [
    'module',
    `DELETE FROM module m WHERE account = $1 AND id = ANY ($2)
       AND NOT EXISTS (SELECT FROM assignment a WHERE a.account = m.account AND a.module = m.id)
       AND NOT EXISTS (SELECT FROM template_module t WHERE t.account = m.account AND t.module = m.id)
       AND NOT EXISTS (SELECT FROM instance i WHERE i.account = m.account AND i.running ? m.id)`,
  ],
];

async function removeSurroundings(tx: Transaction, account: string): Promise<void> {
  const names = new Map<string, string[]>();
  for (const { kind, id } of simulatedEstate({ instances: 1, seed: 0, now: 0 }))
    if (typeof id === 'string') names.set(kind, [...(names.get(kind) ?? []), id]);
  await tx.query(
    `DELETE FROM repository r WHERE account = $1 AND id = ANY ($2)
       AND NOT EXISTS (SELECT FROM package_link l WHERE l.account = r.account AND l.repository = r.id AND l.id <> ALL ($3))`,
    [account, names.get('repository') ?? [], names.get('packageLink') ?? []],
  );
  for (const [kind, statement] of SURROUNDINGS) await tx.query(statement, [account, names.get(kind) ?? []]);
  // What presses on others is lifted and never struck out.
  await tx.query('UPDATE pressure SET strength = 0 WHERE account = $1 AND source LIKE $2', [account, `${SIMULATED}/%`]);
}
