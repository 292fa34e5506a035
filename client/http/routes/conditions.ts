import { z } from '@hono/zod-openapi';
import {
  DECISION_OUTCOMES,
  type ListedCondition,
  type ListedDecision,
  SEVERITIES,
  STORY_STATIONS,
  type Trace,
  type WholeCondition,
  type WholeDecision,
} from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { given, json, PrincipalName, RowId } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['fleet'];
const Anything = z.record(z.string(), z.unknown());
const said = z.enum(['true', 'false']).transform((word) => word === 'true');
const Kind = z.string().regex(/^[a-z][a-z0-9_.-]{0,79}$/, 'must be a kind such as instance.silent');
const limit = z.coerce.number().int().min(1).max(200).default(50);
const next = z.string().optional().openapi({ description: 'Give it as "after"' });

const Listed = z
  .object({
    id: z.string(),
    kind: z.string(),
    severity: z.enum(SEVERITIES),
    subject: z.string(),
    sensor: z.string(),
    agent: z.string(),
    openedAt: z.string(),
    seenAt: z.string(),
    times: z.number().int(),
    closedAt: z.string().optional(),
    closedBecause: z.string().optional(),
    flappingUntil: z.string().optional(),
    parent: z.string().optional(),
    children: z.number().int().openapi({ description: 'How many stand open under it' }),
  })
  .openapi('ListedCondition');
const Decision = z
  .object({
    id: z.string(),
    at: z.string(),
    condition: z.string(),
    agent: z.string(),
    kind: z.string(),
    severity: z.enum(SEVERITIES),
    category: z.string(),
    action: z.string(),
    target: z.string(),
    outcome: z.enum(DECISION_OUTCOMES),
    reasons: z.array(z.string()),
    correlation: z.string(),
    intervention: z.string().optional(),
    verdict: z.string().optional().openapi({ description: 'What the gate said last of the intervention' }),
    verdictBecause: z.string().optional(),
    stands: z.string().optional().openapi({ description: 'Where the intervention stands, or how it ended' }),
    standsBecause: z.string().optional(),
  })
  .openapi('ListedDecision');
const WholeOne = Listed.extend({
  fingerprint: z.string(),
  groups: z.array(z.string()),
  payload: Anything,
  escalations: z.array(z.object({ at: z.number(), from: z.enum(SEVERITIES), to: z.enum(SEVERITIES) })),
  turns: z.array(z.string()),
  correlation: z.string(),
  decidedAt: z.string().optional(),
  attribution: z.object({ suspect: z.string(), sentences: z.array(z.string()) }).optional(),
  above: Anything.optional(),
  under: z.array(Anything).openapi({ description: 'What lies under it, counted by kind and severity' }),
  childrenShown: z.array(Anything),
  decisions: z.array(Decision),
  interventions: z.array(Anything),
}).openapi('Condition');
const WholeDecided = Decision.extend({ judgements: z.array(Anything) }).openapi('Decision');
const Story = z
  .object({
    correlation: z.string(),
    conditions: z.array(Anything),
    events: z.array(
      z.object({
        at: z.number().openapi({ description: 'Milliseconds since 1970' }),
        what: z.enum(STORY_STATIONS),
        says: z.string(),
        id: z.string(),
        entry: z.number().int().optional().openapi({ description: 'Its number in the ledger' }),
      }),
    ),
    cut: z.boolean(),
  })
  .openapi('Trace');
const params = z.object({ id: RowId });

const conditions = secured('viewer', '/api/v1/conditions', {
  method: 'get',
  tags,
  summary: 'What is wrong and what was, the newest first; what another one explains is left out unless "all" is said',
  request: {
    query: z.strictObject({
      open: said.optional(),
      kind: Kind.optional(),
      severity: z.enum(SEVERITIES).optional(),
      subject: z.string().min(1).max(600).optional(),
      sensor: z.string().min(1).max(80).optional(),
      parent: RowId.optional(),
      all: said.optional(),
      after: RowId.optional(),
      limit,
    }),
  },
  responses: { 200: json(z.object({ conditions: z.array(Listed), next }).openapi('Conditions'), 'A page') },
});
const condition = secured('viewer', '/api/v1/conditions/{id}', {
  method: 'get',
  tags,
  summary: 'One with everything: where to look first, what lies above and under it, what was decided and done',
  request: { params },
  responses: { 200: json(WholeOne, 'The condition') },
});
const decisions = secured('viewer', '/api/v1/decisions', {
  method: 'get',
  tags,
  summary: 'What was decided about conditions, with every reason and what came of it, the newest first',
  request: {
    query: z.strictObject({
      condition: RowId.optional(),
      agent: PrincipalName.optional(),
      kind: Kind.optional(),
      outcome: z.enum(DECISION_OUTCOMES).optional(),
      after: RowId.optional(),
      limit,
    }),
  },
  responses: { 200: json(z.object({ decisions: z.array(Decision), next }).openapi('Decisions'), 'A page') },
});
const decision = secured('viewer', '/api/v1/decisions/{id}', {
  method: 'get',
  tags,
  summary: 'One with each time the gate spoke about it',
  request: { params },
  responses: { 200: json(WholeDecided, 'The decision') },
});
const trace = secured('viewer', '/api/v1/trace/{id}', {
  method: 'get',
  tags,
  summary: 'The whole story of a report, condition, decision, intervention or correlation, in the order of time',
  request: { params },
  responses: { 200: json(Story, 'The story') },
});

export const conditionRoutes: Mount = (app, { reeve: { sensing } }) => {
  app.openapi(conditions, async (c) => {
    const filter = given(c.req.valid('query')) as { limit: number };
    const page = pageOf(await sensing.conditions(c.get('caller'), oneMore(filter)), filter.limit);
    return c.json({ conditions: page.rows as unknown as z.infer<typeof Listed>[], ...page.next }, 200);
  });
  app.openapi(condition, async (c) => {
    const { id } = c.req.valid('param');
    const found: WholeCondition | undefined = await sensing.condition(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no condition ${id} in this account: see "reeve conditions list"`);
    return c.json(found as unknown as z.infer<typeof WholeOne>, 200);
  });
  app.openapi(decisions, async (c) => {
    const filter = given(c.req.valid('query')) as { limit: number };
    const page = pageOf(await sensing.decisions(c.get('caller'), oneMore(filter)), filter.limit);
    return c.json({ decisions: page.rows as unknown as z.infer<typeof Decision>[], ...page.next }, 200);
  });
  app.openapi(decision, async (c) => {
    const { id } = c.req.valid('param');
    const found: WholeDecision | undefined = await sensing.decision(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no decision ${id} in this account: see "reeve decisions list"`);
    return c.json(found as unknown as z.infer<typeof WholeDecided>, 200);
  });
  app.openapi(trace, async (c) => {
    const { id } = c.req.valid('param');
    const found: Trace | undefined = await sensing.trace(c.get('caller'), id);
    if (!found)
      throw new Refused(
        404,
        `nothing of this account is called ${id}: give the id of a report, condition, decision or intervention, or six characters of it`,
      );
    return c.json(found as unknown as z.infer<typeof Story>, 200);
  });
};

/** One more than asked for says whether there is a next page. */
function oneMore(filter: { readonly limit: number }) {
  return { ...filter, limit: filter.limit + 1 };
}

function pageOf<Row extends ListedCondition | ListedDecision>(found: readonly Row[], limit: number) {
  const rows = found.slice(0, limit);
  const last = rows.at(-1)?.id;
  return { rows, next: found.length > limit && last !== undefined ? { next: last } : {} };
}
