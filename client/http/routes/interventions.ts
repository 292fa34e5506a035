import { z } from '@hono/zod-openapi';
import { type ListedIntervention, OUTCOMES, type WholeIntervention } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { AcceptedProposal, body, given, InterventionKey, json, Reason } from '../fields.js';
import { traceHeaders } from '../guards.js';
import { secured } from '../secured.js';

const Listed = z
  .object({
    key: z.string(),
    action: z.string(),
    target: z.string(),
    proposer: z.string(),
    origin: z.string(),
    severity: z.string(),
    summary: z.string(),
    stage: z.string(),
    proposedAt: z.string(),
    outcome: z.enum(OUTCOMES).optional(),
    because: z.string().optional(),
    endedAt: z.string().optional(),
  })
  .openapi('ListedIntervention');
const Anything = z.record(z.string(), z.unknown());
const Whole = Listed.extend({
  proposal: Anything,
  plan: Anything.optional(),
  planHash: z.string().optional(),
  begunAt: z.string().optional(),
  judgements: z
    .array(Anything)
    .openapi({ description: 'Each time the gate spoke: rules, reasons, what would change them' }),
  requests: z.array(Anything).openapi({ description: 'Questions to people, with their answers' }),
  effects: z.array(Anything).openapi({ description: 'What was sent into the world, with what came back' }),
  entries: z.array(Anything).openapi({ description: 'Its entries in the ledger' }),
  undos: z
    .array(z.object({ key: z.string(), by: z.string(), outcome: z.enum(OUTCOMES).optional() }))
    .openapi({ description: 'What was proposed to put it back' }),
}).openapi('Intervention');
const Page = z
  .object({
    interventions: z.array(Listed),
    next: z.string().optional().openapi({ description: 'Give it as "after"' }),
  })
  .openapi('Interventions');
const query = z.strictObject({
  open: z
    .enum(['true', 'false'])
    .transform((said) => said === 'true')
    .optional(),
  outcome: z.enum(OUTCOMES).optional(),
  target: z.string().min(1).max(600).optional(),
  action: z.string().min(1).max(100).optional(),
  proposer: z.string().min(1).max(80).optional(),
  after: InterventionKey.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const params = z.object({ key: InterventionKey });
const Why = z.strictObject({ reason: Reason });

const pageOf = (path: '/api/v1/interventions' | '/api/v1/proposals') =>
  secured('viewer', path, {
    method: 'get',
    tags: ['work'],
    summary: 'What was proposed and what became of it, the newest first',
    request: { query },
    responses: { 200: json(Page, 'A page') },
  });
const one = secured('viewer', '/api/v1/interventions/{key}', {
  method: 'get',
  tags: ['work'],
  summary: 'One of them with everything: plan, judgements, people, effects, entries',
  request: { params },
  responses: { 200: json(Whole, 'The intervention') },
});
// Who proposed it may take it back without a role; that others need one is said behind the door.
const withdraw = secured('viewer', '/api/v1/interventions/{key}/withdraw', {
  method: 'post',
  tags: ['work'],
  summary: 'Takes a wish back before anything has begun',
  request: { params, ...body(Why) },
  responses: { 202: json(z.object({ ends: z.enum(['withdrawn', 'cancelled']) }), 'Accepted, durable') },
});
const cancel = secured('operator', '/api/v1/interventions/{key}/cancel', {
  method: 'post',
  tags: ['work'],
  summary: 'Ends it wherever it stands; what was written is put back where it can be',
  request: { params, ...body(Why) },
  responses: { 202: { description: 'Accepted, durable' } },
});
const undo = secured('operator', '/api/v1/interventions/{key}/undo', {
  method: 'post',
  tags: ['work'],
  summary: "Proposes in the caller's name to put back exactly what an ended change did; it is judged like everything",
  request: { params, ...body(Why) },
  responses: { 202: json(AcceptedProposal, 'Accepted, durable; "again" where an undo of it is under way already') },
});

export const interventionRoutes: Mount = (app, { reeve: { work } }) => {
  for (const path of ['/api/v1/interventions', '/api/v1/proposals'] as const)
    app.openapi(pageOf(path), async (c) => {
      const filter = given(c.req.valid('query')) as { limit: number };
      // One more than asked for says whether there is a next page.
      const found = await work.interventions(c.get('caller'), { ...filter, limit: filter.limit + 1 });
      const interventions = found.slice(0, filter.limit);
      const next = found.length > filter.limit ? interventions.at(-1)?.key : undefined;
      return c.json({ interventions: interventions.map(listed), ...(next !== undefined && { next }) }, 200);
    });
  app.openapi(one, async (c) => {
    const { key } = c.req.valid('param');
    const found = await work.intervention(c.get('caller'), key);
    if (!found) throw new Refused(404, `there is no intervention ${key} in this account`);
    return c.json(whole(found), 200);
  });
  app.openapi(withdraw, async (c) => {
    const taken = { ...c.req.valid('param'), ...c.req.valid('json'), trace: traceHeaders() };
    return c.json(await work.withdraw(c.get('caller'), taken), 202);
  });
  app.openapi(cancel, async (c) => {
    const taken = { ...c.req.valid('param'), ...c.req.valid('json'), trace: traceHeaders() };
    await work.cancel(c.get('caller'), taken);
    return c.body(null, 202);
  });
  app.openapi(undo, async (c) => {
    const wish = { ...c.req.valid('param'), ...c.req.valid('json'), trace: traceHeaders() };
    return c.json({ ...(await work.undo(c.get('caller'), wish)) }, 202);
  });
};

/** Times become text on the way out, as JSON has none. */
function listed(found: ListedIntervention): z.infer<typeof Listed> {
  return found as unknown as z.infer<typeof Listed>;
}

function whole(found: WholeIntervention): z.infer<typeof Whole> {
  return found as unknown as z.infer<typeof Whole>;
}
