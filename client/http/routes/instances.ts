import { z } from '@hono/zod-openapi';
import { ENROLMENT_MS_MAX, INSTANCE_STATES } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, given, json, Reason } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['fleet'];
/** Of what is named by whoever runs it: as a node may be named, and as a row may be. */
const FleetName = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@+/~=-]*$/, 'takes letters, digits and . _ : @ + / ~ = - after the first');
const Id = z.object({ id: z.string().max(200) });
const page = {
  after: z.string().min(1).max(120).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
};

const Listed = z
  .looseObject({
    id: z.string(),
    node: z.string(),
    template: z.string(),
    provider: z.string(),
    status: z.enum(INSTANCE_STATES),
    heartbeatAt: z.string().nullable(),
    simulated: z.boolean(),
  })
  .openapi('Instance');
const Rows = z.array(z.record(z.string(), z.unknown()));
const Shown = z
  .looseObject({
    ...{ id: z.string(), status: z.enum(INSTANCE_STATES), facts: z.record(z.string(), z.string()) },
    ...{ desired: z.record(z.string(), z.unknown()), observed: z.record(z.string(), z.unknown()) },
    ...{ heartbeat: z.record(z.string(), z.unknown()).nullable(), modules: Rows, certificates: Rows, tasks: Rows },
  })
  .openapi('ShownInstance');
const Certificate = z
  .object({
    ...{ id: z.string(), instance: z.string(), subject: z.string(), source: z.string() },
    ...{
      notBefore: z.string(),
      notAfter: z.string(),
      revokedAt: z.string().nullable(),
      revokedBecause: z.string().nullable(),
    },
  })
  .openapi('NodeCertificate');

const Endpoint = z
  .object({
    ...{ id: z.string(), instance: z.string(), host: z.string(), port: z.number().int(), serverName: z.string() },
    ...{ enabled: z.boolean(), triedAt: z.string().nullable(), seenAt: z.string().nullable(), subject: z.string() },
    ...{ notAfter: z.string().nullable(), distrust: z.string(), error: z.string() },
  })
  .openapi('TlsEndpoint');

const list = secured('viewer', '/api/v1/fleet/instances', {
  method: 'get',
  tags,
  summary: 'Instances by name, with when each was last heard',
  request: {
    query: z.strictObject({ template: FleetName.optional(), status: z.enum(INSTANCE_STATES).optional(), ...page }),
  },
  responses: { 200: json(z.array(Listed), 'Instances') },
});
const one = secured('viewer', '/api/v1/fleet/instances/{id}', {
  method: 'get',
  tags,
  summary: 'One instance: what it should be beside what it was seen to be, its certificates and its tasks',
  request: { params: Id },
  responses: { 200: json(Shown, 'The instance') },
});
const enrolment = secured('operator', '/api/v1/fleet/instances/{id}/enrolment', {
  method: 'post',
  tags,
  summary: 'A token with which a host becomes this instance, once',
  request: {
    params: Id,
    ...body(
      z.strictObject({
        minutes: z
          .number()
          .int()
          .min(1)
          .max(ENROLMENT_MS_MAX / 60_000)
          .optional(),
        template: FleetName.optional().openapi({
          description: 'Makes the instance with this template where there is none',
        }),
      }),
    ),
  },
  responses: { 201: json(z.object({ token: z.string(), endsAt: z.string() }), 'The token, which is shown this once') },
});
const revoke = secured('operator', '/api/v1/fleet/instances/{id}/revoke', {
  method: 'post',
  tags,
  summary: 'Ends the credentials of a node: it is nobody until it is enrolled again',
  request: { params: Id, ...body(z.strictObject({ reason: Reason })) },
  responses: { 200: json(z.object({ credentials: z.number().int() }), 'How many ended') },
});
const certificates = secured('viewer', '/api/v1/fleet/certificates', {
  method: 'get',
  tags,
  summary: 'Certificates that Reeve issued or nodes reported, those that end first',
  request: { query: z.strictObject(page) },
  responses: { 200: json(z.array(Certificate), 'Certificates') },
});
const endpoints = secured('viewer', '/api/v1/fleet/endpoints', {
  method: 'get',
  tags,
  summary: 'Places where certificates are served, as each was found when it was probed last',
  request: { query: z.strictObject(page) },
  responses: { 200: json(z.array(Endpoint), 'Endpoints') },
});
const revokeOne = secured('operator', '/api/v1/fleet/certificates/{id}/revoke', {
  method: 'post',
  tags,
  summary: 'Says that a certificate that Reeve issued holds no more',
  request: { params: Id, ...body(z.strictObject({ reason: Reason })) },
  responses: { 200: json(z.object({ revoked: z.boolean() }), 'Revoked') },
});
const ca = secured('viewer', '/api/v1/fleet/ca', {
  method: 'get',
  tags,
  summary: "The certificate of the account's own authority, and its list of revoked certificates, as PEM",
  responses: { 200: json(z.object({ ca: z.string(), crl: z.string() }), 'PEM') },
});

export const instanceRoutes: Mount = (app, { reeve: { nodes } }) => {
  app.openapi(list, async (c) => {
    const found = await nodes.list(c.get('caller'), given(c.req.valid('query')) as { limit: number });
    return c.json(found as unknown as z.infer<typeof Listed>[], 200);
  });
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    const found = await nodes.show(c.get('caller'), id);
    if (!found)
      throw new Refused(404, `there is no instance ${id} in this account: "reeve fleet list" shows those that are`);
    return c.json(found as z.infer<typeof Shown>, 200);
  });
  app.openapi(enrolment, async (c) => {
    const { minutes, template } = c.req.valid('json');
    const wish = {
      instance: c.req.valid('param').id,
      ...(minutes !== undefined && { lastsMs: minutes * 60_000 }),
      ...(template !== undefined && { template }),
    };
    return c.json(await nodes.offerEnrolment(c.get('caller'), wish), 201);
  });
  app.openapi(revoke, async (c) => {
    const which = { instance: c.req.valid('param').id, ...c.req.valid('json') };
    return c.json(await nodes.revoke(c.get('caller'), which), 200);
  });
  app.openapi(certificates, async (c) => {
    const found = await nodes.certificates(c.get('caller'), given(c.req.valid('query')) as { limit: number });
    return c.json(found as unknown as z.infer<typeof Certificate>[], 200);
  });
  app.openapi(endpoints, async (c) => {
    const found = await nodes.endpoints(c.get('caller'), given(c.req.valid('query')) as { limit: number });
    return c.json(found as unknown as z.infer<typeof Endpoint>[], 200);
  });
  app.openapi(revokeOne, async (c) => {
    const which = { serial: c.req.valid('param').id, ...c.req.valid('json') };
    await nodes.revokeCertificate(c.get('caller'), which);
    return c.json({ revoked: true }, 200);
  });
  app.openapi(ca, async (c) => {
    const { account } = c.get('caller');
    const [pem, crl] = await Promise.all([nodes.ca(account), nodes.crl(account)]);
    return c.json({ ca: pem, crl }, 200);
  });
};
