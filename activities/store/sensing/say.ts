import { type Happening, wordText } from '../../../domain/sensing/word.js';
import type { Transaction } from '../database.js';
import { CHANNEL } from '../listen.js';

/** Says at the commit what was written, for whoever looks on. The words carry ids alone: the rows are read by account. */
export async function say(tx: Transaction, account: string, happening: Happening): Promise<void> {
  if (happening.ids.length === 0) return;
  await tx.query('SELECT pg_notify($1, $2)', [CHANNEL.fleet, wordText(account, happening)]);
}
