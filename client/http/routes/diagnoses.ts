import { z } from '@hono/zod-openapi';
import { DIAGNOSIS_VERDICTS, type KeptDiagnosis } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { given, json } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['diagnosis'];
export const DiagnosisId = z.string().regex(/^[0-9a-f]{16}$/, 'must be the id of a diagnosis');
/** A file name, and never a path: it is shown, and nothing is opened by it. */
export const BundleName = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}\p{Cf}/\\]+$/u, 'must be a name without slashes')
  .default('bundle');

const Anything = z.record(z.string(), z.unknown());
const Report = z
  .looseObject({
    verdict: z.enum(DIAGNOSIS_VERDICTS),
    summary: z.string(),
    cause: Anything.nullable(),
    alternatives: z.array(Anything),
    facts: z.array(Anything),
    chain: z.array(z.string()),
    proposals: z.array(Anything),
    missing: z.array(z.string()),
  })
  .openapi('DiagnosisReport');
const Kept = z
  .object({ id: z.string(), at: z.string(), author: z.string(), name: z.string(), report: Report })
  .openapi('Diagnosis');
const Listed = z
  .object({
    id: z.string(),
    at: z.string(),
    author: z.string(),
    name: z.string(),
    verdict: z.enum(DIAGNOSIS_VERDICTS),
    summary: z.string(),
    cluster: z.string(),
    capturedAt: z.string(),
    code: z.string().optional(),
    resource: z.string().optional(),
    confidence: z.number().optional(),
  })
  .openapi('ListedDiagnosis');

const binary = { schema: z.string().openapi({ format: 'binary' }) };
const add = secured('operator', '/api/v1/diagnoses', {
  method: 'post',
  tags,
  summary: 'Diagnoses a captured bundle, and keeps what was found out; the bundle itself is not kept',
  description:
    'The body is the bundle: a .tar or .tgz of its folder, or what "kubectl get -o json" printed. The same bytes are one diagnosis.',
  request: {
    query: z.strictObject({ name: BundleName }),
    body: {
      content: { 'application/gzip': binary, 'application/x-tar': binary, 'application/octet-stream': binary },
      required: true,
    },
  },
  responses: { 201: json(z.object({ id: z.string(), again: z.boolean(), report: Report }), 'What was found out') },
});
const list = secured('viewer', '/api/v1/diagnoses', {
  method: 'get',
  tags,
  summary: 'What was found out from captured bundles, the newest first',
  request: {
    query: z.strictObject({
      verdict: z.enum(DIAGNOSIS_VERDICTS).optional(),
      after: DiagnosisId.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: { 200: json(z.array(Listed), 'Diagnoses') },
});
const one = secured('viewer', '/api/v1/diagnoses/{id}', {
  method: 'get',
  tags,
  summary: 'One of them with everything: cause, chain, facts with their sources, alternatives, proposals',
  request: { params: z.object({ id: z.string().max(100) }) },
  responses: { 200: json(Kept, 'The diagnosis') },
});

export const diagnosisRoutes: Mount = (app, { reeve: { diagnoses } }) => {
  app.openapi(add, async (c) => {
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const added = await diagnoses.add(c.get('caller'), { bytes, name: c.req.valid('query').name });
    return c.json(added as unknown as { id: string; again: boolean; report: z.infer<typeof Report> }, 201);
  });
  app.openapi(list, async (c) => {
    const found = await diagnoses.list(c.get('caller'), given(c.req.valid('query')) as { limit: number });
    return c.json(found as unknown as z.infer<typeof Listed>[], 200);
  });
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found: KeptDiagnosis | undefined = await diagnoses.one(c.get('caller'), id);
    if (!found)
      throw new Refused(404, `there is no diagnosis ${id} in this account: "reeve diagnoses list" shows them`);
    return c.json(found as unknown as z.infer<typeof Kept>, 200);
  });
};
