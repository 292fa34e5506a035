import { access } from 'node:fs/promises';
import { openAccount } from '../../activities/store/accept/accounts.js';
import { NotAccepted } from '../../activities/store/accept/book.js';
import { issueToken } from '../../activities/store/accept/tokens.js';
import { listPrincipals } from '../../activities/store/read/principals.js';
import { accountIds } from '../../activities/store/read/status.js';
import { writeSecret } from '../embedded/secrets.js';
import type { Core } from './core.js';

export const FIRST_ACCOUNT = 'default';

/** On an empty database: the first account, its admin, and one token for each name. Nothing where an account exists. */
export async function ensureFirstAccount(
  core: Pick<Core, 'db' | 'ledger' | 'witness'>,
  tokens: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if ((await accountIds(core.db)).length > 0) return {};
  const issued = await openAccount(core, {
    id: FIRST_ACCOUNT,
    name: 'Default',
    admin: { id: 'admin', name: 'Administrator' },
    tokens,
  }).catch((error: Error) => {
    // Another process that starts on the same empty database was faster, and it holds the tokens.
    if (error instanceof NotAccepted && error.reason === 'exists') return [];
    throw error;
  });
  if (issued.length === 0) return {};
  await core.witness.flush();
  return Object.fromEntries(tokens.map((name, index) => [name, issued[index]?.token ?? '']));
}

/**
 * The token with which the CLI of this machine comes in. Where the file is gone, as after a restore, an admin gets a new one:
 * whoever holds the data folder holds the database too.
 */
export async function keepLocalToken(core: Core, file: string, first: string | undefined): Promise<void> {
  if (first) return writeSecret(file, first);
  const there = await access(file).then(
    () => true,
    () => false,
  );
  const token = there ? undefined : await issueAdminToken(core, 'this machine');
  if (token) await writeSecret(file, token);
}

/** A new token for an admin of the first account: the way back in, for whoever holds the database itself. */
export async function issueAdminToken(core: Core, name: string): Promise<string | undefined> {
  const [account] = await accountIds(core.db);
  if (account === undefined) return undefined;
  const people = await listPrincipals(core.db, account, 'person');
  const admin = people.find(({ roles, state }) => state === 'active' && roles.includes('admin'));
  if (!admin) return undefined;
  // Not the admin does this, but whoever holds the machine or the database.
  const by = { account, kind: 'reeve', principal: 'setup', door: 'machine' } as const;
  const { token } = await issueToken(core, by, { principal: admin.id, name, roles: ['admin'] });
  return token;
}
