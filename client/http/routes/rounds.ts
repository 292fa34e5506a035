import { z } from '@hono/zod-openapi';
import { type Rounds, ROUNDS_STATES } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, json, PrincipalName, Reason } from '../fields.js';
import { traceHeaders } from '../guards.js';
import { secured } from '../secured.js';

const tags = ['fleet'];
const Listed = z
  .object({
    agent: z.string(),
    everyMs: z.number().int(),
    state: z.enum(ROUNDS_STATES),
    because: z.string().optional(),
    author: z.string(),
    reason: z.string(),
    wanted: z.number().int(),
    done: z.number().int().openapi({ description: 'A round that was asked for is done once this is its number' }),
    tickedAt: z.string().optional(),
    tookMs: z.number().int().optional(),
    dueAt: z.string().optional(),
    summary: z.record(z.string(), z.number()),
  })
  .openapi('Rounds');
const params = z.object({ id: PrincipalName });
const Why = z.strictObject({ reason: Reason });
const accepted = { description: 'Accepted, durable; it counts at once' };
export const NewInterval = z.strictObject({
  everySeconds: z.number().int().min(1).max(86_400).openapi({ description: 'From the next round on' }),
  reason: Reason,
});

const list = secured('viewer', '/api/v1/rounds', {
  method: 'get',
  tags,
  summary: 'The rounds of each agent that owns sensors: how often, how the last one went',
  responses: { 200: json(z.array(Listed), 'Rounds') },
});
const one = secured('viewer', '/api/v1/rounds/{id}', {
  method: 'get',
  tags,
  summary: 'Those of one agent',
  request: { params },
  responses: { 200: json(Listed, 'Rounds') },
});
const set = secured('admin', '/api/v1/rounds/{id}', {
  method: 'put',
  tags,
  summary: 'Sets how often it looks',
  request: { params, ...body(NewInterval) },
  responses: { 202: accepted },
});
const pause = secured('operator', '/api/v1/rounds/{id}/pause', {
  method: 'post',
  tags,
  summary: 'Its sensors rest until somebody resumes them; what stands open stays as it is',
  request: { params, ...body(Why) },
  responses: { 202: accepted },
});
const resume = secured('operator', '/api/v1/rounds/{id}/resume', {
  method: 'post',
  tags,
  summary: 'Its sensors look again, at once',
  request: { params, ...body(Why) },
  responses: { 202: accepted },
});
const now = secured('operator', '/api/v1/rounds/{id}/now', {
  method: 'post',
  tags,
  summary: 'Asks for a round before its time',
  request: { params },
  responses: { 202: json(z.object({ wanted: z.number().int() }), 'Accepted: it is done once "done" is this number') },
});

export const roundRoutes: Mount = (app, { reeve: { sensing } }) => {
  app.openapi(list, async (c) => c.json((await sensing.rounds(c.get('caller'))).map(listed), 200));
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await sensing.roundsOf(c.get('caller'), id);
    if (!found) throw new Refused(404, `${id} makes no rounds in this account: "reeve rounds list" shows who does`);
    return c.json(listed(found), 200);
  });
  app.openapi(set, async (c) => {
    const { everySeconds, reason } = c.req.valid('json');
    const wish = { agent: c.req.valid('param').id, everyMs: everySeconds * 1000, reason, trace: traceHeaders() };
    await sensing.setRounds(c.get('caller'), wish);
    return c.body(null, 202);
  });
  for (const [route, change] of [
    [pause, sensing.pauseRounds],
    [resume, sensing.resumeRounds],
  ] as const)
    app.openapi(route, async (c) => {
      await change(c.get('caller'), {
        agent: c.req.valid('param').id,
        ...c.req.valid('json'),
        trace: traceHeaders(),
      });
      return c.body(null, 202);
    });
  app.openapi(now, async (c) => {
    const wish = { agent: c.req.valid('param').id, trace: traceHeaders() };
    return c.json({ ...(await sensing.wantRound(c.get('caller'), wish)) }, 202);
  });
};

/** Times become text on the way out, as JSON has none. */
function listed(found: Rounds): z.infer<typeof Listed> {
  return found as unknown as z.infer<typeof Listed>;
}
