import { z } from '@hono/zod-openapi';
import { ASSISTANT_LEVELS, PATROL_LEVELS, RISKS, STAGES } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, given, json, Reason } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['leash'];
const levelOf = <const L extends readonly [string, ...string[]]>(levels: L) =>
  z.object({ saved: z.enum(levels), effective: z.enum(levels), because: z.string().optional() });
const Scope = z
  .object({
    pattern: z.string(),
    stage: z.enum(STAGES),
    riskMax: z.enum(RISKS),
    author: z.string(),
    reason: z.string(),
    writtenAt: z.string(),
  })
  .openapi('Scope');
const Autonomy = z
  .object({
    patrol: levelOf(PATROL_LEVELS),
    assistant: levelOf(ASSISTANT_LEVELS),
    fullUnlockedUntil: z.string().optional(),
    fourEyesWaived: z.object({ saved: z.boolean(), effective: z.boolean() }),
    scopes: z.array(Scope),
    missingCapabilities: z
      .array(z.string())
      .openapi({ description: 'What this installation can not do, whatever people have set' }),
  })
  .openapi('Autonomy');
const Opened = z.object({ stage: z.enum(STAGES), riskMax: z.enum(RISKS) });
const Next = z
  .object({
    scope: z.string(),
    now: Opened.optional(),
    to: Opened.optional(),
    action: z.string(),
    risk: z.enum(RISKS),
    because: z.string(),
    counts: z.object({
      recorded: z.number(),
      verified: z.number(),
      undone: z.number(),
      failed: z.number(),
      rejected: z.number(),
    }),
  })
  .openapi('NextStep');
export const Levels = z
  .strictObject({
    patrol: z.enum(PATROL_LEVELS).optional(),
    assistant: z.enum(ASSISTANT_LEVELS).optional(),
    fourEyesWaived: z.boolean().optional(),
    reason: Reason,
  })
  .refine(
    ({ patrol, assistant, fourEyesWaived }) => [patrol, assistant, fourEyesWaived].some((one) => one !== undefined),
    'give patrol, assistant or fourEyesWaived',
  );
/** Over the whole name of a target: `cluster/namespace/kind/name`, as far as it has them. */
const Pattern = z
  .string()
  .regex(/^[A-Za-z0-9*._:@+/-]{1,300}$/, 'takes the name of a target, with * for any part of it');

export const Unlock = z.strictObject({ hours: z.number().int().min(1).max(24), reason: Reason });
export const Lock = z.strictObject({ reason: Reason });
export const NewScope = z.strictObject({
  pattern: Pattern,
  stage: z.enum(STAGES),
  riskMax: z.enum(RISKS).default('low'),
  reason: Reason,
});
export const UnsetScope = z.strictObject({ pattern: Pattern, reason: Reason });

const show = secured('viewer', '/api/v1/autonomy', {
  method: 'get',
  tags,
  summary: 'How far work is opened: levels as saved and as they count, and scopes',
  responses: { 200: json(Autonomy, 'Levels and scopes') },
});
const set = secured('admin', '/api/v1/autonomy', {
  method: 'put',
  tags,
  summary: 'Sets levels; lowering one counts before the next write of work that runs',
  request: body(Levels),
  responses: { 204: { description: 'Set' } },
});
const unlock = secured('admin', '/api/v1/autonomy/unlock', {
  method: 'post',
  tags,
  summary: 'Lets the patrol level "full" count, for hours',
  request: body(Unlock),
  responses: { 200: json(z.object({ until: z.string() }), 'Until when') },
});
const lock = secured('admin', '/api/v1/autonomy/lock', {
  method: 'post',
  tags,
  summary: 'Ends the unlock at once',
  request: body(Lock),
  responses: { 204: { description: 'Locked' } },
});
const next = secured('viewer', '/api/v1/autonomy/next', {
  method: 'get',
  tags,
  summary: 'What the evidence of the last weeks would justify, with its counts',
  responses: { 200: json(z.array(Next), 'By scope and action') },
});
const scopes = secured('viewer', '/api/v1/scopes', {
  method: 'get',
  tags,
  summary: 'Which targets are opened how far',
  responses: { 200: json(z.array(Scope), 'Scopes') },
});
const setScope = secured('admin', '/api/v1/scopes', {
  method: 'put',
  tags,
  summary: 'Opens or closes work on the targets that a pattern fits',
  request: body(NewScope),
  responses: { 204: { description: 'Set' } },
});
const unsetScope = secured('admin', '/api/v1/scopes', {
  method: 'delete',
  tags,
  summary: 'Takes a scope away: another that fits speaks, or nothing is done there',
  request: { query: UnsetScope },
  responses: { 204: { description: 'Taken away' } },
});

export const autonomyRoutes: Mount = (app, { reeve: { leash } }) => {
  app.openapi(show, async (c) =>
    c.json((await leash.autonomy(c.get('caller'))) as unknown as z.infer<typeof Autonomy>, 200),
  );
  app.openapi(set, async (c) => {
    await leash.setLevels(c.get('caller'), given(c.req.valid('json')));
    return c.body(null, 204);
  });
  app.openapi(unlock, async (c) => {
    const until = await leash.unlock(c.get('caller'), c.req.valid('json'));
    return c.json({ until: until.toISOString() }, 200);
  });
  app.openapi(lock, async (c) => {
    await leash.lock(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(next, async (c) => c.json((await leash.next(c.get('caller'))) as z.infer<typeof Next>[], 200));
  app.openapi(scopes, async (c) => {
    const found = await leash.autonomy(c.get('caller'));
    return c.json(found.scopes as unknown as z.infer<typeof Scope>[], 200);
  });
  app.openapi(setScope, async (c) => {
    await leash.setScope(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
  app.openapi(unsetScope, async (c) => {
    await leash.unsetScope(c.get('caller'), c.req.valid('query'));
    return c.body(null, 204);
  });
};
