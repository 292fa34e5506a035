import { z } from '@hono/zod-openapi';
import type { Door, Mount } from '../door.js';
import { secured } from '../secured.js';

/** Long enough to bear a flood of probes, short enough for a balancer. */
const LOOK_AGAIN_MS = 1_000;

const Ready = z
  .object({ ready: z.boolean(), parts: z.array(z.object({ name: z.string(), ready: z.boolean() })) })
  .openapi('Ready');
const json = (schema: z.ZodType, description: string) => ({ description, content: { 'application/json': { schema } } });

const lives = (['/healthz', '/livez'] as const).map((path) =>
  secured('public', path, {
    method: 'get',
    tags: ['health'],
    summary: 'Whether the process lives',
    responses: { 200: json(z.object({ alive: z.literal(true) }), 'It lives') },
  }),
);
const readyz = secured('public', '/readyz', {
  method: 'get',
  tags: ['health'],
  summary: 'Whether it can serve, looked at once a second at most; why not is in the log and in /api/v1/status',
  responses: { 200: json(Ready, 'Ready'), 503: json(Ready, 'Not ready, with the parts that are not') },
});
const metricsRoute = secured('viewer', '/metrics', {
  method: 'get',
  tags: ['health'],
  summary: 'Measurements in the Prometheus text format',
  responses: { 200: { description: 'Measurements', content: { 'text/plain': { schema: z.string() } } } },
});

export const healthRoutes: Mount = (app, door) => {
  const { metrics, draining } = door;
  const look = atMostOnceASecond(door);
  for (const route of lives) app.openapi(route, (c) => c.json({ alive: true as const }, 200));

  app.openapi(readyz, async (c) => {
    const parts = [...(await look()), ...(draining() ? [{ name: 'gateway', ready: false }] : [])];
    const ready = parts.every((part) => part.ready);
    return c.json({ ready, parts }, ready ? 200 : 503);
  });

  app.openapi(metricsRoute, async (c) => {
    const { contentType, body } = await metrics.text();
    return c.text(body, 200, { 'content-type': contentType });
  });
};

interface Part {
  readonly name: string;
  readonly ready: boolean;
}

/**
 * Anybody may ask, so asking costs the parts nothing much, and the answer names them and nothing else. What a driver says
 * of its trouble goes to the log, once for each change.
 */
function atMostOnceASecond({ reeve, log }: Door): () => Promise<readonly Part[]> {
  let looking: Promise<readonly Part[]> | undefined;
  let said = '';
  const look = async () => {
    const parts = await reeve.standing.parts();
    const troubled = parts.filter(({ ready }) => !ready);
    const names = troubled.map(({ name }) => name).join();
    if (names !== said && troubled.length > 0) log.warn({ parts: troubled }, 'not ready');
    if (names !== said && troubled.length === 0) log.info({}, 'ready again');
    said = names;
    return parts.map(({ name, ready }) => ({ name, ready }));
  };
  return () => {
    looking ??= look().finally(() => setTimeout(() => (looking = undefined), LOOK_AGAIN_MS).unref());
    return looking;
  };
}
