import { z } from '@hono/zod-openapi';
import type { Mount } from '../door.js';
import { json } from '../fields.js';
import { secured } from '../secured.js';

const Listed = z
  .object({
    provider: z.string(),
    place: z.string().nullable().openapi({ description: 'Null where nobody may ask it' }),
    at: z.string().nullable(),
    seenAt: z.string().nullable().openapi({ description: 'When it last answered' }),
    tookMs: z.number().int().nullable(),
    machines: z.number().int().nullable(),
    met: z.number().int().nullable().openapi({ description: 'How many of its machines are instances here' }),
    failedSince: z.string().nullable(),
    failures: z.number().int(),
    error: z.string(),
    instances: z.number().int().openapi({ description: 'How many instances have this provider' }),
  })
  .openapi('ListedProvider');

const list = secured('viewer', '/api/v1/fleet/providers', {
  method: 'get',
  tags: ['fleet'],
  summary: 'Who runs the machines, place by place: when each was asked, and what came of it',
  responses: { 200: json(z.array(Listed), 'Providers') },
});

export const providerRoutes: Mount = (app, { reeve: { board } }) => {
  app.openapi(list, async (c) =>
    c.json((await board.providers(c.get('caller'))) as unknown as z.infer<typeof Listed>[], 200),
  );
};
