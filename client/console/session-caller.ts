import type { MiddlewareHandler } from 'hono';
import type { Door, Env } from '../http/door.js';
import { openConsole, signedIn } from './console.js';

/**
 * Lets a browser that is signed in at the console in at a route of the API, such as the codec endpoint that the Temporal
 * Web UI calls. Only for requests whose Origin is ours or one of the Web UI's: a cookie comes along by itself, an Origin can't be made up.
 */
export function sessionCaller(door: Door): MiddlewareHandler<Env> {
  const desk = openConsole(door);
  const known = new Set(door.settings.temporalUiOrigins);
  return async (c, next) => {
    const isNamed = c.get('caller') !== undefined || c.req.header('authorization') !== undefined;
    if (!isNamed && isWelcome(c.req.header('origin'), c.req.header('host'))) {
      const here = await signedIn(desk, c);
      if (here) c.set('caller', here.caller);
    }
    await next();
  };

  function isWelcome(origin: string | undefined, host: string | undefined): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    return known.has(origin) || new URL(origin).host === host;
  }
}
