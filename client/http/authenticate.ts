import type { MiddlewareHandler } from 'hono';
import { type Door, type Env, Refused } from './door.js';

/** Finds out who asks. A credential that is not good is refused even where none would be needed. */
export function authenticate({ reeve, oidc }: Door): MiddlewareHandler<Env> {
  return async (c, next) => {
    const header = c.req.header('authorization');
    // Who sends to a hook proves it in that hook's own way, and a node is no caller.
    if (header !== undefined && !/^\/(?:hooks|node)\//.test(c.req.path)) {
      const [, credential] = /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(header) ?? [];
      const caller = credential && (await callerOf(credential));
      if (!caller)
        throw new Refused(
          401,
          'this token is not known, has expired or was revoked: get a new one with "reeve tokens issue"',
        );
      c.set('caller', caller);
    }
    await next();
  };

  async function callerOf(credential: string) {
    const known = await reeve.access.byToken(credential);
    if (known || !oidc) return known;
    const claimed = await oidc(credential);
    return claimed && reeve.access.byIdentity(claimed.account, 'oidc', claimed.subject);
  }
}
