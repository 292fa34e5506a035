import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { ROLES } from '../../reeve.js';
import type { Mount } from '../door.js';
import { secured } from '../secured.js';

const Status = z
  .object({
    version: z.string(),
    mode: z.enum(['embedded', 'production']),
    startedAt: z.string(),
    account: z.string(),
    ready: z.boolean(),
    addresses: z.object({ console: z.string(), api: z.string(), temporalUi: z.string().optional() }),
    parts: z.array(
      z.object({ name: z.string(), ready: z.boolean(), version: z.string().optional(), detail: z.string() }),
    ),
    queues: z.array(
      z.object({
        queue: z.string(),
        taskQueue: z.string(),
        workers: z.array(z.string()),
        backlog: z.number(),
        oldestSeconds: z.number(),
      }),
    ),
    inbox: z
      .object({
        pending: z.number(),
        failed: z.number(),
        oldestSeconds: z.number(),
        lastError: z.string().optional(),
      })
      .optional(),
  })
  .openapi('Status');

const status = secured('viewer', '/api/v1/status', {
  method: 'get',
  tags: ['status'],
  summary: 'Parts, versions, queues, workers and lag, observed now',
  responses: { 200: { description: 'How things stand', content: { 'application/json': { schema: Status } } } },
});

const whoami = secured('viewer', '/api/v1/whoami', {
  method: 'get',
  tags: ['status'],
  summary: 'Who the caller is and what that allows',
  responses: {
    200: {
      description: 'The caller',
      content: {
        'application/json': {
          schema: z.object({
            account: z.string(),
            id: z.string(),
            kind: z.enum(['person', 'agent']),
            name: z.string(),
            roles: z.array(z.enum(ROLES)),
          }),
        },
      },
    },
  },
});

const probe = secured('operator', '/api/v1/roundtrip', {
  method: 'post',
  tags: ['status'],
  summary: 'Sends a task through every queue and says which answered',
  responses: {
    200: {
      description: 'One answer a queue',
      content: {
        'application/json': {
          schema: z.array(
            z.object({
              queue: z.string(),
              answered: z.boolean(),
              worker: z.string().optional(),
              why: z.string().optional(),
            }),
          ),
        },
      },
    },
  },
});

export const statusRoutes: Mount = (app, { reeve }) => {
  app.openapi(status, async (c) => {
    const { parts, queues, ...rest } = await reeve.standing.status(c.get('caller'));
    return c.json(
      { ...rest, parts: [...parts], queues: queues.map((queue) => ({ ...queue, workers: [...queue.workers] })) },
      200,
    );
  });
  app.openapi(whoami, (c) => {
    const { account, principal, kind, name, roles } = c.get('caller');
    return c.json({ account, id: principal, kind, name, roles: [...roles] }, 200);
  });
  app.openapi(probe, async (c) => c.json([...(await reeve.standing.roundtrip(randomUUID()))], 200));
};
