import { z } from '@hono/zod-openapi';
import { ENTRY_KINDS, type LedgerEntry, type StoredEntry } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { traceHeaders } from '../guards.js';
import { pacedBody } from '../paced.js';
import { secured } from '../secured.js';

const Entry = z
  .object({
    seq: z.number().int(),
    at: z.string(),
    kind: z.enum(ENTRY_KINDS),
    key: z.string(),
    actor: z.string(),
    subject: z.string(),
    correlation: z.string().optional(),
    agent: z.string().optional(),
    action: z.string().optional(),
    outcome: z.string().optional(),
    data: z.record(z.string(), z.unknown()),
    prev: z.string(),
    hash: z.string(),
    sealed: z.boolean(),
  })
  .openapi('LedgerEntry');
const Report = z
  .object({
    account: z.string(),
    whole: z.boolean(),
    entries: z.number(),
    from: z.number(),
    head: z.object({ seq: z.number(), hash: z.string() }),
    seals: z.number(),
    checkpoints: z.number(),
    witnessedSeq: z.number(),
    witnessed: z.boolean(),
    unwitnessedBecause: z.string().optional(),
    fault: z.object({ kind: z.string(), seq: z.number(), because: z.string() }).optional(),
  })
  .openapi('LedgerReport');
const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

const find = secured('viewer', '/api/v1/ledger', {
  method: 'get',
  tags: ['ledger'],
  summary: 'The newest entries that match',
  request: {
    query: z.strictObject({
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      kind: z.enum(ENTRY_KINDS).optional(),
      actor: z.string().max(200).optional(),
      subject: z.string().max(400).optional(),
      correlation: z.string().max(200).optional(),
    }),
  },
  responses: { 200: json(z.array(Entry), 'Entries, newest first') },
});
const one = secured('viewer', '/api/v1/ledger/entries/{seq}', {
  method: 'get',
  tags: ['ledger'],
  summary: 'One entry with its text exactly as it was hashed',
  request: { params: z.object({ seq: z.coerce.number().int().positive() }) },
  responses: { 200: json(Entry.extend({ body: z.string() }), 'The entry') },
});
const verify = secured('viewer', '/api/v1/ledger/verify', {
  method: 'post',
  tags: ['ledger'],
  summary: 'Reads the whole book and names the first fault',
  responses: { 200: json(Report, 'What was found') },
});
const checkpoint = secured('operator', '/api/v1/ledger/checkpoints', {
  method: 'post',
  tags: ['ledger'],
  summary: 'Asks for a signed checkpoint now',
  responses: { 202: json(z.object({ id: z.string() }), 'Accepted, durable; signed as soon as Temporal answers') },
});
const exported = secured('viewer', '/api/v1/ledger/export', {
  method: 'get',
  tags: ['ledger'],
  summary: 'The whole book as JSON lines, to be verified offline',
  responses: { 200: { description: 'JSON lines', content: { 'application/jsonl': { schema: z.string() } } } },
});
const key = secured('viewer', '/api/v1/ledger/key', {
  method: 'get',
  tags: ['ledger'],
  summary: 'The public keys that seals and checkpoints are checked with',
  responses: { 200: { description: 'PEM', content: { 'application/x-pem-file': { schema: z.string() } } } },
});

export const ledgerRoutes: Mount = (app, { reeve, settings, log }) => {
  const { books } = reeve;
  app.openapi(find, async (c) => {
    const filter = Object.fromEntries(Object.entries(c.req.valid('query')).filter(([, value]) => value !== undefined));
    const entries = await books.find(c.get('caller'), filter as { limit: number });
    return c.json(entries.map(shown), 200);
  });
  app.openapi(one, async (c) => {
    const { seq } = c.req.valid('param');
    const entry = await books.entry(c.get('caller'), seq);
    if (!entry) throw new Refused(404, `the ledger has no entry ${seq}`);
    return c.json({ ...shown(entry), body: entry.body }, 200);
  });
  app.openapi(verify, async (c) => c.json(await books.verify(c.get('caller')), 200));
  app.openapi(checkpoint, async (c) => {
    return c.json(await books.requestCheckpoint(c.get('caller'), traceHeaders()), 202);
  });
  app.openapi(exported, (c) => {
    const caller = c.get('caller');
    const { readerMsMax } = settings;
    const { outgoing } = (c.env ?? {}) as { outgoing?: { destroy: () => void } };
    const cutOff = () => {
      const facts = { requestId: c.get('requestId'), account: caller.account, readerMsMax };
      log.warn(facts, 'a reader of the ledger was too slow and is cut off');
      outgoing?.destroy();
    };
    c.header('content-type', 'application/jsonl');
    c.header('content-disposition', `attachment; filename="ledger-${caller.account}.jsonl"`);
    return c.body(pacedBody(exportLines(books.export(caller)), { readerMsMax, cutOff })) as never;
  });
  app.openapi(key, async (c) => c.text(await books.publicKeys(), 200, { 'content-type': 'application/x-pem-file' }));
};

async function* exportLines(pages: AsyncIterable<readonly StoredEntry[]>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const page of pages) {
    const lines = page.map(({ body, hash, seal }) => `${JSON.stringify({ body, hash, ...(seal && { seal }) })}\n`);
    yield encoder.encode(lines.join(''));
  }
}

function shown({ body, hash, seal }: LedgerEntry): z.infer<typeof Entry> {
  const {
    at,
    v: _version,
    account: _account,
    ...entry
  } = JSON.parse(body) as { at: number; v: number; account: string };
  return { ...(entry as z.infer<typeof Entry>), at: new Date(at).toISOString(), hash, sealed: seal !== undefined };
}
