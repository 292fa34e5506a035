import { z } from '@hono/zod-openapi';
import { OUTCOMES, TIERS } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, json, PrincipalName, Reason } from '../fields.js';
import { secured } from '../secured.js';

const Trust = z
  .object({
    agent: z.string(),
    tier: z.enum(TIERS),
    score: z.number(),
    scoreNow: z.number().openapi({ description: 'After the decay of idle weeks: what the gate sees' }),
    trust: z.string(),
    dimensions: z.record(z.string(), z.number()),
    evaluatedAt: z.string(),
  })
  .openapi('Trust');
const Movement = z
  .object({
    seq: z.number().int().openapi({ description: 'Its entry in the ledger' }),
    at: z.string(),
    actor: z.string(),
    change: z.enum(['placed', 'moved']),
    score: z.number(),
    tier: z.enum(TIERS),
    from: z.number().optional(),
    outcome: z.enum(OUTCOMES).optional(),
    intervention: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('TrustMovement');
const AgentTrust = Trust.extend({
  movements: z.array(Movement).openapi({ description: 'What moved it, the newest first, 50 at most' }),
}).openapi('AgentTrust');

const list = secured('viewer', '/api/v1/trust', {
  method: 'get',
  tags: ['leash'],
  summary: 'How each agent stands: what it may ever do, and how well it does',
  responses: { 200: json(z.array(Trust), 'By agent') },
});
const one = secured('viewer', '/api/v1/trust/{agent}', {
  method: 'get',
  tags: ['leash'],
  summary: 'How one agent stands, and what moved it',
  request: { params: z.object({ agent: PrincipalName }) },
  responses: { 200: json(AgentTrust, 'The agent') },
});
const place = secured('admin', '/api/v1/trust', {
  method: 'put',
  tags: ['leash'],
  summary: 'Says where an agent stands, at its beginning or against what its work has shown',
  request: body(
    z.strictObject({ agent: PrincipalName, score: z.number().min(0).max(1), tier: z.enum(TIERS), reason: Reason }),
  ),
  responses: { 204: { description: 'It counts at the next judgement' } },
});

export const trustRoutes: Mount = (app, { reeve: { leash } }) => {
  app.openapi(list, async (c) =>
    c.json((await leash.trust(c.get('caller'))) as unknown as z.infer<typeof Trust>[], 200),
  );
  app.openapi(one, async (c) => {
    const { agent } = c.req.valid('param');
    const found = await leash.trustOf(c.get('caller'), agent);
    if (!found) throw new Refused(404, `the agent ${agent} stands nowhere in this account: an admin places it first`);
    return c.json(found as unknown as z.infer<typeof AgentTrust>, 200);
  });
  app.openapi(place, async (c) => {
    await leash.place(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
};
