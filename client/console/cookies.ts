import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

export interface Cookies {
  readonly read: (c: Context, name: string) => string | undefined;
  readonly write: (c: Context, name: string, value: string, secondsMax: number) => void;
  readonly clear: (c: Context, name: string) => void;
}

/** Where people come over TLS, browsers also hold the cookie to this very host. */
export function createCookies(publicUrl: string | undefined): Cookies {
  const secure = publicUrl?.startsWith('https:') ?? false;
  const named = (name: string) => (secure ? `__Host-${name}` : name);
  const write: Cookies['write'] = (c, name, value, secondsMax) =>
    setCookie(c, named(name), value, { path: '/', httpOnly: true, sameSite: 'Strict', secure, maxAge: secondsMax });
  return {
    read: (c, name) => getCookie(c, named(name)),
    write,
    clear: (c, name) => write(c, name, '', 0),
  };
}
