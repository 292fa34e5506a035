import type { Context } from 'hono';
import type { Caller } from '../reeve.js';
import type { Door, Env } from '../http/door.js';
import { type Cookies, createCookies } from './cookies.js';
import { createNotices } from './notice.js';
import { openSecrets, type Secrets } from './secrets.js';
import { formToken, openSession, type Session } from './session.js';

export const SESSION_COOKIE = 'reeve_session';

/** What the console adds to a request: the session behind it and the word that its forms must bring. */
export interface ConsoleEnv {
  Variables: Env['Variables'] & { session?: Session; csrf: string };
}

/** What all files of the console share. */
export interface Console {
  readonly door: Door;
  readonly secrets: Secrets;
  readonly cookies: Cookies;
  readonly notices: ReturnType<typeof createNotices>;
  readonly now: () => number;
}

export function openConsole(door: Door, now: () => number = Date.now): Console {
  const secrets = openSecrets(door.settings.sessionKey);
  const cookies = createCookies(door.settings.publicUrl);
  return { door, secrets, cookies, notices: createNotices(secrets, cookies), now };
}

/** Who is signed in here. Token and session are looked up each time, so what was revoked or ended is refused with this very request. */
export async function signedIn(
  { door, secrets, cookies, now }: Console,
  c: Context,
): Promise<{ readonly session: Session; readonly caller: Caller; readonly csrf: string } | undefined> {
  const cookie = cookies.read(c, SESSION_COOKIE);
  const session = cookie === undefined ? undefined : openSession(secrets, cookie, now());
  if (!session) return undefined;
  const { access } = door.reeve;
  const [caller, holder] = await Promise.all([
    'token' in session ? access.byToken(session.token) : access.byIdentity(session.account, 'oidc', session.subject),
    access.sessionHolder(session.account, session.id),
  ]);
  if (!caller || caller.account !== session.account || caller.principal !== holder) return undefined;
  return { session, caller: { ...caller, door: 'session' }, csrf: formToken(secrets, session) };
}
