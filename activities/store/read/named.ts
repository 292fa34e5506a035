import { NotAccepted } from '../accept/book.js';
import type { Transaction } from '../database.js';

/** So much of an id is enough where nothing else begins with it. */
export const PREFIX_CHARS_MIN = 6;

/** The id that somebody means: said whole, or as much of it as only one has; undefined where nothing has it. */
export async function idMeant(
  tx: Transaction,
  table: 'condition' | 'decision',
  account: string,
  given: string,
): Promise<string | undefined> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE account = $1 AND (id = $2 OR (length($2) >= ${PREFIX_CHARS_MIN} AND starts_with(id, $2)))
     ORDER BY id <> $2, id LIMIT 3`,
    [account, given],
  );
  const [first, second] = rows;
  if (first && first.id !== given && second)
    throw new NotAccepted('misfit', `more than one ${table} begins with ${given}: give more of its id`);
  return first?.id;
}
