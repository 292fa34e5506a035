import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const PATH = '/console/leash';

/** Long names may be broken between their words, which is no part of the name. */
const unbroken = ({ text }: { readonly text: string }) => text.replaceAll('<wbr/>', '');

describe('the leash in the console', () => {
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
  const as = async (role: 'viewer' | 'operator' | 'approver' | 'admin') =>
    signedInAs(gateway, (await tokenWith(gateway, admin, role)).token);
  const stops = async () => (await gateway.call('GET', '/api/v1/stops', { token: admin })).json;

  it('shows a viewer all of it, and no button', async () => {
    const text = unbroken(await (await as('viewer')).get(PATH));
    for (const words of [
      ...['Nothing stops work', 'No scope is opened', 'Patrol', 'monitor', 'read_only', 'system.cert_rotate'],
      'Nobody has written over a default.',
    ])
      expect(text).toContain(words);
    expect(text).not.toMatch(/popovertarget="(?:freeze|thaw|kill)/);
  });

  it('freezes with a reason, for a time or for good, and thaws the one that is meant', async () => {
    const olga = await as('operator');
    expect((await olga.get(PATH)).text).not.toContain('popovertarget="kill"');
    const freeze = (fields: Record<string, string>) => olga.post(`${PATH}/freeze`, { csrf: olga.word, ...fields });
    for (const [fields, words] of [
      [{ reason: ' ' }, 'Nothing was changed: give a reason'],
      [{ reason: 'x', until: 'tomorrow' }, 'until is a time in UTC'],
      [{ reason: 'x', until: '2020-01-01T00:00' }, 'until is a time in UTC'],
      [{ reason: 'x', until: '2999-01-01T00:00' }, 'until is a time in UTC'],
    ] as const) {
      const answer = await freeze(fields);
      expect([answer.status, answer.text.includes(words)], words).toEqual([400, true]);
    }
    const until = new Date(Date.now() + 90 * 60_000).toISOString().slice(0, 16);
    expect((await freeze({ reason: 'release <b>day</b>', until })).headers.location).toBe(PATH);
    expect((await freeze({ reason: 'for good', until: '' })).status).toBe(303);
    const { text } = await olga.get(PATH);
    for (const words of ['Frozen (2 freezes)', 'release &lt;b&gt;day&lt;/b&gt;', 'somebody thaws it', 'person/admin'])
      expect(text).toContain(words);
    const freezes = (await stops())['freezes'] as { id: string; reason: string; until?: string }[];
    const timed = freezes.find((one) => one.until !== undefined);
    expect(Math.abs(Date.parse(timed?.until ?? '') - Date.parse(`${until}Z`))).toBeLessThan(61_000);
    const thaw = (id: string) => olga.post(`${PATH}/thaw`, { csrf: olga.word, id, reason: 'over' });
    expect((await thaw(timed?.id ?? '')).status).toBe(303);
    expect((await stops())['freezes']).toMatchObject([{ reason: 'for good' }]);
    const again = await thaw(timed?.id ?? '');
    expect([again.status, again.text.includes('No freeze')]).toEqual([404, true]);
    expect((await thaw('')).status).toBe(400);
    await olga.post(`${PATH}/thaw`, {
      csrf: olga.word,
      id: freezes.find((one) => !one.until)?.id ?? '',
      reason: 'over',
    });
    expect((await olga.get(PATH)).text).toContain('Nothing stops work');
  });

  it('turns the kill switch for an admin alone, and as the form said', async () => {
    const [ada, olga] = [await as('admin'), await as('operator')];
    const turn = (who: typeof ada, to: string) =>
      who.post(`${PATH}/kill-switch`, { csrf: who.word, turn: to, reason: 'drill' });
    expect((await turn(olga, 'on')).status).toBe(403);
    expect((await ada.get(PATH)).text).toContain('Turn the kill switch on…');
    expect((await turn(ada, 'maybe')).status).toBe(400);
    expect((await ada.post(`${PATH}/kill-switch`, { turn: 'on', reason: 'drill' })).status).toBe(403);
    expect((await stops())['killSwitch']).toBeUndefined();
    expect((await turn(ada, 'on')).status).toBe(303);
    const on = await ada.get(PATH);
    expect(on.text).toContain('The kill switch is on: nothing is written, and nothing is put back.');
    expect(on.text).toContain('Turn the kill switch off…');
    expect(await stops()).toMatchObject({ killSwitch: { reason: 'drill', by: 'person/admin' } });
    expect((await turn(ada, 'off')).status).toBe(303);
    expect((await stops())['killSwitch']).toBeUndefined();
  });

  it('shows levels as saved and as they count, scopes, and what people wrote over a default', async () => {
    const put = (path: string, body: unknown) => gateway.call('PUT', path, { token: admin, body });
    const reason = 'because <i>so</i>';
    await put('/api/v1/autonomy', { patrol: 'full', reason });
    await put('/api/v1/scopes', { pattern: 'flag/*', stage: 'act', riskMax: 'medium', reason });
    const written = await put('/api/v1/policies', { category: 'flag.set', verb: 'auto_approve', reason });
    expect(written.status).toBe(204);
    const text = unbroken(await (await as('viewer')).get(PATH));
    for (const words of ['full is locked', 'assisted', 'flag/*', 'medium', 'because &lt;i&gt;so&lt;/i&gt;'])
      expect(text).toContain(words);
    const row = /<tr role="row" class="override">[\s\S]*?<\/tr>/.exec(text)?.[0] ?? '';
    expect(row).toContain('flag.set');
    expect(row).toMatch(/data-label="by itself"><div><span aria-hidden="true">●/);
    expect(row).toMatch(/data-label="asks first"><div><span aria-hidden="true">○/);
  });
});
