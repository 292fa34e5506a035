import { z } from '@hono/zod-openapi';
import { NAME } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, json, Reason, text } from '../fields.js';
import { secured } from '../secured.js';
import { traceHeaders } from '../guards.js';

const tags = ['gitops'];
const Name = z
  .string()
  .max(120)
  .regex(NAME, 'takes letters, digits and . _ : @ + / ~ = -, and begins with a letter or a digit');
const Id = z.object({ id: z.string().max(120) });
const Listed = z
  .object({
    id: z.string(),
    url: z.string(),
    branch: z.string(),
    folder: z.string(),
    enabled: z.boolean(),
    prune: z.boolean(),
    appliedRevision: z.string().nullable(),
    at: z.string().nullable(),
    state: z.string().nullable(),
    revision: z.string().nullable(),
    differences: z.number().int().nullable(),
    error: z.string().nullable(),
  })
  .openapi('ListedGitopsSource');
const Shown = Listed.extend({
  diffs: z.array(z.record(z.string(), z.unknown())),
  readings: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      state: z.string(),
      revision: z.string().nullable(),
      differences: z.number().int(),
      error: z.string(),
    }),
  ),
}).openapi('GitopsSource');

const list = secured('viewer', '/api/v1/gitops', {
  method: 'get',
  tags,
  summary: 'Repositories that declare the fleet, with how it differed when they were read last',
  responses: { 200: json(z.array(Listed), 'Repositories') },
});
const one = secured('viewer', '/api/v1/gitops/{id}', {
  method: 'get',
  tags,
  summary: 'One of them, with its readings and the differences of the newest',
  request: { params: Id },
  responses: { 200: json(Shown, 'The repository') },
});
const add = secured('admin', '/api/v1/gitops', {
  method: 'post',
  tags,
  summary: 'Compares the fleet with what a repository declares from now on',
  request: body(
    z.strictObject({
      id: Name,
      url: text(500).openapi({ description: 'https:// or ssh://, without a password' }),
      branch: text(200).default('main'),
      folder: z
        .string()
        .max(300)
        .default('')
        .openapi({ description: 'Where fleet.yaml lies; without it, at the root' }),
      prune: z.boolean().default(false).openapi({ description: 'What is gone from the file may be taken away' }),
    }),
  ),
  responses: { 201: json(z.object({ id: z.string() }), 'Added') },
});
const remove = secured('admin', '/api/v1/gitops/{id}', {
  method: 'delete',
  tags,
  summary: 'Reads it no more; what was brought from it stays',
  request: { params: Id, ...body(z.strictObject({ reason: Reason })) },
  responses: { 204: { description: 'Removed' } },
});
const sync = secured('operator', '/api/v1/gitops/{id}/sync', {
  method: 'post',
  tags,
  summary: 'Reads it in a round of its own, now',
  request: { params: Id },
  responses: { 202: { description: 'The round is asked for' } },
});

export const gitopsRoutes: Mount = (app, { reeve: { gitops } }) => {
  app.openapi(list, async (c) =>
    c.json((await gitops.list(c.get('caller'))) as unknown as z.infer<typeof Listed>[], 200),
  );
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await gitops.one(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no repository ${id} in this account: "reeve gitops list" shows them`);
    return c.json(found as unknown as z.infer<typeof Shown>, 200);
  });
  app.openapi(add, async (c) => {
    const source = c.req.valid('json');
    await gitops.add(c.get('caller'), source);
    return c.json({ id: source.id }, 201);
  });
  app.openapi(remove, async (c) => {
    await gitops.remove(c.get('caller'), { ...c.req.valid('param'), ...c.req.valid('json') });
    return c.body(null, 204);
  });
  app.openapi(sync, async (c) => {
    await gitops.sync(c.get('caller'), { ...c.req.valid('param'), trace: traceHeaders() });
    return c.body(null, 202);
  });
};
