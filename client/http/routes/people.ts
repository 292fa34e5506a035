import { z } from '@hono/zod-openapi';
import { IDENTITY_PROVIDERS, type ListedPrincipal, PRINCIPAL_ID, PRINCIPAL_STATES, ROLES } from '../../reeve.js';
import type { Mount } from '../door.js';
import { given, Team } from '../fields.js';
import { secured } from '../secured.js';

const Id = z.string().regex(PRINCIPAL_ID, 'takes lower case letters, digits, dots, dashes and underscores');
const Roles = z.array(z.enum(ROLES)).max(ROLES.length);
const Listed = z
  .object({
    id: z.string(),
    kind: z.enum(['person', 'agent']),
    name: z.string(),
    roles: Roles,
    state: z.enum(PRINCIPAL_STATES),
    identities: z.array(z.object({ provider: z.enum(IDENTITY_PROVIDERS), subject: z.string() })),
    tokens: z.number().int(),
    team: z.string(),
  })
  .openapi('Principal');
const IdentityBody = z.object({ provider: z.enum(IDENTITY_PROVIDERS), subject: z.string().min(1).max(300) });

const done = { description: 'Done' };
const body = <S extends z.ZodType>(schema: S) => ({
  body: { content: { 'application/json': { schema } }, required: true },
});
const NewAgent = z.strictObject({
  id: Id,
  name: z.string().trim().min(1).max(200),
  roles: Roles.default(['viewer']),
});
const NewPerson = NewAgent.extend({ roles: Roles.min(1, 'must hold at least one role').default(['viewer']) });
const Change = z
  .strictObject({ roles: Roles.optional(), state: z.enum(PRINCIPAL_STATES).optional(), team: Team.optional() })
  .refine((change) => Object.keys(change).length > 0, 'give roles, state or team');

/** People and agents are the same kind of row, so they have the same doors. */
const paths = [
  { base: '/api/v1/people', kind: 'person', noun: 'a person' },
  { base: '/api/v1/agents', kind: 'agent', noun: 'an agent' },
] as const;

function routesFor({ base, kind, noun }: (typeof paths)[number]) {
  const tags = ['people'];
  const params = z.object({ id: Id });
  return {
    list: secured('viewer', base, {
      method: 'get',
      tags,
      summary: `All of them: ${noun} a row, with roles and identities`,
      responses: { 200: { description: 'All of them', content: { 'application/json': { schema: z.array(Listed) } } } },
    }),
    add: secured('admin', base, {
      method: 'post',
      tags,
      summary: `Adds ${noun}`,
      request: body(kind === 'person' ? NewPerson : NewAgent),
      responses: { 201: done },
    }),
    change: secured('admin', `${base}/{id}`, {
      method: 'patch',
      tags,
      summary: `Changes roles, state or team of ${noun}`,
      request: { params, ...body(Change) },
      responses: { 204: done },
    }),
    link: secured('admin', `${base}/{id}/identities`, {
      method: 'post',
      tags,
      summary: 'Links an identity of another system, such as an OIDC subject',
      request: { params, ...body(IdentityBody.strict()) },
      responses: { 201: done },
    }),
  };
}

const unlink = secured('admin', '/api/v1/identities', {
  method: 'delete',
  tags: ['people'],
  summary: 'Unlinks an identity',
  request: { query: IdentityBody },
  responses: { 204: done },
});

export const peopleRoutes: Mount = (app, { reeve: { access } }) => {
  for (const path of paths) {
    const { kind } = path;
    const { list, add, change, link } = routesFor(path);
    app.openapi(list, async (c) => c.json((await access.list(c.get('caller'), kind)).map(shown), 200));
    app.openapi(add, async (c) => {
      await access.add(c.get('caller'), { ...c.req.valid('json'), kind });
      return c.body(null, 201);
    });
    app.openapi(change, async (c) => {
      const { id } = c.req.valid('param');
      await access.change(c.get('caller'), { id, kind }, given(c.req.valid('json')));
      return c.body(null, 204);
    });
    app.openapi(link, async (c) => {
      const { provider, subject } = c.req.valid('json');
      await access.link(c.get('caller'), { id: c.req.valid('param').id, kind }, provider, subject);
      return c.body(null, 201);
    });
  }
  app.openapi(unlink, async (c) => {
    const { provider, subject } = c.req.valid('query');
    await access.unlink(c.get('caller'), provider, subject);
    return c.body(null, 204);
  });
};

function shown({ id, kind, name, roles, state, identities, tokens, team }: ListedPrincipal): z.infer<typeof Listed> {
  return { id, kind, name, roles: [...roles], state, identities: [...identities], tokens, team };
}
