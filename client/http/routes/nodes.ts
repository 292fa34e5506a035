import { getConnInfo } from '@hono/node-server/conninfo';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type NodeCaller, parseReports, parseResult, POLL_MS_MAX } from '../../reeve.js';
import { createAllowance } from '../allowance.js';
import { clientAddress, trustedProxies } from '../client-address.js';
import { type Env, type Mount, Refused } from '../door.js';
import { NODE_REPORTS, REPORTS_BYTES_MAX } from '../guards.js';

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);
const REPORT_BYTES_MAX = 1024 * 1024;
/** What may be read and inflated at the same time, of all nodes together. */
const IN_HAND_BYTES_MAX = 96 * 1024 * 1024;
const TASK_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,119}$/;
const PEM = 'application/x-pem-file';

/** A node reports twice a minute; one that catches up, or that has much to do, asks more often for a while. */
const OF_A_NODE = { burst: 120, perSecond: 10 };
const UNPROVEN = { burst: 100, perSecond: 5 };

const Wait = z.coerce
  .number()
  .min(0)
  .max(POLL_MS_MAX / 1000)
  .default(0);
const Token = z.object({ token: z.string().max(400) });
const Request = z.object({ request: z.string().max(12_000) });

type NodeContext = Context<Env>;

/** The protocol of nodes. It is no operation of the API: a node proves itself by its own credential, and touches nothing but itself. */
export const nodeRoutes: Mount = (app, { reeve: { nodes }, settings }) => {
  const perNode = createAllowance(OF_A_NODE);
  const unproven = createAllowance(UNPROVEN);
  const isTrusted = trustedProxies(settings.trustedProxies);
  const inHand = createRoom(IN_HAND_BYTES_MAX);
  const guess = (c: NodeContext) =>
    pace(unproven(clientAddress(socketAddress(c), c.req.header('x-forwarded-for'), isTrusted)));

  async function nodeOf(c: NodeContext): Promise<NodeCaller> {
    const [, credential = ''] = /^Bearer ([\x21-\x7e]{1,400})$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const node = await nodes.byCredential(credential);
    if (!node) {
      guess(c);
      throw new Refused(
        401,
        'this credential is not known, has ended or was revoked: enrol the node again with a token of "reeve fleet enrol"',
      );
    }
    pace(perNode(`${node.account} ${node.instance}`));
    return node;
  }

  app.post('/node/v1/enrol', async (c) => {
    guess(c);
    const token = fitting(Token, await jsonOf(c)).token;
    const enrolled = await nodes.enrol(token);
    if (!enrolled)
      throw new Refused(
        401,
        'this token is not good: it was used, has ended, or is for another Reeve; ask for a new one with "reeve fleet enrol"',
      );
    return c.json(enrolled, 201);
  });
  app.post(NODE_REPORTS, async (c) => {
    const node = await nodeOf(c);
    const reports = await inHand(bytesExpected(c), async () => reportsIn(await jsonOf(c)));
    return c.json(await nodes.report(node, reports), 200);
  });
  app.get('/node/v1/tasks', async (c) => {
    const node = await nodeOf(c);
    const wait = fitting(Wait, c.req.query('wait'));
    return c.json({ tasks: await nodes.tasks(node, wait * 1000, c.req.raw.signal), at: Date.now() }, 200);
  });
  app.post('/node/v1/tasks/:id/result', async (c) => {
    const node = await nodeOf(c);
    const id = c.req.param('id');
    if (!TASK_ID.test(id)) throw new Refused(404, 'this is the id of no task');
    const result = parseResult(await jsonOf(c));
    if ('because' in result) throw new Refused(400, `the result does not fit: ${result.because}`);
    return c.json(await nodes.result(node, id, result.value), 200);
  });
  app.post('/node/v1/credential', async (c) => {
    const rotated = await nodes.rotate(await nodeOf(c));
    if (!rotated) throw new Refused(401, 'this credential has ended in the meantime: enrol the node again');
    return c.json(rotated, 201);
  });
  app.post('/node/v1/certificate', async (c) => {
    const node = await nodeOf(c);
    return c.json(await nodes.certificate(node, fitting(Request, await jsonOf(c)).request), 201);
  });
  app.get('/node/v1/ca.pem', async (c) =>
    c.body(await nodes.ca((await nodeOf(c)).account), 200, { 'content-type': PEM }),
  );
  app.get('/node/v1/crl.pem', async (c) =>
    c.body(await nodes.crl((await nodeOf(c)).account), 200, { 'content-type': PEM }),
  );
};

function reportsIn(sent: unknown) {
  const found = parseReports(sent);
  if ('because' in found) throw new Refused(400, `the report does not fit: ${found.because}`);
  return found.value;
}

/** The body as JSON, inflated where it was sent so. What would be too long is not inflated any further. */
async function jsonOf(c: NodeContext): Promise<unknown> {
  const encoding = c.req.header('content-encoding') ?? 'identity';
  const sent = new Uint8Array(await c.req.arrayBuffer());
  const bytes = encoding === 'gzip' ? await inflated(sent) : encoding === 'identity' ? sent : undefined;
  if (!bytes)
    throw new Refused(415, `a body comes as it is or with gzip, not with ${JSON.stringify(encoding.slice(0, 40))}`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw new Refused(400, 'what was sent is no JSON', error);
  }
  const isBatch = value !== null && typeof value === 'object' && Object.hasOwn(value, 'reports');
  if (bytes.length > REPORT_BYTES_MAX && !isBatch) throw tooLarge();
  return value;
}

async function inflated(sent: Uint8Array): Promise<Uint8Array> {
  try {
    return await inflate(sent, { maxOutputLength: REPORTS_BYTES_MAX });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new Refused(400, 'what was sent is no gzip, although its content-encoding says so', error);
  }
}

function tooLarge(): Refused {
  return new Refused(
    413,
    `a report may have 1 MiB and a message of several ${REPORTS_BYTES_MAX / 2 ** 20} MiB, also when they are inflated: send less`,
  );
}

function fitting<T>(schema: z.ZodType<T>, value: unknown): T {
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  throw new Refused(
    400,
    `what was given does not fit: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
  );
}

function pace(seconds: number): void {
  if (seconds > 0) throw new Refused(429, `this is too often: try again in ${seconds} s`, undefined, seconds);
}

function bytesExpected(c: NodeContext): number {
  const length = Number(c.req.header('content-length') ?? 0);
  return Math.min(REPORTS_BYTES_MAX, c.req.header('content-encoding') === 'gzip' ? length * 20 : length);
}

function socketAddress(c: NodeContext): string | undefined {
  try {
    return getConnInfo(c).remote.address;
  } catch {
    return undefined;
  }
}

/** Lets in as much as fits at once; who comes when it is full comes again. */
function createRoom(most: number): <T>(bytes: number, use: () => Promise<T>) => Promise<T> {
  let taken = 0;
  return async (bytes, use) => {
    if (taken + bytes > most)
      throw new Refused(503, 'too much is being read at once: send it again in a moment', undefined, 1);
    taken += bytes;
    try {
      return await use();
    } finally {
      taken -= bytes;
    }
  };
}
