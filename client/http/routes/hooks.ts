import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HOOK_PROVIDERS, type HookProvider } from '../../reeve.js';
import { type Env, type Mount, Refused } from '../door.js';
import { given, ResourceName } from '../fields.js';

const Address = z.strictObject({
  account: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/),
  provider: z.enum(HOOK_PROVIDERS),
  namespace: ResourceName.optional(),
  name: ResourceName.optional(),
});

/** How each says who it is. */
const PROOFS: Readonly<Record<HookProvider, (c: Context<Env>) => string | undefined>> = {
  github: (c) => c.req.header('x-hub-signature-256'),
  gitlab: (c) => c.req.header('x-gitlab-token'),
  teamcity: passwordOf,
};

/** Deploy events of other systems. It is no operation of the API: each comes in its sender's own form, with its sender's own proof. */
export const hookRoutes: Mount = (app, { reeve: { changes } }) => {
  app.post('/hooks/:account/:provider', async (c) => {
    const address = Address.safeParse({ ...c.req.query(), ...c.req.param() }).data;
    if (!address) throw new Refused(404, 'this is the address of no hook: "reeve changes hook" shows those that are');
    const { account, provider, ...place } = address;
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const proof = PROOFS[provider](c) ?? '';
    const heard = await changes.hear({ account, provider, place: given(place) as object, bytes, proof });
    // An account that does not exist is refused in the same words.
    if (!heard) throw new Refused(401, 'the secret of this hook is another: "reeve changes hook" shows it');
    return c.json(heard, 202);
  });
};

/** The password alone counts: the user is whatever was typed there. */
function passwordOf(c: Context<Env>): string {
  const [, said = ''] = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(c.req.header('authorization') ?? '') ?? [];
  const [, ...password] = Buffer.from(said, 'base64').toString('utf8').split(':');
  return password.join(':');
}
