import { z } from '@hono/zod-openapi';
import { NAME } from '../../reeve.js';
import type { Mount } from '../door.js';
import { body, json } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['fleet'];
const Instance = z.string().max(120).regex(NAME, 'must be the name of an instance');
/** So many names fit into one request. */
const AT_ONCE = 400;
const Instances = z.array(Instance).min(1).max(AT_ONCE);

const enrol = secured('admin', '/api/v1/fleet/simulated/enrolments', {
  method: 'post',
  tags,
  summary: 'Credentials for simulated instances, many at once; others are refused',
  request: body(z.strictObject({ instances: Instances })),
  responses: {
    201: json(
      z.array(z.object({ instance: z.string(), credential: z.string(), endsAt: z.string() })),
      'Each instance with its credential, which is shown once',
    ),
  },
});
const fail = secured('operator', '/api/v1/fleet/simulated/faults', {
  method: 'post',
  tags,
  summary: 'Lets simulated instances play a fault, or be well again; others are refused',
  request: body(
    z.strictObject({
      fault: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be the name of a fault'),
      on: z.boolean().default(true),
      instances: Instances,
    }),
  ),
  responses: { 201: json(z.object({ tasks: z.array(z.string()) }), 'The tasks that tell them') },
});

export const simulatedRoutes: Mount = (app, { reeve: { fleet } }) => {
  app.openapi(enrol, async (c) => {
    const { instances } = c.req.valid('json');
    const issued = await fleet.enrolSimulated(c.get('caller'), [...new Set(instances)]);
    return c.json(
      issued.map((one) => ({ ...one, endsAt: one.endsAt.toISOString() })),
      201,
    );
  });
  app.openapi(fail, async (c) => {
    const { instances, ...wish } = c.req.valid('json');
    const { tasks } = await fleet.breakSimulated(c.get('caller'), { ...wish, instances: [...new Set(instances)] });
    return c.json({ tasks: [...tasks] }, 201);
  });
};
