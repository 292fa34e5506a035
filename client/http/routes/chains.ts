import { z } from '@hono/zod-openapi';
import { DEADLINES, STEP_ROLES, STEPS_MAX, WITHIN_MS } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, json, Reason, text } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['leash'];
const ChainName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'takes lower case letters, digits, dashes and underscores');
const Step = z.strictObject({
  name: text(100),
  role: z.enum(STEP_ROLES).default('approver'),
  quorum: z.number().int().min(1).max(20).default(1).openapi({ description: 'How many different people must say yes' }),
  withinMs: z.number().int().min(WITHIN_MS.least).max(WITHIN_MS.most),
  onDeadline: z.enum(DEADLINES).default('reject').openapi({
    description: 'What silence means. "approve" counts only for actions of low risk that say so',
  }),
  chat: z.boolean().default(true).openapi({ description: 'Whether a button in a chat is enough for a yes' }),
});
const Steps = z.array(Step).min(1).max(STEPS_MAX);
const Chain = z
  .object({
    name: z.string(),
    origin: z.enum(['default', 'override']),
    steps: Steps,
    beneath: Steps.optional().openapi({ description: 'What would count without the override' }),
    author: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('Chain');

const list = secured('viewer', '/api/v1/chains', {
  method: 'get',
  tags,
  summary: 'Who is asked, in which order, and for how long: defaults, and what people wrote over them',
  responses: { 200: json(z.array(Chain), 'Chains') },
});
const set = secured('admin', '/api/v1/chains', {
  method: 'put',
  tags,
  summary: 'Sets a chain, new or over the one of that name; requests that are open go on as they were opened',
  request: body(z.strictObject({ name: ChainName, steps: Steps, reason: Reason })),
  responses: { 204: { description: 'Set; it counts from the next request on' } },
});
const unset = secured('admin', '/api/v1/chains', {
  method: 'delete',
  tags,
  summary: 'Takes what was written away: the default of that name counts again',
  request: { query: z.strictObject({ name: ChainName, reason: Reason }) },
  responses: { 204: { description: 'Taken away' } },
});

export const chainRoutes: Mount = (app, { reeve: { leash } }) => {
  app.openapi(list, async (c) => c.json((await leash.chains(c.get('caller'))) as z.infer<typeof Chain>[], 200));
  app.openapi(set, async (c) => {
    await leash.setChain(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(unset, async (c) => {
    await leash.unsetChain(c.get('caller'), c.req.valid('query'));
    return c.body(null, 204);
  });
};
