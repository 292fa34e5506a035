import { z } from '@hono/zod-openapi';
import type { Mount } from '../door.js';
import { eventStream } from '../event-stream.js';
import { secured } from '../secured.js';

const events = secured('viewer', '/api/v1/fleet/events', {
  method: 'get',
  tags: ['fleet'],
  summary: 'What happens in the fleet, as it happens',
  description:
    'Server-sent events: condition.opened, condition.escalated, condition.closed, decision, round; "again" says that some may have been missed and the lists are to be read anew. It ends after five minutes: come again.',
  responses: {
    200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
  },
});

export const fleetEventRoutes: Mount = (app, { reeve: { live }, settings }) => {
  app.openapi(events, (c) => {
    const told = live.events(c.get('caller'), c.req.raw.signal);
    return eventStream(c, told, settings);
  });
};
