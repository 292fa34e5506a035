import { randomBytes } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { clientAddress, trustedProxies } from '../http/client-address.js';
import { assertSameOrigin } from '../http/guards.js';
import { Refused } from '../http/door.js';
import { parseToken } from '../reeve.js';
import { type Console, type ConsoleEnv, SESSION_COOKIE, signedIn } from './console.js';
import { HOME, nextPath, SIGN_IN } from './next-path.js';
import { SignInPage } from './pages/sign-in.js';
import { sendPage } from './render.js';
import { assertIsForm, readForm, readWholeForm, type SentForm } from './request-form.js';
import { comeIn } from './come-in.js';
import { type Ask, mountOidc } from './oidc.js';
import { isFormToken } from './session.js';
import { createSignInLimit } from './sign-in-limit.js';

const GUARD_COOKIE = 'reeve_signin';
const GUARD_SECONDS_MAX = 60 * 60;
const TOKEN_CHARS_MAX = 300;

/** Coming in and going out. */
export function mountDoorstep(app: Hono<ConsoleEnv>, desk: Console): void {
  const { door, secrets, cookies, now } = desk;
  const ask = asking(desk);
  const limit = createSignInLimit();
  const isTrusted = trustedProxies(door.settings.trustedProxies);

  app.get(SIGN_IN, async (c) => {
    const next = nextPath(c.req.query('next'));
    if (await signedIn(desk, c)) return c.redirect(next, 303);
    return ask(c, { next });
  });

  app.post(SIGN_IN, async (c) => {
    assertSameOrigin((name) => c.req.header(name), door.settings.publicUrl);
    const form = await readForm(c);
    const next = nextPath(form.get('next') ?? undefined);
    const guard = cookies.read(c, GUARD_COOKIE);
    // Somebody else's page must not sign a browser in under a name that is not its user's.
    if (!guard || !secrets.signed('sign-in', guard, form.get('guard') ?? '')) {
      return ask(c, {
        next,
        status: 403,
        trouble: 'This form was open for too long, or your browser keeps no cookies. Please try again.',
      });
    }
    const { incoming } = (c.env ?? {}) as { incoming?: { socket?: { remoteAddress?: string } } };
    const address = clientAddress(incoming?.socket?.remoteAddress, c.req.header('x-forwarded-for'), isTrusted);
    const token = (form.get('token') ?? '').trim();
    const caller = token.length <= TOKEN_CHARS_MAX ? await door.reeve.access.byToken(token) : undefined;
    if (!caller) return refuse(c, { address, account: parseToken(token)?.account ?? '', next });
    await comeIn(desk, c, { caller, by: { token } });
    cookies.clear(c, GUARD_COOKIE);
    door.log.info({ account: caller.account, principal: caller.principal, address }, 'signed in at the console');
    return c.redirect(next, 303);
  });

  if (door.oidcSignIn) mountOidc(app, desk, door.oidcSignIn, ask);

  app.post('/console/signout', async (c) => {
    await assertOurForm(desk, c);
    const here = await signedIn(desk, c);
    if (here) await door.reeve.access.endSession(here.session.account, here.session.id);
    cookies.clear(c, SESSION_COOKIE);
    return c.redirect(SIGN_IN, 303);
  });
  app.get('/console/signout', (c) => c.redirect(HOME, 303));

  /** A token that is good comes in however many were not; a secret is too long to be found by trying. */
  function refuse(
    c: Context<ConsoleEnv>,
    { address, account, next }: Readonly<Record<'address' | 'account' | 'next', string>>,
  ) {
    const who = `${address} ${account}`;
    if (limit.isReached(who, now())) {
      c.header('retry-after', '60');
      return ask(c, {
        next,
        status: 429,
        trouble: 'Too many tokens that are not good came from here. A good one is taken at any time.',
      });
    }
    limit.failed(who, now());
    door.log.warn({ address, requestId: c.get('requestId') }, 'a sign-in at the console was refused');
    return ask(c, { next, status: 401, trouble: 'This token is not known, has expired or was revoked.' });
  }
}

/** The page that asks for a token, and offers the issuer where there is one. */
function asking({ door, secrets, cookies }: Console): Ask {
  return (c, { next, status, trouble }) => {
    // Kept while it lasts, so that a second tab does not spoil the form in the first.
    const guard = cookies.read(c, GUARD_COOKIE) ?? randomBytes(16).toString('base64url');
    cookies.write(c, GUARD_COOKIE, guard, GUARD_SECONDS_MAX);
    const signed = secrets.sign('sign-in', guard);
    return sendPage(
      c,
      <SignInPage
        guard={signed}
        next={next}
        {...(door.oidcSignIn && { issuer: door.oidcSignIn.issuer })}
        {...(trouble && { trouble })}
      />,
      status,
    );
  };
}

/** A form that acts must come from a page of ours and of this very session. */
export async function assertOurForm(
  { secrets, cookies, now, ...desk }: Console,
  c: Context<ConsoleEnv>,
): Promise<SentForm> {
  assertSameOrigin((name) => c.req.header(name), desk.door.settings.publicUrl);
  assertIsForm(c);
  // Who sends it is known before a large form is read into memory.
  const session = c.get('session') ?? (await signedIn({ secrets, cookies, now, ...desk }, c))?.session;
  const form = session && (await readWholeForm(c));
  if (!session || !form || !isFormToken(secrets, session, form.fields.get('csrf') ?? '')) {
    throw new Refused(403, 'this form does not belong to your session: load the page again and repeat it');
  }
  return form;
}
