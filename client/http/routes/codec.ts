import { z } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { type Mount, Refused } from '../door.js';
import { secured } from '../secured.js';

const Payloads = z
  .object({
    payloads: z
      .array(z.object({ metadata: z.record(z.string(), z.string()).nullish(), data: z.string().nullish() }))
      .max(1000),
  })
  .openapi('Payloads');

const route = (direction: 'decode' | 'encode') =>
  secured('operator', `/codec/${direction}`, {
    method: 'post',
    tags: ['codec'],
    summary: `Temporal's remote codec: ${direction}s payloads for the Web UI and the CLI`,
    request: { body: { required: true, content: { 'application/json': { schema: Payloads } } } },
    responses: { 200: { description: 'Payloads', content: { 'application/json': { schema: Payloads } } } },
  });

export const codecRoutes: Mount = (app, { codec, settings, session }) => {
  app.use(
    '/codec/*',
    cors({
      origin: [...settings.temporalUiOrigins],
      allowHeaders: ['content-type', 'x-namespace', 'authorization'],
      allowMethods: ['POST'],
      credentials: true,
    }),
  );
  if (session) app.use('/codec/*', session);
  for (const direction of ['decode', 'encode'] as const) {
    app.openapi(route(direction), async (c) => {
      if (!codec)
        throw new Refused(
          404,
          'payload encryption is off, so there is nothing to decode: set encryption.keyFile to turn it on',
        );
      const payloads = await codec[direction](c.req.valid('json').payloads);
      return c.json(
        {
          payloads: payloads.map((payload) => ({ ...payload, metadata: payload.metadata && { ...payload.metadata } })),
        },
        200,
      );
    });
  }
};
