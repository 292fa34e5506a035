import type { Context, Hono } from 'hono';
import { z } from '@hono/zod-openapi';
import { Refused } from '../http/door.js';
import type { OidcSignIn } from '../http/oidc-sign-in.js';
import { comeIn } from './come-in.js';
import type { Console, ConsoleEnv } from './console.js';
import { nextPath, OIDC_BACK, OIDC_SIGN_IN } from './next-path.js';

const COOKIE = 'reeve_oidc';
const SECONDS_MAX = 10 * 60;
const PURPOSE = 'oidc';
const Kept = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  until: z.number(),
});

/** Shows the sign-in page, with what is the matter. */
export type Ask = (
  c: Context<ConsoleEnv>,
  what: { readonly next: string; readonly status?: number; readonly trouble?: string },
) => Promise<Response>;

/** Signing in with the OIDC issuer. Who that is here, and what they may do, say our own rows. */
export function mountOidc(app: Hono<ConsoleEnv>, desk: Console, oidc: OidcSignIn, ask: Ask): void {
  const { door, secrets, cookies, now } = desk;
  const { publicUrl } = door.settings;
  const redirectUri = new URL(OIDC_BACK, publicUrl ?? door.reeve.standing.about.addresses.console).toString();

  // A link and no form: browsers hold a form of ours to our own pages, also where it is redirected.
  app.get(OIDC_SIGN_IN, async (c) => {
    const next = nextPath(c.req.query('next'));
    const begun = await begin().catch((error: unknown) => error);
    if (begun instanceof Refused) return ask(c, { next, status: begun.status, trouble: sentence(begun.message) });
    if (begun instanceof Error) throw begun;
    const { url, errand } = begun as Awaited<ReturnType<typeof begin>>;
    const kept = { ...errand, next, until: now() + SECONDS_MAX * 1000 };
    cookies.writeLax(c, COOKIE, secrets.seal(PURPOSE, kept), SECONDS_MAX);
    return c.redirect(url, 303);
  });
  const begin = () => oidc.begin(redirectUri);

  app.get(OIDC_BACK, async (c) => {
    const { data } = Kept.safeParse(secrets.open(PURPOSE, cookies.read(c, COOKIE) ?? ''));
    // It is good for one answer, whatever that is.
    cookies.clear(c, COOKIE);
    if (!data || data.until <= now()) {
      const trouble = 'This sign-in was not begun in this browser, or took too long. Please try again.';
      return ask(c, { next: nextPath(undefined), status: 403, trouble });
    }
    const { next, until: _until, ...errand } = data;
    try {
      const { account, subject } = await oidc.finish(new URL(c.req.url).searchParams, errand, redirectUri);
      const caller = await door.reeve.access.byIdentity(account, 'oidc', subject);
      if (!caller)
        throw new Refused(
          403,
          `nobody here who is active is linked to you: ask an admin to link the oidc subject ${subject}`,
        );
      await comeIn(desk, c, { caller, by: { subject } });
      door.log.info({ account, principal: caller.principal }, 'signed in at the console with OIDC');
      return c.redirect(next, 303);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      door.log.warn({ err: error, requestId: c.get('requestId') }, 'a sign-in with OIDC was refused');
      return ask(c, { next, status: error.status, trouble: sentence(error.message) });
    }
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
