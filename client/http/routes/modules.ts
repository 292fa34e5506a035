import { z } from '@hono/zod-openapi';
import { type Mount, Refused } from '../door.js';
import { body, given, json, Reason, text } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['modules'];
export const ModuleId = text(120);
const Id = z.object({ id: ModuleId });
const Listed = z
  .object({
    id: z.string(),
    enabled: z.boolean(),
    version: z.number().int().nullable(),
    live: z.number().int().nullable(),
    blessed: z.number().int().nullable(),
    staging: z.number().int().nullable(),
    instances: z.number().int(),
    lure: z.string().nullable(),
  })
  .openapi('ListedModule');
const Shown = Listed.extend({
  versions: z.array(
    z.object({
      version: z.number().int(),
      digest: z.string(),
      state: z.string(),
      changelog: z.string(),
      instances: z.number().int(),
    }),
  ),
  canary: z
    .object({
      lure: z.string(),
      active: z.boolean(),
      files: z.array(z.string()),
      ports: z.array(z.number().int()),
      markedAt: z.string(),
    })
    .nullable(),
}).openapi('Module');

export const Lure = z.strictObject({
  lure: text(60).default('credential_store'),
  files: z.array(text(300)).max(50).default([]),
  ports: z.array(z.number().int().min(1).max(65_535)).max(50).default([]),
  reason: Reason,
});
export const NoLure = z.strictObject({ reason: Reason });

const list = secured('viewer', '/api/v1/modules', {
  method: 'get',
  tags,
  summary: 'Modules with their newest versions by state, and how many instances run them',
  request: {
    query: z.strictObject({
      after: z.string().min(1).max(120).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
  },
  responses: { 200: json(z.array(Listed), 'Modules') },
});
const one = secured('viewer', '/api/v1/modules/{id}', {
  method: 'get',
  tags,
  summary: 'One module with its versions, the newest first',
  request: { params: Id },
  responses: { 200: json(Shown, 'The module') },
});
const mark = secured('operator', '/api/v1/modules/{id}/canary', {
  method: 'put',
  tags,
  summary: 'Makes it a lure: every touch of it is seen from now on',
  request: {
    params: Id,
    ...body(Lure),
  },
  responses: { 204: { description: 'It is a lure' } },
});
const unmark = secured('operator', '/api/v1/modules/{id}/canary', {
  method: 'delete',
  tags,
  summary: 'Makes it a module like any other again; what was seen stays',
  request: { params: Id, ...body(NoLure) },
  responses: { 204: { description: 'It is none' } },
});

export const moduleRoutes: Mount = (app, { reeve: { modules } }) => {
  app.openapi(list, async (c) =>
    c.json([...(await modules.list(c.get('caller'), given(c.req.valid('query')) as { limit: number }))], 200),
  );
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await modules.one(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no module ${id} in this account: "reeve modules list" shows them`);
    return c.json(found as unknown as z.infer<typeof Shown>, 200);
  });
  app.openapi(mark, async (c) => {
    await modules.markCanary(c.get('caller'), { module: c.req.valid('param').id, ...c.req.valid('json') });
    return c.body(null, 204);
  });
  app.openapi(unmark, async (c) => {
    await modules.unmarkCanary(c.get('caller'), { module: c.req.valid('param').id, ...c.req.valid('json') });
    return c.body(null, 204);
  });
};
