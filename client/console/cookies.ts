import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

export interface Cookies {
  readonly read: (c: Context, name: string) => string | undefined;
  readonly write: (c: Context, name: string, value: string, secondsMax: number) => void;
  /** Comes along when another site sends the browser here, which the answer of an OIDC issuer needs. */
  readonly writeLax: (c: Context, name: string, value: string, secondsMax: number) => void;
  readonly clear: (c: Context, name: string) => void;
}

/** Where people come over TLS, browsers also hold the cookie to this very host. */
export function createCookies(publicUrl: string | undefined): Cookies {
  const secure = publicUrl?.startsWith('https:') ?? false;
  const named = (name: string) => (secure ? `__Host-${name}` : name);
  const writeAs =
    (sameSite: 'Strict' | 'Lax'): Cookies['write'] =>
    (c, name, value, secondsMax) =>
      setCookie(c, named(name), value, { path: '/', httpOnly: true, sameSite, secure, maxAge: secondsMax });
  const write = writeAs('Strict');
  return {
    read: (c, name) => getCookie(c, named(name)),
    write,
    writeLax: writeAs('Lax'),
    clear: (c, name) => write(c, name, '', 0),
  };
}
