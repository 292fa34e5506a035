import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const PATH = '/console/leash';
const reason = 'four quiet <i>weeks';

describe('autonomy in the console', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('acme');
  });
  beforeEach(async () => {
    for (const table of ['autonomy', 'scope']) await store.tamper(`DELETE FROM reeve.${table}`);
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });
  const as = async (role: 'viewer' | 'operator' | 'admin') =>
    signedInAs(gateway, (await tokenWith(gateway, admin, role)).token);
  const autonomy = async () => (await gateway.call('GET', '/api/v1/autonomy', { token: admin })).json;
  async function sending() {
    const ada = await as('admin');
    const send = (path: string, fields: Record<string, string>) =>
      ada.post(`${PATH}/${path}`, { csrf: ada.word, reason, ...fields });
    return { ada, send };
  }

  it('sets the levels that are said, and leaves the others as they are', async () => {
    const { ada, send } = await sending();
    const levels = { asked: 'levels', patrol: 'full', assistant: '', fourEyesWaived: 'waived' };
    expect((await send('levels', levels)).headers.location).toBe(PATH);
    expect(await autonomy()).toMatchObject({
      patrol: { saved: 'full', effective: 'assisted' },
      assistant: { saved: 'read_only' },
      fourEyesWaived: { saved: true, effective: true },
    });
    const { text } = await ada.get(PATH);
    for (const words of ['Saved: patrol level full, four eyes waived.', 'full is locked', 'as it is: full'])
      expect(text).toContain(words);
    await send('levels', { patrol: '', assistant: 'controlled', fourEyesWaived: 'required' });
    expect(await autonomy()).toMatchObject({
      ...{ patrol: { saved: 'full' }, assistant: { saved: 'controlled' }, fourEyesWaived: { saved: false } },
    });
  });

  it.each([
    ['nothing', 'levels', {}, 'Nothing was changed: give patrol, assistant or fourEyesWaived.'],
    ['a level that there is not', 'levels', { patrol: 'wild' }, 'id="levels-patrol-fault">Must be one of monitor'],
    ['another word for four eyes', 'levels', { fourEyesWaived: 'maybe' }, 'id="levels-fourEyesWaived-fault">Must be'],
    ['no hours', 'unlock', { hours: '' }, 'id="unlock-hours-fault">Is missing.'],
    ['too many hours', 'unlock', { hours: '25' }, 'id="unlock-hours-fault">Must be at most 24.'],
    ['half an hour', 'unlock', { hours: '0.5' }, 'id="unlock-hours-fault">Must be a whole number.'],
    ['a pattern with a blank', 'scope', { pattern: 'a b', stage: 'act' }, 'Takes the name of a target, with *'],
    ['no stage', 'scope', { pattern: 'flag/*' }, 'id="scope-set-stage-fault">Must be one of observe, dry-run, act.'],
  ] as const)('refuses %s, and keeps what was typed', async (_what, path, fields, words) => {
    const asked = path === 'scope' ? 'scope-set' : path;
    const { status, text } = await (await sending()).send(path, { asked, ...fields });
    expect([status, text.includes(words)], text.slice(text.indexOf('fault'), 300)).toEqual([400, true]);
    expect(text).toContain('four quiet &lt;i&gt;weeks</textarea>');
    expect(await autonomy()).toMatchObject({ patrol: { saved: 'monitor' }, scopes: [] });
  });

  it('waives four eyes for nobody who is not alone', async () => {
    const rival = await store.account('rival');
    await gateway.call('POST', '/api/v1/people', { token: rival, body: { id: 'bob', name: 'Bob', roles: ['viewer'] } });
    const browser = await signedInAs(gateway, rival);
    const answer = await browser.post(`${PATH}/levels`, { csrf: browser.word, reason, fourEyesWaived: 'waived' });
    expect([answer.status, answer.text.includes('This account has 2 people, so four eyes are there')]).toEqual([
      ...[409, true],
    ]);
  });

  it('unlocks full for hours, and locks it', async () => {
    const { ada, send } = await sending();
    await send('levels', { patrol: 'full' });
    expect((await ada.get(PATH)).text).not.toContain('popovertarget="lock"');
    expect((await send('unlock', { hours: '4' })).status).toBe(303);
    expect((await autonomy())['patrol']).toEqual({ saved: 'full', effective: 'full' });
    const { text } = await ada.get(PATH);
    expect(text).toMatch(/The patrol level full counts until \d{4}-/);
    expect(text).toContain('popovertarget="lock"');
    expect((await send('lock', {})).status).toBe(303);
    expect(await autonomy()).toMatchObject({ patrol: { effective: 'assisted' } });
  });

  it('sets, changes and unsets a scope', async () => {
    const { ada, send } = await sending();
    await send('scope', { pattern: 'flag/*', stage: 'act', riskMax: 'medium' });
    const { text } = await ada.get(PATH);
    expect(text).toContain('flag/* stands at act, for medium risk at most, from the next judgement on.');
    const change = /href="([^"]*)" aria-label="Change the scope flag\/\*"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    const opened = (await ada.get(change ?? '')).text;
    expect(opened).toContain('<div class="asked open" id="scope-set"');
    for (const kept of ['value="flag/*"', '<option value="act" selected', '<option value="medium" selected'])
      expect(opened).toContain(kept);
    await send('scope', { pattern: 'flag/*', stage: 'dry-run' });
    expect((await autonomy())['scopes']).toMatchObject([{ stage: 'dry-run', riskMax: 'low', reason }]);
    expect((await send('scope-unset', { pattern: 'flag/*' })).status).toBe(303);
    const gone = await send('scope-unset', { pattern: 'flag/*', asked: 'scope-unset-flag/*' });
    expect([gone.status, gone.text.includes('There is no scope flag/* in this account.')]).toEqual([404, true]);
  });

  it('shows what the evidence would justify, and leads to the form for it', async () => {
    expect((await (await as('viewer')).get(PATH)).text).toContain('there is no evidence yet');
    await store.tamper(
      `INSERT INTO reeve.intervention (account, key, proposal, action, target, proposer, origin, severity, correlation, proposed_at,
         stage, round, deferred_ms, outcome, ended_at)
       SELECT 'acme', 'past-' || n, '{}', 'feature-flag', 'flag/a', 'agent/x', 'person', 'warning', 'c', now(), 'ended', 0, '{}',
         'recorded', now() FROM generate_series(1, 20) AS n`,
    );
    const viewer = (await (await as('viewer')).get(PATH)).text;
    for (const words of ['20 recorded', 'dry-run, low', '20 recorded at observe in 4 weeks, and none went wrong'])
      expect(viewer).toContain(words);
    expect(viewer).not.toMatch(/Open…|scope-set/);
    const { ada } = await sending();
    const open =
      /href="([^"]*)" aria-label="Open flag\/\* to dry-run, low"/.exec((await ada.get(PATH)).text)?.[1] ?? '';
    const { text } = await ada.get(open.replaceAll('&amp;', '&'));
    expect(text).toContain('<div class="asked open" id="scope-set"');
    expect(text).toContain('value="flag/*"');
    expect(text).toContain('<option value="dry-run" selected');
  });

  it('has no button for an operator, and takes nothing from one', async () => {
    const olga = await as('operator');
    expect((await olga.get(PATH)).text).not.toMatch(/popovertarget="(?:levels|unlock|lock|scope)/);
    for (const path of ['levels', 'unlock', 'lock', 'scope', 'scope-unset'])
      expect((await olga.post(`${PATH}/${path}`, { csrf: olga.word, reason })).status).toBe(403);
  });
});
