import { z } from '@hono/zod-openapi';
import { PRESSURE } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, given, json, Reason, text } from '../fields.js';
import { secured } from '../secured.js';

const Pressure = z
  .object({
    source: z.string(),
    strength: z.number(),
    strengthNow: z.number(),
    ttlMs: z.number(),
    decay: z.number(),
    at: z.string(),
  })
  .openapi('Pressure');
const FlagValue = z.union([z.boolean(), z.number(), text(1000)], 'must be true, false, a number or a text');
const FlagName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'takes lower case letters, digits, dots, dashes, underscores');
const Flag = z.object({ name: z.string(), value: z.unknown(), changedAt: z.string() }).openapi('Flag');
export const ResetBreaker = z.strictObject({ name: z.string().min(1).max(200), reason: Reason });
const Breaker = z
  .object({
    name: z.string(),
    state: z.enum(['closed', 'open', 'half-open']),
    failures: z.number().int(),
    retryAt: z.string().optional(),
  })
  .openapi('Breaker');

export const BreakerReset = z.strictObject({ name: z.string().min(1).max(200), reason: Reason });

const pressure = secured('viewer', '/api/v1/pressure', {
  method: 'get',
  tags: ['leash'],
  summary: 'What other systems say of their load, as it has faded by now',
  responses: { 200: json(z.array(Pressure), 'By source') },
});
const report = secured('operator', '/api/v1/pressure', {
  method: 'post',
  tags: ['leash'],
  summary: 'Reports pressure: work that can wait is put off while it lasts, half an hour at most',
  request: body(
    z.strictObject({
      source: z
        .string()
        .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,29}$/, 'takes letters, digits, dots, dashes and underscores')
        .optional()
        .openapi({ description: 'Of several that this token speaks for' }),
      strength: z.number().min(0).max(PRESSURE.strengthMax),
      ttlMs: z.number().int().min(1_000).max(86_400_000),
      decay: z.number().min(0).max(1).default(0).openapi({ description: 'How much of it goes in an hour' }),
    }),
  ),
  responses: { 200: json(z.object({ source: z.string() }), 'The name under which it stands') },
});
const flags = secured('viewer', '/api/v1/flags', {
  method: 'get',
  tags: ['work'],
  summary: 'The flags that Reeve keeps',
  responses: { 200: json(z.array(Flag), 'Flags') },
});
const create = secured('operator', '/api/v1/flags', {
  method: 'post',
  tags: ['work'],
  summary: 'Makes a flag; from then on its value is changed by proposals alone',
  request: body(z.strictObject({ name: FlagName, value: FlagValue })),
  responses: { 201: { description: 'Made' } },
});
const breakers = secured('viewer', '/api/v1/breakers', {
  method: 'get',
  tags: ['leash'],
  summary: 'What is kept from trying after failures, and until when',
  responses: { 200: json(z.array(Breaker), 'Breakers') },
});
const reset = secured('operator', '/api/v1/breakers/reset', {
  method: 'post',
  tags: ['leash'],
  summary: 'Lets work through again at once',
  request: body(ResetBreaker),
  responses: { 204: { description: 'Closed' } },
});

export const surroundingRoutes: Mount = (app, { reeve: { leash } }) => {
  app.openapi(pressure, async (c) =>
    c.json((await leash.pressure(c.get('caller'))) as unknown as z.infer<typeof Pressure>[], 200),
  );
  app.openapi(report, async (c) => {
    return c.json({ ...(await leash.reportPressure(c.get('caller'), given(c.req.valid('json')))) }, 200);
  });
  app.openapi(flags, async (c) =>
    c.json((await leash.flags(c.get('caller'))) as unknown as z.infer<typeof Flag>[], 200),
  );
  app.openapi(create, async (c) => {
    await leash.createFlag(c.get('caller'), c.req.valid('json'));
    return c.body(null, 201);
  });
  app.openapi(breakers, async (c) =>
    c.json((await leash.breakers(c.get('caller'))) as unknown as z.infer<typeof Breaker>[], 200),
  );
  app.openapi(reset, async (c) => {
    await leash.resetBreaker(c.get('caller'), c.req.valid('json'));
    return c.body(null, 204);
  });
};
