import { z } from '@hono/zod-openapi';
import { CHATS, NOTICE_KINDS, SEVERITIES, TELLS } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, given, json, PrincipalName, Reason, Team, text } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['telling'];
const done = { description: 'Done; it counts from the next message on' };

export const RouteId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'takes lower case letters, digits and dashes');
const Route = z.object({
  id: RouteId,
  provider: z.enum(CHATS),
  channel: z
    .string()
    .regex(/^[A-Za-z0-9]{1,40}$/, 'must be the id of a channel, such as C0123456789, and not its name'),
  tells: z.array(z.enum(TELLS)).min(1).max(TELLS.length),
  agent: z
    .union([z.literal(''), PrincipalName])
    .default('')
    .openapi({ description: 'Only what this agent proposed' }),
  team: Team.default('').openapi({ description: 'Only what somebody of this team proposed' }),
  target: text(300).default('*').openapi({ description: 'A pattern with * over the name of a target' }),
  severityMin: z.enum(SEVERITIES).default('info'),
});
export const RouteWish = Route.extend({ reason: Reason }).strict();
const ListedRoute = Route.extend({
  author: z.string(),
  reason: z.string(),
  waiting: z.number().int(),
  givenUp: z.number().int(),
  trouble: z.string().optional(),
  lastSaidAt: z.string().optional(),
}).openapi('Route');
const Notice = z
  .object({
    id: z.string(),
    kind: z.enum(NOTICE_KINDS),
    intervention: z.string().optional(),
    condition: z.string().optional(),
    action: z.string(),
    target: z.string(),
    proposer: z.string(),
    summary: z.string(),
    severity: z.string(),
    outcome: z.string().optional(),
    because: z.string(),
    undoable: z.boolean(),
    undoneBy: z.string().optional(),
    at: z.string(),
  })
  .openapi('Notice');

const notices = secured('viewer', '/api/v1/notices', {
  method: 'get',
  tags,
  summary: 'What people were told, the newest first',
  request: {
    query: z.strictObject({
      kind: z.enum(NOTICE_KINDS).optional(),
      after: z.string().min(1).max(200).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: { 200: json(z.array(Notice), 'Notices') },
});
const routes = secured('viewer', '/api/v1/routes', {
  method: 'get',
  tags,
  summary: 'Which channels hear of what, and whether messages get there',
  responses: { 200: json(z.array(ListedRoute), 'Routes') },
});
const set = secured('admin', '/api/v1/routes', {
  method: 'put',
  tags,
  summary: 'Sets a route, new or over the one of that id',
  request: body(RouteWish),
  responses: { 204: done },
});
const unset = secured('admin', '/api/v1/routes', {
  method: 'delete',
  tags,
  summary: 'Takes a route away',
  request: { query: z.strictObject({ id: RouteId, reason: Reason }) },
  responses: { 204: done },
});
const tried = secured('operator', '/api/v1/routes/{id}/try', {
  method: 'post',
  tags,
  summary: 'Says hello in its channel',
  request: { params: z.object({ id: RouteId }) },
  responses: { 202: json(z.object({ post: z.string() }), 'On its way; the list of routes says whether it got there') },
});
const retry = secured('operator', '/api/v1/routes/retry', {
  method: 'post',
  tags,
  summary: 'Sends again what was given up',
  request: body(z.strictObject({ reason: Reason })),
  responses: { 202: json(z.object({ retried: z.number().int() }), 'How many') },
});

export const tellingRoutes: Mount = (app, { reeve: { telling } }) => {
  app.openapi(notices, async (c) => {
    const found = await telling.notices(c.get('caller'), given(c.req.valid('query')) as { limit: number });
    return c.json(found as unknown as z.infer<typeof Notice>[], 200);
  });
  app.openapi(routes, async (c) =>
    c.json((await telling.routes(c.get('caller'))) as unknown as z.infer<typeof ListedRoute>[], 200),
  );
  app.openapi(set, async (c) => {
    await telling.setRoute(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(unset, async (c) => {
    await telling.unsetRoute(c.get('caller'), c.req.valid('query'));
    return c.body(null, 204);
  });
  app.openapi(retry, async (c) => c.json(await telling.retry(c.get('caller'), c.req.valid('json')), 202));
  app.openapi(tried, async (c) => c.json(await telling.tryRoute(c.get('caller'), c.req.valid('param')), 202));
};
