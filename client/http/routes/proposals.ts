import { z } from '@hono/zod-openapi';
import { ACTION_CLASSES, ORIGINS, RISKS, SEVERITIES, VERBS } from '../../reeve.js';
import type { Mount } from '../door.js';
import {
  AcceptedProposal,
  body,
  given,
  InterventionKey,
  json,
  Parameters,
  parametersOf,
  PrincipalName,
  Target,
  targetOf,
  text,
} from '../fields.js';
import { traceHeaders } from '../guards.js';
import { secured } from '../secured.js';

const NewProposal = z
  .strictObject({
    action: z.string().min(1).max(100),
    target: Target,
    parameters: Parameters.default({}),
    as: PrincipalName.optional().openapi({ description: 'The agent in whose name a person proposes' }),
    key: InterventionKey.optional().openapi({ description: 'The same key twice is one wish' }),
    origin: z.enum(ORIGINS).optional(),
    severity: z.enum(SEVERITIES).default('warning'),
    why: z.array(text(200)).max(20).default([]),
    summary: text(500).optional(),
    correlation: text(200).optional(),
    supersedes: InterventionKey.optional(),
  })
  .openapi('NewProposal');
const Action = z
  .object({
    id: z.string(),
    version: z.number().int(),
    title: z.string(),
    category: z.string(),
    verb: z.enum(VERBS),
    class: z.enum(ACTION_CLASSES),
    risk: z.enum(RISKS),
    undo: z.enum(['inverse', 'self-healing', 'none']),
    needs: z.array(z.string()),
    parameters: z.record(z.string(), z.unknown()).openapi({ description: 'JSON Schema' }),
  })
  .openapi('Action');

// An agent needs no role to propose as itself; that a person needs one is said behind the door.
const propose = secured('viewer', '/api/v1/proposals', {
  method: 'post',
  tags: ['work'],
  summary: 'Proposes a change. Nothing is changed by it: it is judged, and people are asked where they must be',
  request: body(NewProposal),
  responses: { 202: json(AcceptedProposal, 'Accepted, durable; "again" where the same wish stands already') },
});
const actions = secured('viewer', '/api/v1/actions', {
  method: 'get',
  tags: ['work'],
  summary: 'The catalogue: everything that Reeve can do, with its parameters',
  responses: { 200: json(z.array(Action), 'Actions') },
});

export const proposalRoutes: Mount = (app, { reeve: { work } }) => {
  app.openapi(propose, async (c) => {
    const { target, parameters, ...wish } = c.req.valid('json');
    const whole = { ...given(wish), target: targetOf(target), parameters: parametersOf(parameters) };
    return c.json({ ...(await work.propose(c.get('caller'), whole as never, traceHeaders())) }, 202);
  });
  app.openapi(actions, (c) => c.json(work.actions as z.infer<typeof Action>[], 200));
};
