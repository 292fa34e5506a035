import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_DOCUMENT } from '../../client/http/app.js';
import { mayAct, type Role, ROLES } from '../../domain/roles.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly role: Role | 'public';
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly 'x-reeve-role'?: string }>>>>;
}

/** Operations that anybody may ask for. A name added here is a door opened to the world. */
const PUBLIC = ['GET /healthz', 'GET /livez', 'GET /readyz'];
/** Routes that are no operations: the document itself, the console, the hooks and the nodes' protocol, which have proofs and tests of their own. */
const UNDOCUMENTED = [
  /^GET \/$/,
  /^GET \/api$/,
  /^GET \/api\/openapi\.json$/,
  /^[A-Z]+ \/console(?:\/|$)/,
  /^POST \/hooks\//,
  /^(?:GET|POST) \/node\/v1\//,
];
/** What one role may do by itself, so that an operation does not change hands unnoticed. */
const NEEDS_MORE_THAN_VIEWER: Readonly<Record<string, Role>> = {
  'POST /api/v1/roundtrip': 'operator',
  'POST /api/v1/ledger/checkpoints': 'operator',
  'POST /api/v1/interventions/{key}/cancel': 'operator',
  'POST /api/v1/interventions/{key}/undo': 'operator',
  'POST /api/v1/tasks/{id}/done': 'operator',
  'POST /api/v1/tasks/{id}/can-not': 'operator',
  'PUT /api/v1/policies': 'admin',
  'DELETE /api/v1/policies': 'admin',
  'PUT /api/v1/chains': 'admin',
  'DELETE /api/v1/chains': 'admin',
  'PUT /api/v1/autonomy': 'admin',
  'POST /api/v1/autonomy/unlock': 'admin',
  'POST /api/v1/autonomy/lock': 'admin',
  'PUT /api/v1/scopes': 'admin',
  'DELETE /api/v1/scopes': 'admin',
  'PUT /api/v1/windows': 'admin',
  'DELETE /api/v1/windows': 'admin',
  'PUT /api/v1/budgets': 'admin',
  'DELETE /api/v1/budgets': 'admin',
  'PUT /api/v1/trust': 'admin',
  'POST /api/v1/pressure': 'operator',
  'POST /api/v1/flags': 'operator',
  'POST /api/v1/breakers/reset': 'operator',
  'POST /api/v1/freeze': 'operator',
  'POST /api/v1/thaw': 'operator',
  'POST /api/v1/kill-switch': 'admin',
  'POST /api/v1/diagnoses': 'operator',
  'POST /api/v1/changes': 'operator',
  'POST /api/v1/fleet/import': 'admin',
  'POST /api/v1/fleet/simulated/enrolments': 'admin',
  'POST /api/v1/fleet/simulated/faults': 'operator',
  'POST /api/v1/cves': 'operator',
  'POST /api/v1/cves/{id}/ignore': 'operator',
  'POST /api/v1/cves/{id}/heed': 'operator',
  'POST /api/v1/sboms': 'operator',
  'POST /api/v1/gitops': 'admin',
  'DELETE /api/v1/gitops/{id}': 'admin',
  'POST /api/v1/gitops/{id}/sync': 'operator',
  'PUT /api/v1/modules/{id}/canary': 'operator',
  'DELETE /api/v1/modules/{id}/canary': 'operator',
  'GET /api/v1/hooks/{provider}': 'admin',
  'POST /api/v1/hooks/{provider}/renew': 'admin',
  'POST /api/v1/fleet/instances/{id}/enrolment': 'operator',
  'POST /api/v1/fleet/instances/{id}/revoke': 'operator',
  'POST /api/v1/fleet/certificates/{id}/revoke': 'operator',
  'PUT /api/v1/routes': 'admin',
  'DELETE /api/v1/routes': 'admin',
  'POST /api/v1/routes/{id}/try': 'operator',
  'POST /api/v1/routes/retry': 'operator',
  'PUT /api/v1/sensors/{id}/config': 'admin',
  'DELETE /api/v1/sensors/{id}/config': 'admin',
  'POST /api/v1/sensors/{id}/preview': 'operator',
  'PUT /api/v1/rounds/{id}': 'admin',
  'POST /api/v1/rounds/{id}/pause': 'operator',
  'POST /api/v1/rounds/{id}/resume': 'operator',
  'POST /api/v1/rounds/{id}/now': 'operator',
  'POST /codec/decode': 'operator',
  'POST /codec/encode': 'operator',
  'POST /api/v1/people': 'admin',
  'PATCH /api/v1/people/{id}': 'admin',
  'POST /api/v1/people/{id}/identities': 'admin',
  'POST /api/v1/agents': 'admin',
  'PATCH /api/v1/agents/{id}': 'admin',
  'POST /api/v1/agents/{id}/identities': 'admin',
  'DELETE /api/v1/identities': 'admin',
  'GET /api/v1/tokens': 'admin',
  'POST /api/v1/tokens': 'admin',
  'DELETE /api/v1/tokens/{id}': 'admin',
};

