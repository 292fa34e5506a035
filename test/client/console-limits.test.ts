import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const PATH = '/console/limits';
const reason = 'a quiet <b>night';
const WINDOW = { id: 'nights', from: '22:00', to: '06:30', timeZone: 'Europe/Berlin' };

describe('limits in the console', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('acme');
  });
  beforeEach(async () => {
    for (const table of ['maintenance', 'budget', 'pressure', 'breaker', 'flag', 'reservation'])
      await store.tamper(`DELETE FROM reeve.${table}`);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const as = async (role: 'viewer' | 'operator' | 'admin') =>
    signedInAs(gateway, (await tokenWith(gateway, admin, role)).token);
  const api = async (path: string) => (await gateway.call('GET', `/api/v1/${path}`, { token: admin })).json;
  const whole = (text: string) => text.replaceAll('<wbr/>', '');
  async function sending() {
    const ada = await as('admin');
    const send = (path: string, fields: Record<string, string>, days: readonly string[] = []) =>
      ada.post(`${PATH}/${path}`, [
        ...Object.entries({ csrf: ada.word, reason, ...fields }),
        ...days.map((day): [string, string] => ['days', day]),
      ]);
    return { ada, send };
  }

  it('says when nothing makes work wait, and shows defaults', async () => {
    const text = whole((await (await as('viewer')).get(PATH)).text);
    for (const words of ['Nothing makes work wait.', 'every hour is open', 'act/target', 'Nothing is spent.'])
      expect(text).toContain(words);
    expect(text).not.toMatch(/popovertarget="(?:window|budget|reset)/);
  });

  it('sets, changes and unsets a window, and says whether it is open', async () => {
    const { ada, send } = await sending();
    expect((await send('window', WINDOW, ['1', '5', '0'])).headers.location).toBe(PATH);
    expect((await api('windows'))['windows']).toMatchObject([{ ...WINDOW, reason, days: [1, 5, 0] }]);
    const { text } = await ada.get(PATH);
    for (const words of ['Mon, Fri, Sun', '22:00 to 06:30', 'Europe/Berlin, over midnight', 'a quiet &lt;b&gt;night'])
      expect(text).toContain(words);
    const change = /href="([^"]*)" aria-label="Change the window nights"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    const opened = (await ada.get(change ?? '')).text;
    const boxes = [...opened.matchAll(/name="days" value="(\d)" checked=""/g)].map(([, day]) => day);
    expect([boxes, opened.includes('value="06:30"')]).toEqual([['1', '5', '0'], true]);
    const never = await send('window', { ...WINDOW, from: '00:00', to: '24:00' }, [
      String((new Date().getUTCDay() + 3) % 7),
    ]);
    expect(never.status).toBe(303);
    expect(whole((await ada.get(PATH)).text)).toContain(
      'Some work waits: no maintenance window is open, and none opens',
    );
    expect((await send('window-unset', { id: 'nights' })).status).toBe(303);
    expect((await ada.get(PATH)).text).toContain('Nothing makes work wait.');
    expect((await send('window-unset', { id: 'nights' })).status).toBe(404);
  });

  it.each([
    ['no day', 'window', WINDOW, [], 'id="window-set-days-fault">Must hold at least 1.'],
    ['a day that there is not', 'window', WINDOW, ['9'], 'id="window-set-days-fault">Must be at most 6.'],
    ['an hour that there is not', 'window', { ...WINDOW, to: '25:00' }, ['1'], 'Must be a time such as 22:00.'],
    ['a zone that nobody knows', 'window', { ...WINDOW, timeZone: 'Mars/Base' }, ['1'], 'is no time zone'],
    [
      'a budget that there is not',
      'budget',
      { name: 'act/wrong', most: '1' },
      [],
      'is no budget: there are act/target',
    ],
    ['less than nothing', 'budget', { name: 'fix', most: '-1' }, [], 'id="budget-set-most-fault">Must be at least 0.'],
    ['a number in words', 'budget', { name: 'fix', most: 'few' }, [], 'id="budget-set-most-fault">Must be a number.'],
  ] as const)('refuses %s, and keeps what was typed', async (_what, path, fields, days, words) => {
    const { status, text } = await (await sending()).send(path, { asked: `${path}-set`, ...fields }, days);
    expect([[400, 409].includes(status), text.includes(words)]).toEqual([true, true]);
    expect(text).toContain(`<div class="asked open" id="${path}-set"`);
    expect(text).toContain('a quiet &lt;b&gt;night</textarea>');
    expect((await api('windows'))['windows']).toEqual([]);
  });

  it('sets and unsets a budget, and shows what is spent', async () => {
    const { ada, send } = await sending();
    await send('budget', { name: 'act/target', most: '2' });
    await send('budget', { name: 'consent/pay', most: '5' });
    await store.tamper(
      `WITH past AS (INSERT INTO reeve.intervention (account, key, proposal, action, target, proposer, origin, severity, correlation,
           proposed_at, stage, round, deferred_ms, outcome, ended_at)
         SELECT 'acme', 'past-' || n, '{}', 'feature-flag', 'flag/a', 'agent/x', 'person', 'warning', 'c', now(), 'ended', 0, '{}',
           'verified', now() FROM generate_series(1, 2) AS n RETURNING key)
       INSERT INTO reeve.reservation (account, intervention, bucket, at, state)
         SELECT 'acme', key, 'act/target/flag/a', now(), 'spent' FROM past`,
    );
    const text = whole((await ada.get(PATH)).text);
    for (const words of ['1 budget spent', '2 of 2', 'flag/a', 'consent/pay', 'a quiet &lt;b&gt;night'])
      expect(text).toContain(words);
    expect((await send('budget-unset', { name: 'act/target' })).status).toBe(303);
    expect(whole((await ada.get(PATH)).text)).toContain('2 of 3');
    const again = await send('budget-unset', { name: 'act/target' });
    expect([again.status, again.text.includes('Nobody has set the budget act/target')]).toEqual([404, true]);
  });

  it('shows pressure, flags and breakers, and lets an operator reset one', async () => {
    const post = (path: string, body: unknown) => gateway.call('POST', `/api/v1/${path}`, { token: admin, body });
    await post('pressure', { source: 'queue', strength: 4, ttlMs: 3_600_000, decay: 0.5 });
    await post('flags', { name: 'checkout.new', value: '<i>on' });
    await store.tamper(
      `INSERT INTO reeve.breaker (account, name, state) VALUES ('acme', 'action/http-webhook/endpoint', '{"state":"open","failures":3,"successes":0,"backoffMs":15000,"retryAt":1790000000000,"probeUntil":0}')`,
    );
    const olga = await as('operator');
    const text = whole((await olga.get(PATH)).text);
    for (const words of [
      ...['other systems are under pressure', '1 breaker not closed', 'person/admin/queue', '4.00', '50 %'],
      ...['checkout.new', '&lt;i&gt;on', 'open: nothing is tried', 'aria-label="Reset the breaker action/http-webhook'],
    ])
      expect(text).toContain(words);
    const name = 'action/http-webhook/endpoint';
    const without = { asked: `reset-${name}`, name, reason: ' ' };
    const refused = await olga.post(`${PATH}/breaker-reset`, { csrf: olga.word, ...without });
    expect([refused.status, refused.text.includes(`<div class="asked open" id="reset-${name}"`)]).toEqual([400, true]);
    expect((await olga.post(`${PATH}/breaker-reset`, { csrf: olga.word, name, reason })).status).toBe(303);
    expect(await api('breakers')).toMatchObject([{ state: 'closed' }]);
    expect((await olga.get(PATH)).text).not.toContain('aria-label="Reset');
    expect((await olga.post(`${PATH}/budget`, { csrf: olga.word, name: 'fix', most: '1', reason })).status).toBe(403);
    const vera = await as('viewer');
    expect((await vera.post(`${PATH}/breaker-reset`, { csrf: vera.word, name, reason })).status).toBe(403);
  });
});
