import { z } from '@hono/zod-openapi';
import { CVE_SEVERITIES, EXPOSURE_STATES, NAME } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, given, json, Reason } from '../fields.js';
import { secured } from '../secured.js';
import { uploadedText } from '../uploaded.js';

const tags = ['cves'];
const UNPACKED_BYTES_MAX = 400 * 2 ** 20;
const SBOM_BYTES_MAX = 40 * 2 ** 20;

const Id = z.object({ id: z.string().max(80) });
const Listed = z
  .object({
    id: z.string(),
    severity: z.enum(CVE_SEVERITIES),
    summary: z.string(),
    source: z.string(),
    publishedAt: z.string().nullable(),
    withdrawnAt: z.string().nullable(),
    takenAt: z.string(),
    ignoredBecause: z.string().nullable(),
    open: z.number().int(),
    instances: z.number().int(),
  })
  .openapi('ListedCve');
const Exposure = z.object({
  place: z.string(),
  ecosystem: z.string(),
  package: z.string(),
  version: z.string(),
  fixedIn: z.string().nullable(),
  instances: z.number().int(),
  state: z.enum(EXPOSURE_STATES),
  detectedAt: z.string(),
  resolvedAt: z.string().nullable(),
  note: z.string(),
});
const Shown = Listed.extend({
  ignoredBy: z.string().nullable(),
  affected: z.array(z.record(z.string(), z.unknown())),
  exposures: z.array(Exposure),
}).openapi('Cve');
const Taken = z
  .object({
    read: z.number().int(),
    new: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    refused: z.number().int(),
    because: z.array(z.string()),
  })
  .openapi('CvesTaken');
const file = { schema: z.string().openapi({ format: 'binary' }) };

const list = secured('viewer', '/api/v1/cves', {
  method: 'get',
  tags,
  summary: 'Advisories that were taken, the newest first, with how many instances are exposed',
  request: {
    query: z.strictObject({
      severity: z.enum(CVE_SEVERITIES).optional(),
      state: z.enum(EXPOSURE_STATES).optional().openapi({ description: 'With an exposure in this state' }),
      exposed: z
        .enum(['true', 'false'])
        .optional()
        .openapi({ description: 'Only what something is or was exposed to' }),
      after: z.string().min(1).max(80).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
  },
  responses: { 200: json(z.array(Listed), 'Advisories') },
});
const one = secured('viewer', '/api/v1/cves/{id}', {
  method: 'get',
  tags,
  summary: 'One of them: what it affects, and where it runs',
  request: { params: Id },
  responses: { 200: json(Shown, 'The advisory') },
});
const take = secured('operator', '/api/v1/cves', {
  method: 'post',
  tags,
  summary: 'Takes a file of advisories, and says what could not be read of it',
  description:
    'OSV (one, a list, or one a line) or the answer of the API of NVD, also as gzip; at most 50 MiB as it is sent.',
  request: { body: { content: { 'application/octet-stream': file, 'application/x-ndjson': file }, required: true } },
  responses: { 200: json(Taken, 'What is new, changed and refused') },
});
const ignore = secured('operator', '/api/v1/cves/{id}/ignore', {
  method: 'post',
  tags,
  summary: 'Lets it be: its exposures count as such, and nothing is proposed for it',
  request: { params: Id, ...body(z.strictObject({ reason: Reason })) },
  responses: { 200: json(z.object({ exposures: z.number().int() }), 'How many exposures it has') },
});
const heed = secured('operator', '/api/v1/cves/{id}/heed', {
  method: 'post',
  tags,
  summary: 'Takes back that it is let be',
  request: { params: Id, ...body(z.strictObject({ reason: Reason })) },
  responses: { 200: json(z.object({ exposures: z.number().int() }), 'How many exposures it has') },
});
const sbom = secured('operator', '/api/v1/sboms', {
  method: 'post',
  tags,
  summary: 'Takes the bill of materials of a version of a module, in place of the one before',
  description: 'CycloneDX or SPDX as JSON. Parts without a package URL are counted and can not be compared.',
  request: {
    query: z.strictObject({
      module: z.string().max(120).regex(NAME, 'must be the id of a module'),
      version: z.coerce.number().int().min(1).max(2_147_483_647),
    }),
    body: { content: { 'application/octet-stream': file }, required: true },
  },
  responses: {
    200: json(
      z.object({ format: z.string(), packages: z.number().int(), unnamed: z.number().int() }),
      'How many packages it names',
    ),
  },
});

export const cveRoutes: Mount = (app, { reeve: { cves } }) => {
  app.openapi(list, async (c) => {
    const { exposed, ...filter } = c.req.valid('query');
    const wish = { ...(given(filter) as { limit: number }), ...(exposed === 'true' && { exposed: true }) };
    return c.json((await cves.list(c.get('caller'), wish)) as unknown as z.infer<typeof Listed>[], 200);
  });
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await cves.one(c.get('caller'), id);
    if (!found) throw new Refused(404, `there is no advisory ${id} in this account: "reeve cve list" shows them`);
    return c.json(found as unknown as z.infer<typeof Shown>, 200);
  });
  app.openapi(take, async (c) => {
    const taken = await cves.take(c.get('caller'), uploadedText(c, UNPACKED_BYTES_MAX));
    return c.json({ ...taken, because: [...taken.because] }, 200);
  });
  app.openapi(ignore, async (c) => {
    const wish = { ...c.req.valid('param'), ...c.req.valid('json'), ignored: true };
    return c.json(await cves.heed(c.get('caller'), wish), 200);
  });
  app.openapi(heed, async (c) => {
    const wish = { ...c.req.valid('param'), ...c.req.valid('json'), ignored: false };
    return c.json(await cves.heed(c.get('caller'), wish), 200);
  });
  app.openapi(sbom, async (c) => {
    const pieces: string[] = [];
    for await (const piece of uploadedText(c, SBOM_BYTES_MAX)) pieces.push(piece);
    return c.json(await cves.takeSbom(c.get('caller'), { ...c.req.valid('query'), text: pieces.join('') }), 200);
  });
};
