import { OpenAPIHono } from '@hono/zod-openapi';
import { authenticate } from './authenticate.js';
import type { App, Door, Env, Mount } from './door.js';
import { headers, hosts, limits, observed, requestIds } from './guards.js';
import { mistakes } from './mistakes.js';
import { onError, problem } from './problems.js';

export const API_DOCUMENT = '/api/openapi.json';

const PLACES: Readonly<Record<string, string>> = {
  json: 'what was given',
  form: 'what was given',
  query: 'the query',
  param: 'the path',
  header: 'a header',
};

/** The whole HTTP door. Order matters: named, measured, guarded, limited, known, and only then served. */
export function createApp(door: Door, mounts: readonly Mount[]): App {
  const app: App = new OpenAPIHono<Env>({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const errors = result.error.issues.flatMap(mistakes);
      const first = errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
      return problem(c, {
        status: 400,
        detail: `${PLACES[result.target] ?? result.target} does not fit: ${first}`,
        errors,
      });
    },
  });
  app.onError(onError(door));
  app.notFound((c) =>
    problem(c, { status: 404, detail: `there is nothing at ${c.req.method} ${c.req.path}: see /api` }),
  );
  app.use(requestIds, observed(door), headers, hosts(door), limits(door), authenticate(door));
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A Reeve token ("reeve tokens issue") or, where configured, an OIDC token.',
  });
  for (const mount of mounts) mount(app, door);
  app.doc31(API_DOCUMENT, {
    openapi: '3.1.0',
    info: { title: 'Reeve', version: door.reeve.standing.about.version, description: 'Runs operations on a leash.' },
  });
  return app;
}