describe('every route', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let operations: readonly Operation[];
  const tokens = new Map<Role | 'none', string>();
  let admin: string;

  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('home');
    for (const role of [...ROLES, 'none'] as const) {
      await gateway.call('POST', '/api/v1/people', {
        token: admin,
        body: { id: `a-${role}`, name: role, roles: ['admin'] },
      });
      // The token would carry everything, so what is refused is refused for its owner's role.
      tokens.set(role, await issue(`a-${role}`));
      await gateway.call('PATCH', `/api/v1/people/a-${role}`, {
        token: admin,
        body: { roles: role === 'none' ? [] : [role] },
      });
    }
    const { json } = await gateway.call('GET', API_DOCUMENT);
    operations = operationsOf(json as unknown as Document);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  async function issue(principal: string, roles: readonly Role[] = ROLES): Promise<string> {
    const body = { principal, name: 'test', roles };
    return String((await gateway.call('POST', '/api/v1/tokens', { token: admin, body })).json['token']);
  }
  const ask = ({ method, path }: Operation, token?: string) =>
    gateway.call(method, filled(path), token === undefined ? {} : { token });
  const nameOf = ({ method, path }: Operation) => `${method} ${path}`;
  /** One line for each operation that does not answer as it should, so that a failure names it. */
  async function strays(
    among: readonly Operation[],
    token: string | undefined,
    fits: (status: number) => boolean,
  ): Promise<readonly string[]> {
    const found: string[] = [];
    for (const operation of among) {
      const { status, headers } = await ask(operation, token);
      const isProblem = status < 400 || /^application\/(?:problem\+)?json/.test(headers['content-type'] ?? '');
      if (!fits(status) || !isProblem) found.push(`${nameOf(operation)} → ${status}`);
    }
    return found;
  }
  const guarded = () => operations.filter(({ role }) => role !== 'public');

  it('is an operation of the API document, or one of the named few that are none', () => {
    const documented = new Set(operations.map(nameOf));
    const served = new Set(
      gateway.app.routes
        .filter(({ method, path }) => !(method === 'ALL' && path.endsWith('*') && !path.startsWith('/console')))
        .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}')}`),
    );
    const strangers = [...served].filter(
      (name) => !documented.has(name) && !UNDOCUMENTED.some((known) => known.test(name)),
    );
    expect(strangers).toEqual([]);
    expect([...documented].filter((name) => !served.has(name))).toEqual([]);
    expect(operations.length).toBeGreaterThan(20);
  });

  it('names its role in the document, and asks for a token where it names one', async () => {
    const { json } = await gateway.call('GET', API_DOCUMENT);
    for (const [path, item] of Object.entries((json as unknown as Document).paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const role = operation['x-reeve-role'];
        expect([...ROLES, 'public'], `${method} ${path}`).toContain(role);
        expect(operation, `${method} ${path}`).toMatchObject({ security: role === 'public' ? [] : [{ bearer: [] }] });
      }
    }
  });

  it('needs the role that it always needed', () => {
    expect(operations.filter(({ role }) => role === 'public').map(nameOf)).toEqual(PUBLIC);
    const raised = guarded().filter(({ role }) => role !== 'viewer');
    expect(Object.fromEntries(raised.map((one) => [nameOf(one), one.role]))).toEqual(NEEDS_MORE_THAN_VIEWER);
  });

  it('refuses who brings no token, and asks for one', async () => {
    expect(await strays(guarded(), undefined, (status) => status === 401)).toEqual([]);
    const { headers, json } = await gateway.call('GET', '/api/v1/status');
    expect(headers).toMatchObject({ 'www-authenticate': 'Bearer realm="reeve"' });
    expect(json).toMatchObject({ status: 401, title: 'Not signed in' });
  });

  it.each(['none', 'viewer', 'operator', 'approver'] as const)('refuses the role %s what needs more', async (role) => {
    const forbidden = guarded().filter((one) => role === 'none' || !mayAct([role], one.role as Role));
    expect(forbidden.length).toBeGreaterThan(9);
    expect(await strays(forbidden, tokens.get(role), (status) => status === 403)).toEqual([]);
  });

  it.each(ROLES)('lets the role %s in where it is enough', async (role) => {
    const allowed = operations.filter((one) => one.role === 'public' || mayAct([role], one.role));
    // The probe waits for workers that are not there, and events go on; that they let in shows in their own tests.
    const slow = ['/api/v1/roundtrip', '/api/v1/fleet/events'];
    const quick = allowed.filter(({ path }) => !slow.includes(path));
    expect(await strays(quick, tokens.get(role), (status) => ![401, 403, 500].includes(status))).toEqual([]);
  });

  it('gives what is public to everybody', async () => {
    const open = operations.filter(({ role }) => role === 'public');
    expect(await strays(open, undefined, (status) => status === 200)).toEqual([]);
  });

  const bad: [string, () => string | Promise<string>][] = [
    ['garbage', () => 'garbage'],
    ['a JWT, where no issuer is configured', () => 'eyJhbGciOiJub25lIn0.e30.'],
    ['a token with another secret', () => admin.replace(/.{4}$/, 'AAAA')],
    ['a token with another id', () => admin.replace(/(?<=^rv1\.home\.)\w{12}/, '000000000000')],
    ['a token with a character more', () => `${admin}A`],
    ['a good token that names another account', () => admin.replace('.home.', '.other.')],
    ['a good token that names an account that is none', () => admin.replace('.home.', '.-.')],
    ['an expired token', expired],
    ['a revoked token', revoked],
    ['the token of somebody suspended', () => of('suspended')],
    ['the token of somebody paused', () => of('paused')],
    ['the token of somebody revoked', () => of('revoked')],
  ];
  it.each(bad)('refuses %s, even where none is needed', async (_what, make) => {
    const token = await make();
    expect(await strays(operations, token, (status) => status === 401)).toEqual([]);
  });

  it('takes a token until the very moment it ends, and its owner again after a suspension', async () => {
    const token = await issue('a-viewer', ['viewer']);
    await store.tamper(`UPDATE reeve.token SET expires_at = now() + interval '1 minute' WHERE id = $1`, [idOf(token)]);
    expect((await gateway.call('GET', '/api/v1/whoami', { token })).status).toBe(200);
    const back = await of('suspended');
    const patched = { token: admin, body: { state: 'active' } };
    await gateway.call('PATCH', '/api/v1/people/is-suspended', patched);
    expect((await gateway.call('GET', '/api/v1/whoami', { token: back })).json).toMatchObject({ id: 'is-suspended' });
  });

  async function expired(): Promise<string> {
    const token = await issue('a-admin');
    await store.tamper('UPDATE reeve.token SET expires_at = now() WHERE id = $1', [idOf(token)]);
    return token;
  }
  async function revoked(): Promise<string> {
    const token = await issue('a-admin');
    await gateway.call('DELETE', `/api/v1/tokens/${idOf(token)}`, { token: admin });
    return token;
  }
  async function of(state: string): Promise<string> {
    const id = `is-${state}`;
    await gateway.call('POST', '/api/v1/people', { token: admin, body: { id, name: id, roles: ['admin'] } });
    await gateway.call('PATCH', `/api/v1/people/${id}`, { token: admin, body: { state: 'active' } });
    const token = await issue(id);
    await gateway.call('PATCH', `/api/v1/people/${id}`, { token: admin, body: { state } });
    return token;
  }
});

function operationsOf({ paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      role: (operation['x-reeve-role'] ?? 'unnamed') as Operation['role'],
    })),
  );
}

function filled(path: string): string {
  return path.replace('{seq}', '1').replace('{id}', 'nobody').replace('{key}', 'nothing');
}

function idOf(token: string): string {
  return token.split('.')[2] ?? '';
}
