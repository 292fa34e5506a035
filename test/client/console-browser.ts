import type { Role } from '../../client/reeve.js';
import type { Answer, TestGateway } from '../support/gateway.js';

/** A browser as far as the console needs one: it keeps cookies and sends forms. */
export function openBrowser(at: TestGateway) {
  const jar = new Map<string, string>();
  async function ask(method: string, path: string, sent: { body?: string; headers?: Record<string, string> } = {}) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await at.call(method, path, {
      ...(sent.body !== undefined && { body: sent.body }),
      headers: { ...(cookie && { cookie }), ...sent.headers },
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0\b/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }
  const get = (path: string, headers: Record<string, string> = {}) => ask('GET', path, { headers });
  const post = (
    path: string,
    fields: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ) =>
    ask('POST', path, {
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  async function signIn(token: string, next = '/console') {
    const form = await get(`/console/signin?${new URLSearchParams({ next }).toString()}`);
    return post('/console/signin', { guard: fieldOf(form, 'guard'), next: fieldOf(form, 'next'), token });
  }
  const csrf = async () => fieldOf(await get('/console/ledger'), 'csrf');
  return { jar, get, post, signIn, csrf };
}

export async function signedInAs(at: TestGateway, token: string) {
  const browser = openBrowser(at);
  await browser.signIn(token);
  return { ...browser, word: await browser.csrf() };
}

/** Another token of the account's admin, with one role only. */
export async function tokenWith({ reeve }: TestGateway, adminToken: string, role: Role) {
  const admin = await reeve.access.byToken(adminToken);
  if (!admin) throw new Error('the admin is gone');
  return reeve.access.issueToken(admin, { principal: 'admin', name: `a ${role}`, roles: [role] });
}

export function fieldOf({ text }: Answer, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
}
