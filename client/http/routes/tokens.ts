import { z } from '@hono/zod-openapi';
import { ROLES } from '../../reeve.js';
import type { Mount } from '../door.js';
import { secured } from '../secured.js';

const Token = z
  .object({
    id: z.string(),
    principal: z.string(),
    name: z.string(),
    roles: z.array(z.enum(ROLES)),
    createdAt: z.string(),
    expiresAt: z.string().optional(),
    revokedAt: z.string().optional(),
  })
  .openapi('Token');

const list = secured('admin', '/api/v1/tokens', {
  method: 'get',
  tags: ['tokens'],
  summary: 'All tokens, without their secrets',
  responses: { 200: { description: 'Tokens', content: { 'application/json': { schema: z.array(Token) } } } },
});
const issue = secured('admin', '/api/v1/tokens', {
  method: 'post',
  tags: ['tokens'],
  summary: 'Issues a token; its text is shown this once',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            principal: z.string().min(1).max(63),
            name: z.string().trim().min(1).max(200),
            roles: z.array(z.enum(ROLES)).min(1).max(ROLES.length),
            expiresInDays: z.number().int().min(1).max(3650).optional(),
          }),
        },
      },
    },
  },
  responses: {
    201: {
      description: 'The token',
      content: {
        'application/json': {
          schema: z.object({ id: z.string(), token: z.string(), expiresAt: z.string().optional() }),
        },
      },
    },
  },
});
const revoke = secured('admin', '/api/v1/tokens/{id}', {
  method: 'delete',
  tags: ['tokens'],
  summary: 'Revokes a token; it is refused from the next request on',
  request: { params: z.object({ id: z.string().min(1).max(40) }) },
  responses: { 204: { description: 'Revoked' } },
});

export const tokenRoutes: Mount = (app, { reeve: { access } }) => {
  app.openapi(list, async (c) => {
    const tokens = await access.tokens(c.get('caller'));
    return c.json(
      tokens.map((token) => ({ ...token, roles: [...token.roles] })),
      200,
    );
  });
  app.openapi(issue, async (c) => {
    const { expiresInDays, ...request } = c.req.valid('json');
    const issued = await access.issueToken(c.get('caller'), { ...request, ...(expiresInDays && { expiresInDays }) });
    c.header('cache-control', 'no-store');
    return c.json({ ...issued }, 201);
  });
  app.openapi(revoke, async (c) => {
    await access.revokeToken(c.get('caller'), c.req.valid('param').id);
    return c.body(null, 204);
  });
};
