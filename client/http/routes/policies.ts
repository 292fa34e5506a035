import { z } from '@hono/zod-openapi';
import { ORIGINS, RISKS, SEVERITIES, VERBS } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, given, json, Parameters, PrincipalName, Reason, Target } from '../fields.js';
import { secured } from '../secured.js';

const Category = z.string().regex(/^(?:\*|[a-z][a-z0-9_.-]{0,99})$/, 'must be the category of an action, or * for all');
const Said = {
  verb: z.enum(VERBS),
  scoreMin: z.number().min(0).max(1),
  asksFrom: z.enum(SEVERITIES).optional(),
  chain: z.string(),
  risk: z.enum(RISKS).optional(),
};
const Policy = z
  .object({
    category: z.string(),
    agent: z.string().optional(),
    user: z.string().optional(),
    level: z.string(),
    ...Said,
    origin: z.enum(['default', 'action', 'override']),
    beneath: z.object(Said).optional().openapi({ description: 'What would count without the override' }),
    author: z.string().optional(),
    reason: z.string().optional(),
    writtenAt: z.string().optional(),
  })
  .openapi('Policy');
const level = { category: Category, agent: PrincipalName.optional(), user: PrincipalName.optional() };
export const NewPolicy = z
  .strictObject({
    ...level,
    verb: z.enum(VERBS),
    scoreMin: z.number().min(0).max(1).optional(),
    asksFrom: z.enum(SEVERITIES).optional(),
    chain: z.string().min(1).max(63).optional().openapi({ description: 'One of those that /api/v1/chains lists' }),
    risk: z.enum(RISKS).optional(),
    reason: Reason,
  })
  .openapi('NewPolicy');
export const UnsetPolicy = z.strictObject({ ...level, reason: Reason });
export const WhatIf = z
  .strictObject({
    action: z.string().min(1).max(100),
    target: Target,
    agent: PrincipalName.optional(),
    user: PrincipalName.optional(),
    parameters: Parameters.optional(),
    severity: z.enum(SEVERITIES).default('warning'),
    origin: z.enum(ORIGINS).optional(),
  })
  .openapi('WhatIf');
const Explained = z
  .object({
    decision: z.enum(['proceed', 'defer', 'ask', 'refuse']),
    outcome: z.enum(['refused', 'recorded']).optional(),
    would: z.enum(['proceed', 'defer', 'ask', 'refuse']).optional(),
    until: z.string().optional(),
    notify: z.boolean(),
    category: z.string(),
    risk: z.enum(RISKS),
    spoke: z.array(z.object({ rule: z.string(), says: z.string(), because: z.string(), remedy: z.string() })),
    rows: z.array(z.record(z.string(), z.unknown())).openapi({ description: 'Those that match; the first one counts' }),
    steps: z.array(z.record(z.string(), z.unknown())).openapi({ description: 'Who would be asked, and for how long' }),
    leftOut: z.array(z.string()),
  })
  .openapi('Explained');

const list = secured('viewer', '/api/v1/policies', {
  method: 'get',
  tags: ['leash'],
  summary: 'Every line of policy: defaults, and what people wrote over them',
  request: {
    query: z.strictObject({
      category: Category.optional(),
      agent: PrincipalName.optional(),
      user: PrincipalName.optional(),
      overrides: z
        .enum(['true', 'false'])
        .transform((said) => said === 'true')
        .optional(),
    }),
  },
  responses: { 200: json(z.array(Policy), 'Lines') },
});
const set = secured('admin', '/api/v1/policies', {
  method: 'put',
  tags: ['leash'],
  summary: 'Writes over the default of one level; what is not said is taken from what lies beneath',
  request: body(NewPolicy),
  responses: { 204: { description: 'Written; it counts at the next judgement' } },
});
const unset = secured('admin', '/api/v1/policies', {
  method: 'delete',
  tags: ['leash'],
  summary: 'Takes what was written away: the default counts again',
  request: { query: UnsetPolicy },
  responses: { 204: { description: 'Taken away' } },
});
const explain = secured('viewer', '/api/v1/policies/explain', {
  method: 'post',
  tags: ['leash'],
  summary: 'What the gate would say now, rule by rule, and what would change it. Nothing is written',
  request: body(WhatIf),
  responses: { 200: json(Explained, 'The verdict') },
});

export const policyRoutes: Mount = (app, { reeve: { leash, work } }) => {
  app.openapi(list, async (c) => {
    const found = await leash.policies(c.get('caller'), given(c.req.valid('query')));
    return c.json(found as unknown as z.infer<typeof Policy>[], 200);
  });
  app.openapi(set, async (c) => {
    await leash.setPolicy(c.get('caller'), given(c.req.valid('json')));
    return c.body(null, 204);
  });
  app.openapi(unset, async (c) => {
    await leash.unsetPolicy(c.get('caller'), given(c.req.valid('query')));
    return c.body(null, 204);
  });
  app.openapi(explain, async (c) => {
    const found = await work.explain(c.get('caller'), given(c.req.valid('json')) as never);
    return c.json(found as unknown as z.infer<typeof Explained>, 200);
  });
};
