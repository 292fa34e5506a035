import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const PATH = '/console/leash';
const reason = 'four <quiet> weeks';

describe('what the console sets of the leash', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('acme');
    await gateway.call('POST', '/api/v1/agents', { token: admin, body: { id: 'demo-agent', name: 'Demo' } });
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const as = async (role: 'viewer' | 'admin') => signedInAs(gateway, (await tokenWith(gateway, admin, role)).token);
  type Browser = Awaited<ReturnType<typeof as>>;
  const send = (who: Browser, form: string, fields: Record<string, string>) =>
    who.post(`${PATH}/${form}`, { csrf: who.word, reason, ...fields });
  const api = async (path: string) => (await gateway.call('GET', `/api/v1/${path}`, { token: admin })).json;

  it('writes a row of policy with its reason, shows it, and takes it away', async () => {
    const ada = await as('admin');
    const row = {
      category: 'flag.set',
      verb: 'auto_approve',
      agent: 'demo-agent',
      user: '',
      scoreMin: '0.6',
      chain: '',
    };
    expect((await send(ada, 'policy', row)).headers.location).toBe(PATH);
    expect(await api('policies?overrides=true')).toMatchObject([
      {
        ...{ category: 'flag.set', verb: 'auto_approve', agent: 'demo-agent', scoreMin: 0.6 },
        ...{ chain: 'manual_operations', author: 'person/admin', reason },
      },
    ]);
    const { text } = await ada.get(PATH);
    expect(text).toContain('flag.set is auto_approve there, from the next judgement on.');
    expect(text).toContain('person/admin: four &lt;quiet&gt; weeks');
    expect(text).toContain('Unset flag.set for agent demo-agent');
    for (const [fields, status, words] of [
      [{ ...row, verb: 'always' }, 400, 'Nothing was changed: verb: must be one of'],
      [{ ...row, scoreMin: '2' }, 400, 'scoreMin'],
      [{ ...row, category: 'flag.sett' }, 400, 'no action and no default is of the category'],
      [{ ...row, agent: 'nobody' }, 404, 'There is no agent nobody'],
      [{ ...row, chain: 'mine' }, 400, 'Chain: must be one of'],
      [{ ...row, reason: ' ' }, 400, 'reason'],
    ] as const) {
      const answer = await send(ada, 'policy', fields);
      expect([answer.status, answer.text.includes(words)], words).toEqual([status, true]);
    }
    expect((await send(ada, 'policy/unset', { category: 'flag.set', agent: 'demo-agent' })).status).toBe(303);
    expect(await api('policies?overrides=true')).toEqual([]);
    expect((await send(ada, 'policy/unset', { category: 'flag.set' })).status).toBe(404);
  });

  it('sets levels, unlocks and locks full, and waives four eyes of who is alone', async () => {
    const ada = await as('admin');
    expect((await send(ada, 'levels', { patrol: 'full', assistant: '', fourEyes: '' })).status).toBe(303);
    expect(await api('autonomy')).toMatchObject({
      ...{ patrol: { saved: 'full', effective: 'assisted' }, assistant: { saved: 'read_only' } },
      fourEyesWaived: { saved: false },
    });
    expect((await send(ada, 'unlock', { hours: '2' })).status).toBe(303);
    expect(await api('autonomy')).toMatchObject({ patrol: { effective: 'full' } });
    expect((await ada.get(PATH)).text).toContain('Lock full…');
    expect((await send(ada, 'lock', {})).status).toBe(303);
    expect(await api('autonomy')).toMatchObject({ patrol: { effective: 'assisted' } });
    for (const [form, fields, words] of [
      ['levels', {}, 'give patrol, assistant or fourEyesWaived'],
      ['levels', { patrol: 'wild' }, 'patrol: must be one of'],
      ['unlock', { hours: '25' }, 'hours'],
      ['lock', { reason: '' }, 'give a reason'],
    ] as const) {
      const answer = await send(ada, form, fields);
      expect([answer.status, answer.text.includes(words)], words).toEqual([400, true]);
    }
  });

  it('opens a scope and closes it', async () => {
    const ada = await as('admin');
    expect((await send(ada, 'scope', { pattern: 'flag/*', stage: 'act', riskMax: 'medium' })).status).toBe(303);
    expect(await api('scopes')).toMatchObject([{ pattern: 'flag/*', stage: 'act', riskMax: 'medium', reason }]);
    expect((await ada.get(PATH)).text).toContain('Unset the scope flag/*');
    expect((await send(ada, 'scope', { pattern: 'a b', stage: 'act' })).status).toBe(400);
    expect((await send(ada, 'scope/unset', { pattern: 'flag/*' })).status).toBe(303);
    expect(await api('scopes')).toEqual([]);
    expect((await send(ada, 'scope/unset', { pattern: 'flag/*' })).status).toBe(404);
  });

  it('shows a viewer none of these forms', async () => {
    const { text } = await (await as('viewer')).get(PATH);
    expect(text).toContain('What could be next');
    expect(text).not.toMatch(/popovertarget="(?:policy|levels|unlock|scope)/);
  });

  it('says what the gate would say, rule by rule, and writes nothing', async () => {
    const vera = await as('viewer');
    const ask = (query: Record<string, string>) =>
      vera.get(`/console/what-if?${new URLSearchParams(query).toString()}`);
    expect((await vera.get('/console/what-if')).text).not.toContain('Every rule that speaks');
    const what = { action: 'feature-flag', target: 'flag/<b>', agent: 'demo-agent', origin: 'fleet' };
    expect((await ask(what)).status).toBe(400);
    const before = (await api('ledger?limit=1')) as unknown as { seq: number }[];
    const { status, text } = await ask({
      ...what,
      target: 'flag/checkout.new',
      user: '',
      parameters: '{"value":true}',
    });
    expect(status).toBe(200);
    for (const words of [
      ...['It would be refused.', '<code>discovery</code>', '<code>stage</code>', '<code>trust-floor</code>'],
      ...['What would change it:', '<code>flag.set</code>', 'require_approval, for the account (default)'],
    ])
      expect(text).toContain(words);
    expect((await ask({ ...what, target: 'flag/x', parameters: 'value=true' })).text).toContain('parameters');
    expect((await ask({ ...what, action: 'nothing', target: 'flag/x' })).text).toContain('There is no action');
    expect(await api('ledger?limit=1')).toEqual(before);
  });
});
