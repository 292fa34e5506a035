import type { Context } from 'hono';
import type { LiveEvent } from '../reeve.js';
import type { Door } from './door.js';
import { pacedBody } from './paced.js';

/** How long a browser waits before it comes again. */
const RETRY_MS = 3_000;

/** Server-sent events: each with its name and one line of JSON, and a comment now and then so that nobody takes the line for dead. */
export function eventStream(
  c: Context,
  events: AsyncIterable<LiveEvent>,
  { readerMsMax }: Pick<Door['settings'], 'readerMsMax'>,
): Response {
  const { outgoing } = (c.env ?? {}) as { outgoing?: { destroy: () => void } };
  c.header('content-type', 'text/event-stream; charset=utf-8');
  c.header('cache-control', 'no-store, no-transform');
  // A proxy that keeps back what is small would keep back all of it.
  c.header('x-accel-buffering', 'no');
  return c.body(pacedBody(linesOf(events), { readerMsMax, cutOff: () => outgoing?.destroy() }));
}

async function* linesOf(events: AsyncIterable<LiveEvent>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(`retry: ${RETRY_MS}\n: open\n\n`);
  for await (const { what, ...data } of events)
    yield encoder.encode(what === 'beat' ? ': beat\n\n' : `event: ${what}\ndata: ${JSON.stringify(data)}\n\n`);
}
