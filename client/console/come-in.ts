import type { Context } from 'hono';
import type { Caller } from '../reeve.js';
import { type Console, SESSION_COOKIE } from './console.js';
import { newSession, sealSession, SESSION_MS_MAX } from './session.js';

/** Makes a session for who was found good: its row first, so that no cookie is out that nothing could end. */
export async function comeIn(
  { door, secrets, cookies, now }: Console,
  c: Context,
  { caller, by }: { readonly caller: Caller; readonly by: { readonly token: string } | { readonly subject: string } },
): Promise<void> {
  const session = newSession(caller.account, by, now());
  await door.reeve.access.openSession(caller, session.id, new Date(session.issuedAt + SESSION_MS_MAX));
  cookies.write(c, SESSION_COOKIE, sealSession(secrets, session), SESSION_MS_MAX / 1000);
}
