import { z } from '@hono/zod-openapi';
import type { Mount } from '../door.js';
import { secured } from '../secured.js';

const Ready = z
  .object({
    ready: z.boolean(),
    parts: z.array(z.object({ name: z.string(), ready: z.boolean(), why: z.string().optional() })),
  })
  .openapi('Ready');
const json = (schema: z.ZodType, description: string) => ({ description, content: { 'application/json': { schema } } });

const healthz = secured('public', '/healthz', {
  method: 'get',
  tags: ['health'],
  summary: 'Whether the process lives',
  responses: { 200: json(z.object({ alive: z.literal(true) }), 'It lives') },
});
const readyz = secured('public', '/readyz', {
  method: 'get',
  tags: ['health'],
  summary: 'Whether it can serve, and if not, why',
  responses: { 200: json(Ready, 'Ready'), 503: json(Ready, 'Not ready, with the reason of each part') },
});
const metricsRoute = secured('viewer', '/metrics', {
  method: 'get',
  tags: ['health'],
  summary: 'Measurements in the Prometheus text format',
  responses: { 200: { description: 'Measurements', content: { 'text/plain': { schema: z.string() } } } },
});

export const healthRoutes: Mount = (app, { reeve, metrics, draining }) => {
  app.openapi(healthz, (c) => c.json({ alive: true as const }, 200));

  app.openapi(readyz, async (c) => {
    const looked = await reeve.standing.parts();
    const parts = [
      ...looked.map(({ name, ready, detail }) => ({ name, ready, ...(!ready && { why: detail }) })),
      ...(draining() ? [{ name: 'gateway', ready: false, why: 'it is shutting down' }] : []),
    ];
    const ready = parts.every((part) => part.ready);
    return c.json({ ready, parts }, ready ? 200 : 503);
  });

  app.openapi(metricsRoute, async (c) => {
    const { contentType, body } = await metrics.text();
    return c.text(body, 200, { 'content-type': contentType });
  });
};
