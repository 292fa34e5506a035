import { z } from '@hono/zod-openapi';
import { ANSWERS, type Approval } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, json, PrincipalName, RequestId, text } from '../fields.js';
import { traceHeaders } from '../guards.js';
import { secured } from '../secured.js';

const Anything = z.record(z.string(), z.unknown());
const Shown = z
  .object({
    id: z.string(),
    intervention: z.string(),
    state: z.string(),
    action: z.string(),
    target: z.string(),
    proposer: z.string(),
    forUser: z.string().optional(),
    severity: z.string(),
    risk: z.string().optional().openapi({ description: 'As it counts: a row can make an action weigh more' }),
    summary: z.string(),
    parameters: Anything,
    evidence: z
      .object({
        condition: z.string(),
        title: z.string(),
        open: z.boolean(),
        seen: z.array(z.object({ name: z.string(), value: z.string() })),
      })
      .optional()
      .openapi({ description: 'What a sensor saw that the wish answers' }),
    planHash: z.string(),
    effects: z.array(
      z.object({ path: z.string(), before: z.unknown(), after: z.unknown(), volatile: z.boolean().optional() }),
    ),
    blast: z.object({ count: z.number(), of: z.number().optional() }).optional(),
    undoable: z.boolean(),
    rules: z.array(z.object({ rule: z.string(), because: z.string(), remedy: z.string() })),
    step: z.object({ name: z.string(), role: z.string(), number: z.number().int(), of: z.number().int() }),
    said: z.array(z.object({ person: z.string(), says: z.enum(ANSWERS), reason: z.string().optional() })),
    missing: z.number().int(),
    openedAt: z.string(),
    deadline: z.string(),
    leftMs: z.number(),
    may: z.array(z.enum(ANSWERS)),
    mayNot: z.record(z.string(), z.string()),
  })
  .openapi('Approval');
const Given = z.object({ id: z.string(), again: z.boolean() }).openapi('GivenAnswer');
const params = z.object({ id: RequestId });
const planHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the planHash that the request shows')
  .openapi({ description: 'Of the plan that was read: for another plan the answer is refused' });
const Reason = text(1000);

const list = secured('viewer', '/api/v1/approvals', {
  method: 'get',
  tags: ['approvals'],
  summary: 'What waits for people, the most urgent first, and what the caller may say',
  responses: { 200: json(z.array(Shown), 'Open requests') },
});
const one = secured('viewer', '/api/v1/approvals/{id}', {
  method: 'get',
  tags: ['approvals'],
  summary: 'One request, open or closed',
  request: { params },
  responses: { 200: json(Shown, 'The request') },
});

/** Anybody who is known may come this far: the chain says who may answer, and a place may be delegated to anyone. */
const answerBy = <S extends z.ZodType>(word: (typeof ANSWERS)[number], summary: string, schema: S) =>
  secured('viewer', `/api/v1/approvals/{id}/${word}`, {
    method: 'post',
    tags: ['approvals'],
    summary,
    request: { params, ...body(schema) },
    responses: { 202: json(Given, 'The answer stands; said twice it is one answer') },
  });
const approve = answerBy(
  'approve',
  'Says yes to this very plan',
  z.strictObject({ planHash, reason: Reason.optional() }),
);
const reject = answerBy('reject', 'Says no', z.strictObject({ reason: Reason, planHash: planHash.optional() }));
const changes = answerBy(
  'request-changes',
  'Ends it with what should be different; a new proposal names what it supersedes',
  z.strictObject({ reason: Reason, planHash: planHash.optional() }),
);
const delegate = answerBy(
  'delegate',
  'Gives this place in this step to another person, once',
  z.strictObject({ to: PrincipalName, reason: Reason.optional() }),
);

export const approvalRoutes: Mount = (app, { reeve: { work } }) => {
  app.openapi(list, async (c) => c.json((await work.approvals(c.get('caller'))).map(shown), 200));
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await work.approval(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no request ${id} in this account`);
    return c.json(shown(found), 200);
  });
  app.openapi(approve, async (c) => {
    const { id: request } = c.req.valid('param');
    const { planHash, reason } = c.req.valid('json');
    const given = { request, says: 'approve', planHash, ...(reason !== undefined && { reason }) } as const;
    return c.json({ ...(await work.answer(c.get('caller'), { ...given, trace: traceHeaders() })) }, 202);
  });
  for (const [route, says] of [
    [reject, 'reject'],
    [changes, 'request-changes'],
  ] as const)
    app.openapi(route, async (c) => {
      const { id: request } = c.req.valid('param');
      const { planHash, reason } = c.req.valid('json');
      const given = { request, says, reason, ...(planHash !== undefined && { planHash }) };
      return c.json({ ...(await work.answer(c.get('caller'), { ...given, trace: traceHeaders() })) }, 202);
    });
  app.openapi(delegate, async (c) => {
    const { id: request } = c.req.valid('param');
    const { to, reason } = c.req.valid('json');
    const given = { request, says: 'delegate', delegate: to, ...(reason !== undefined && { reason }) } as const;
    return c.json({ ...(await work.answer(c.get('caller'), { ...given, trace: traceHeaders() })) }, 202);
  });
};

function shown(found: Approval): z.infer<typeof Shown> {
  return found as unknown as z.infer<typeof Shown>;
}
