import { randomBytes } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Secrets } from './secrets.js';

export const SESSION_MS_MAX = 12 * 60 * 60 * 1000;
const CLOCK_SKEW_MS_MAX = 60 * 1000;
const PURPOSE = 'session';

const common = { id: z.string(), account: z.string(), issuedAt: z.number() };
const Session = z.union([
  z.strictObject({ ...common, token: z.string() }),
  // Somebody whom the OIDC issuer has signed in.
  z.strictObject({ ...common, subject: z.string() }),
]);

/**
 * A signed-in browser. It holds a token, or who somebody is at the issuer, and no rights of its own, so that revoking the token
 * or unlinking the identity ends it; and its id names a row
 * that signing out deletes, so that a copy of the cookie ends with it.
 */
export type Session = Readonly<z.infer<typeof Session>>;

export function newSession(
  account: string,
  by: { readonly token: string } | { readonly subject: string },
  now: number,
): Session {
  return { id: randomBytes(16).toString('base64url'), account, ...by, issuedAt: now };
}

export function sealSession(secrets: Secrets, session: Session): string {
  return secrets.seal(PURPOSE, session);
}

/** The session in a cookie, unless it is older than a working day, changed, or not ours. */
export function openSession(secrets: Secrets, cookie: string, now: number): Session | undefined {
  const { data } = Session.safeParse(secrets.open(PURPOSE, cookie));
  if (!data) return undefined;
  const age = now - data.issuedAt;
  return age >= -CLOCK_SKEW_MS_MAX && age < SESSION_MS_MAX ? data : undefined;
}

/** Goes into every form; only our own pages know it, and only for this session. */
export function formToken(secrets: Secrets, { id }: Session): string {
  return secrets.sign('form', id);
}

export function isFormToken(secrets: Secrets, { id }: Session, given: string): boolean {
  return secrets.signed('form', id, given);
}
