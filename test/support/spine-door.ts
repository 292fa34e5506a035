import { type Answer, type GatewayWish, openTestGateway, type TestGateway } from './gateway.js';
import { eventually } from './cluster.js';
import { openSpineWorld, type SpineWorld } from './spine-world.js';

type Who = 'admin' | 'bob' | 'eve' | 'olga' | 'vera' | 'demo-agent';

/** The world of the spine behind the HTTP door: everybody with a token of their own. */
export interface SpineDoor {
  readonly world: SpineWorld;
  readonly gateway: TestGateway;
  readonly tokens: Readonly<Record<Who, string>>;
  readonly ask: (who: Who, method: string, path: string, body?: unknown) => Promise<Answer>;
  /** The request that is open for an intervention, as somebody sees it. */
  readonly asked: (key: string, who?: Who) => Promise<Record<string, unknown>>;
  readonly issue: (principal: string, roles: readonly string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function openSpineDoor(wish: Pick<GatewayWish, 'mounts'> = {}): Promise<SpineDoor> {
  const world = await openSpineWorld();
  const gateway = await openTestGateway(world.store, { temporal: world.temporal.client, ...wish });
  const call = (token: string, method: string, path: string, body?: unknown) =>
    gateway.call(method, path, { token, ...(body !== undefined && { body }) });
  const issue = async (principal: string, roles: readonly string[]) => {
    const { json, text } = await call(world.token, 'POST', '/api/v1/tokens', { principal, name: 'test', roles });
    if (typeof json['token'] !== 'string') throw new Error(text);
    return json['token'];
  };
  await call(world.token, 'POST', '/api/v1/people', { id: 'vera', name: 'Vera', roles: ['viewer'] });
  await call(world.token, 'PATCH', '/api/v1/agents/demo-agent', { roles: ['viewer'] });
  const tokens = {
    admin: world.token,
    bob: await issue('bob', ['approver']),
    eve: await issue('eve', ['approver']),
    olga: await issue('olga', ['operator']),
    vera: await issue('vera', ['viewer']),
    'demo-agent': await issue('demo-agent', ['viewer']),
  };
  const ask: SpineDoor['ask'] = (who, method, path, body) => call(tokens[who], method, path, body);
  return {
    ...{ world, gateway, tokens, ask, issue },
    asked: (key, who = 'bob') =>
      eventually(async () => {
        const { json } = await ask(who, 'GET', '/api/v1/approvals');
        return json.find((one) => one['intervention'] === key);
      }),
    async close() {
      await gateway.close();
      await world.close();
    },
  };
}
