import { openAccount } from '../../activities/store/accept/accounts.js';
import { accountIds } from '../../activities/store/read/status.js';
import type { Core } from './core.js';

export const FIRST_ACCOUNT = 'default';

/** On an empty database: the first account, its admin, and one token for each name. Nothing where an account exists. */
export async function ensureFirstAccount(
  core: Core,
  tokens: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if ((await accountIds(core.db)).length > 0) return {};
  const issued = await openAccount(core, {
    id: FIRST_ACCOUNT,
    name: 'Default',
    admin: { id: 'admin', name: 'Administrator' },
    tokens,
  });
  await core.witness.flush();
  return Object.fromEntries(tokens.map((name, index) => [name, issued[index]?.token ?? '']));
}
