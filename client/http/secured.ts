import { createRoute, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { type Caller, mayAct, type Role } from '../reeve.js';
import { type Access, type Env, Problem, Refused } from './door.js';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

/**
 * A route with the role that it needs. There is no other way to make one, so none can forget it;
 * the role is also part of the API document, where a test walks all of them.
 */
export function secured<
  const Path extends string,
  const Config extends Omit<RouteConfig, 'path' | 'security' | 'middleware'>,
>(access: Access, path: Path, config: Config) {
  const refusals = {
    ...(access !== 'public' && {
      401: problem('Who is asking is not known'),
      403: problem(`The role ${access} is needed`),
    }),
    400: problem('The request can not be read'),
    503: problem('A part that is needed is away'),
  };
  const route = {
    ...config,
    path,
    responses: { ...refusals, ...config.responses },
    security: access === 'public' ? [] : [{ bearer: [] }],
    'x-reeve-role': access,
    middleware: allow(access),
  };
  return createRoute<Path, typeof route>(route);
}

export function allow(access: Access): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (access !== 'public') {
      const caller = c.get('caller');
      if (!caller) throw new Refused(401, 'sign in first: send "Authorization: Bearer <token>", see "reeve tokens"');
      const because = lackingRole(caller, access);
      if (because !== undefined) throw new Refused(403, because);
    }
    await next();
  };
}

/** Why somebody may not, where the role is missing; the same words at every door. */
export function lackingRole({ roles, account }: Caller, needed: Role): string | undefined {
  return mayAct(roles, needed)
    ? undefined
    : `this needs the role ${needed}; you hold ${roles.join(', ') || 'none'}: ask an admin of ${account}`;
}
