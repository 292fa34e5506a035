import { z } from '@hono/zod-openapi';
import { type EstateRow, FLEET_ENTITIES, Unresolved } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { json } from '../fields.js';
import { inflated, type LineMistake, readDocument } from '../fleet-document.js';
import { pacedBody } from '../paced.js';
import { problem } from '../problems.js';
import { secured } from '../secured.js';

const tags = ['fleet'];
const KINDS = FLEET_ENTITIES.map(({ kind }) => kind);
const Tally = z.object({ new: z.number().int(), changed: z.number().int(), gone: z.number().int() });
const Imported = z
  .object({
    rows: z.number().int(),
    dryRun: z.boolean(),
    counts: z.record(z.string(), Tally),
    opened: z.array(z.string()),
  })
  .openapi('FleetImport');
const lines = { schema: z.string() };
const Flag = z.enum(['true', 'false']).default('false');

const take = secured('admin', '/api/v1/fleet/import', {
  method: 'post',
  tags,
  summary: 'Brings a document of a fleet in: all of it or nothing',
  description:
    'JSON lines, one row each, such as {"kind":"instance","id":"web-1","node":"web-1","template":"web"}. What the world tells is taken where the document has it.',
  request: {
    query: z.strictObject({ dryRun: Flag, prune: Flag }),
    body: { content: { 'application/x-ndjson': lines }, required: true },
  },
  responses: { 200: json(Imported, 'What is new, changed and gone, by kind') },
});
const give = secured('viewer', '/api/v1/fleet/export', {
  method: 'get',
  tags,
  summary: 'The fleet as JSON lines, as an import takes them',
  request: {
    query: z.strictObject({
      kinds: z
        .string()
        .max(600)
        .transform((given) => given.split(','))
        .pipe(z.array(z.enum(KINDS as [string, ...string[]])))
        .optional()
        .openapi({ type: 'string', description: 'Kinds with commas between them; without it, all' }),
      declared: z
        .enum(['true', 'false'])
        .default('false')
        .openapi({ description: 'Without what the world told: to be edited and imported again' }),
    }),
  },
  responses: { 200: { description: 'JSON lines', content: { 'application/jsonl': lines } } },
});

export const fleetRoutes: Mount = (app, { reeve: { fleet }, settings, log }) => {
  app.openapi(take, async (c) => {
    const { dryRun, prune } = c.req.valid('query');
    return fleet.takeIn(async () => {
      const sent = new Uint8Array(await c.req.arrayBuffer());
      if (sent.length === 0) throw new Refused(400, 'there is no document in it: send one row a line');
      const read = await readDocument(inflated(sent, c.req.header('content-encoding')));
      if ('mistakes' in read) return misfit(read.mistakes);
      try {
        const wish = { document: read.document, dryRun: dryRun === 'true', prune: prune === 'true' };
        return c.json((await fleet.import(c.get('caller'), wish)) as z.infer<typeof Imported>, 200);
      } catch (error) {
        if (!(error instanceof Unresolved)) throw error;
        return misfit(error.mistakes.map(({ line, message }) => ({ path: `line ${line}`, message })));
      }
    });

    function misfit(errors: readonly LineMistake[]) {
      const first = errors.slice(0, 3).map(({ path, message }) => `${path}: ${message}`);
      const detail = `the document does not fit, and nothing was imported: ${first.join('; ')}`;
      return problem(c, { status: 400, detail, errors }) as never;
    }
  });
  app.openapi(give, (c) => {
    const caller = c.get('caller');
    const { readerMsMax } = settings;
    const { outgoing } = (c.env ?? {}) as { outgoing?: { destroy: () => void } };
    const cutOff = () => {
      log.warn({ requestId: c.get('requestId'), account: caller.account }, 'a reader of a fleet was too slow');
      outgoing?.destroy();
    };
    c.header('content-type', 'application/jsonl');
    c.header('content-disposition', `attachment; filename="fleet-${caller.account}.jsonl"`);
    const { kinds, declared } = c.req.valid('query');
    const wish = { ...(kinds && { kinds }), declared: declared === 'true' };
    return c.body(pacedBody(writtenOut(fleet.export(caller, wish)), { readerMsMax, cutOff })) as never;
  });
};

async function* writtenOut(pages: AsyncIterable<readonly EstateRow[]>): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const page of pages) yield encoder.encode(page.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
