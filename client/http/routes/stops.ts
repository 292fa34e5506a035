import { z } from '@hono/zod-openapi';
import type { Stops } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, given, json, Reason } from '../fields.js';
import { secured } from '../secured.js';

const Stop = z.object({
  id: z.string(),
  since: z.string(),
  until: z.string().optional(),
  reason: z.string(),
  by: z.string(),
});
const Standing = z.object({ killSwitch: Stop.optional(), freezes: z.array(Stop) }).openapi('Stops');

const list = secured('viewer', '/api/v1/stops', {
  method: 'get',
  tags: ['leash'],
  summary: 'Whether the kill switch is on, and which freezes are in force',
  responses: { 200: json(Standing, 'What stops work now') },
});
const freeze = secured('operator', '/api/v1/freeze', {
  method: 'post',
  tags: ['leash'],
  summary: 'Nothing may change from now on, work that runs included',
  request: body(z.strictObject({ reason: Reason, minutes: z.number().int().min(1).max(43_200).optional() })),
  responses: { 201: json(z.object({ id: z.string(), until: z.string().optional() }), 'In force') },
});
const thaw = secured('operator', '/api/v1/thaw', {
  method: 'post',
  tags: ['leash'],
  summary: 'Ends one freeze, or all that are in force',
  request: body(z.strictObject({ reason: Reason, id: z.string().min(1).max(60).optional() })),
  responses: { 200: json(z.object({ thawed: z.array(z.string()) }), 'Which ended') },
});
const kill = secured('admin', '/api/v1/kill-switch', {
  method: 'post',
  tags: ['leash'],
  summary: 'The last resort: stops every write, undoing too',
  request: body(z.strictObject({ on: z.boolean(), reason: Reason })),
  responses: { 200: json(z.object({ on: z.boolean() }), 'As it is now') },
});

export const stopRoutes: Mount = (app, { reeve: { leash } }) => {
  app.openapi(list, async (c) => c.json(shown(await leash.stops(c.get('caller'))), 200));
  app.openapi(freeze, async (c) => {
    const { id, until } = await leash.freeze(c.get('caller'), given(c.req.valid('json')) as { reason: string });
    return c.json({ id, ...(until && { until: until.toISOString() }) }, 201);
  });
  app.openapi(thaw, async (c) => {
    const { thawed } = await leash.thaw(c.get('caller'), given(c.req.valid('json')) as { reason: string });
    return c.json({ thawed: [...thawed] }, 200);
  });
  app.openapi(kill, async (c) => c.json(await leash.killSwitch(c.get('caller'), c.req.valid('json')), 200));
};

function shown(stops: Stops): z.infer<typeof Standing> {
  return stops as unknown as z.infer<typeof Standing>;
}
