import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { Context } from 'hono';
import { type Env, Refused } from './door.js';

/** The text of a body as it comes, unpacked where it says that it is packed; others are served in between. */
export async function* uploadedText(c: Context<Env>, unpackedBytesMax: number): AsyncGenerator<string> {
  const { body } = c.req.raw;
  if (!body) throw new Refused(400, 'there is nothing in it: send the file as the body');
  const sent = Readable.fromWeb(body as never);
  const encoding = c.req.header('content-encoding');
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity')
    throw new Refused(415, 'only gzip is unpacked: send it so, or as it is');
  const gunzip = encoding === 'gzip' ? createGunzip() : undefined;
  // What goes wrong on either side is heard by whoever reads.
  if (gunzip) pipeline(sent, gunzip).catch(() => undefined);
  const decoder = new TextDecoder();
  let bytes = 0;
  try {
    for await (const chunk of (gunzip ?? sent) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > unpackedBytesMax)
        throw new Refused(413, `it has more than ${unpackedBytesMax} bytes once it is unpacked: send it in parts`);
      yield decoder.decode(chunk, { stream: true });
      await othersFirst();
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(400, 'what was sent breaks off, or is no gzip although it says so: send it again', error);
  }
  yield decoder.decode();
}
