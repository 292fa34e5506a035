import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOSED } from '../../domain/breaker.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const PATH = '/console/limits';
const name = 'provider/endpoint/pager';

describe('what puts work off, in the console', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('acme');
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const as = async (role: 'viewer' | 'operator') => signedInAs(gateway, (await tokenWith(gateway, admin, role)).token);

  it('says so where there is nothing, and knows the defaults', async () => {
    const { text } = await (await as('viewer')).get(PATH);
    for (const words of [
      ...['Nothing has failed.', 'No system reports pressure.', 'There are no windows', 'Nothing is spent.'],
      ...['act/target', 'fix', 'CVE Response Actions: 1 with the role approver, within 8 h', 'then reject'],
    ])
      expect(text).toContain(words);
  });

  it('shows windows, budgets and pressure with who set them and why', async () => {
    const send = (method: string, path: string, body: object) =>
      gateway.call(method, `/api/v1/${path}`, { token: admin, body });
    const hours = { timeZone: 'Europe/Berlin', days: [1, 2], from: '22:00', to: '06:00' };
    await send('PUT', 'windows', { id: 'nights', ...hours, reason: 'few <i>buy</i>' });
    await send('PUT', 'budgets', { name: 'consent/shop', most: 7, reason: 'careful' });
    await send('POST', 'pressure', { source: 'queue', strength: 3, ttlMs: 600_000 });
    const { text } = await (await as('viewer')).get(PATH);
    for (const words of [
      ...['nights', 'Mon, Tue', '22:00 to 06:00', 'Europe/Berlin', 'person/admin: few &lt;i&gt;buy&lt;/i&gt;'],
      ...['consent/shop', '>7<', 'unlimited', 'person/admin: careful', 'person/admin/queue', '>3.00<'],
    ])
      expect(text).toContain(words);
  });

  it('resets a breaker for an operator, with a reason', async () => {
    const put = (state: object) =>
      store.tamper('INSERT INTO reeve.breaker (account, name, state) VALUES ($1, $2, $3)', [
        ...['acme', name, JSON.stringify({ ...CLOSED, ...state })],
      ]);
    await put({ state: 'open', failures: 3, retryAt: Date.now() + 60_000 });
    const [olga, vera] = [await as('operator'), await as('viewer')];
    const seen = (await vera.get(PATH)).text;
    expect(seen).toContain('1 breaker not closed');
    expect(seen).not.toContain('Reset…');
    expect((await olga.get(PATH)).text).toContain(`Reset the breaker ${name}`);
    const reset = (fields: object) => olga.post(`${PATH}/breaker/reset`, { csrf: olga.word, name, ...fields });
    expect((await reset({ reason: ' ' })).status).toBe(400);
    expect((await reset({ reason: 'x', name: 'none' })).status).toBe(404);
    expect((await reset({ reason: 'it is mended' })).headers.location).toBe(PATH);
    const { text } = await olga.get(PATH);
    expect(text).toContain(`The breaker ${name} is closed.`);
    expect(text).toContain('0 breakers not closed');
    expect(text).not.toContain('Reset…');
  });
});
