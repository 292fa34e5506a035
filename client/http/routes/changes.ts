import { z } from '@hono/zod-openapi';
import { CHANGE_KINDS, CHANGE_TELLERS, HOOK_PROVIDERS, type HookProvider } from '../../reeve.js';
import { type Mount, Refused } from '../door.js';
import { body, given, json, Reason, ResourceName, text } from '../fields.js';
import { secured } from '../secured.js';

const tags = ['changes'];

const Moment = z.iso.datetime({
  offset: true,
  error: 'must be a time with its zone, such as 2026-03-04T10:00:00Z or 2026-03-04T11:00:00+01:00',
});

export const ChangeWish = z.strictObject({
  id: text(120).optional().openapi({ description: 'Told again under the same id it is the same change' }),
  at: Moment.optional().openapi({ description: 'When it was done; without it, now' }),
  kind: z.enum(CHANGE_KINDS),
  namespace: z.union([z.literal(''), ResourceName]).default(''),
  name: ResourceName,
  revision: z.union([z.literal(''), text(200)]).default(''),
  status: z.union([z.literal(''), text(60)]).default('succeeded'),
});
const Listed = z
  .object({
    id: z.string(),
    at: z.string(),
    kind: z.enum(CHANGE_KINDS),
    namespace: z.string(),
    name: z.string(),
    revision: z.string(),
    status: z.string(),
    source: z.string(),
  })
  .openapi('Change');
const Recorded = z.object({ recorded: z.number().int() });
const Provider = z.object({ provider: z.string().max(40) });

const list = secured('viewer', '/api/v1/changes', {
  method: 'get',
  tags,
  summary: 'What was changed where, the newest first',
  request: {
    query: z.strictObject({
      namespace: ResourceName.optional(),
      name: ResourceName.optional(),
      by: z.enum(CHANGE_TELLERS).optional().openapi({ description: 'Told by the hook of a provider, or by the API' }),
      since: Moment.optional(),
      after: z.string().min(1).max(120).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
  },
  responses: { 200: json(z.array(Listed), 'Changes') },
});
const record = secured('operator', '/api/v1/changes', {
  method: 'post',
  tags,
  summary: 'Tells of changes, such as from a deploy script',
  request: body(z.strictObject({ changes: z.array(ChangeWish).min(1).max(100) })),
  responses: { 201: json(Recorded, 'How many of them are new') },
});
const secret = secured('admin', '/api/v1/hooks/{provider}', {
  method: 'get',
  tags,
  summary: 'Where a provider sends its webhook to, and the secret to give it',
  request: { params: Provider },
  responses: { 200: json(z.object({ path: z.string(), secret: z.string() }), 'The hook') },
});
const renew = secured('admin', '/api/v1/hooks/{provider}/renew', {
  method: 'post',
  tags,
  summary: 'Makes the secret anew; the one before is refused from then on',
  request: { params: Provider, ...body(z.strictObject({ reason: Reason })) },
  responses: { 200: json(z.object({ version: z.number().int() }), 'Renewed') },
});

export const changeRoutes: Mount = (app, { reeve: { changes } }) => {
  app.openapi(list, async (c) => {
    const { since, ...filter } = c.req.valid('query');
    const found = await changes.list(c.get('caller'), {
      ...(given(filter) as { limit: number }),
      ...(since !== undefined && { since: new Date(since) }),
    });
    return c.json(found as unknown as z.infer<typeof Listed>[], 200);
  });
  app.openapi(record, async (c) => {
    const now = new Date();
    const told = c.req.valid('json').changes.map(({ at, id, ...change }) => ({
      ...change,
      at: at === undefined ? now : new Date(at),
      ...(id !== undefined && { id }),
    }));
    return c.json(await changes.record(c.get('caller'), told), 201);
  });
  app.openapi(secret, async (c) => {
    const provider = providerOf(c.req.valid('param'));
    const caller = c.get('caller');
    const known = (await changes.hookSecret(caller, provider)) ?? '';
    return c.json({ path: `/hooks/${caller.account}/${provider}`, secret: known }, 200);
  });
  app.openapi(renew, async (c) => {
    const which = { provider: providerOf(c.req.valid('param')), ...c.req.valid('json') };
    return c.json(await changes.renewHook(c.get('caller'), which), 200);
  });
};

function providerOf({ provider }: z.infer<typeof Provider>): HookProvider {
  const known = HOOK_PROVIDERS.find((one) => one === provider);
  if (!known)
    throw new Refused(
      404,
      `there is no hook for ${JSON.stringify(provider)}: there is one for ${HOOK_PROVIDERS.join(', ')}`,
    );
  return known;
}
