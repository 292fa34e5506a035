import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { signedInAs } from './console-browser.js';

const PATH = '/console/leash';

describe('policy in the console', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(() => door.world.sql('DELETE FROM reeve.policy'));
  afterAll(() => door?.close());

  const as = (who: keyof SpineDoor['tokens']) => signedInAs(door.gateway, door.tokens[who]);
  const rows = async () => (await door.ask('vera', 'GET', '/api/v1/policies?overrides=true')).json;
  const row = { category: 'flag.set', agent: 'demo-agent', user: '', verb: 'auto_approve', reason: 'a quiet <b>month' };

  it('is written and unset by an admin, with a reason, from the next judgement on', async () => {
    const ada = await as('admin');
    const set = (fields: Record<string, string>) => ada.post(`${PATH}/policy`, { csrf: ada.word, ...fields });
    const all = {
      ...row,
      asked: 'policy-set',
      scoreMin: '0.75',
      asksFrom: 'high',
      chain: 'fleet_autonomy',
      risk: 'medium',
    };
    expect((await set(all)).headers.location).toBe(PATH);
    expect(await rows()).toMatchObject([
      { category: 'flag.set', agent: 'demo-agent', verb: 'auto_approve', scoreMin: 0.75, asksFrom: 'high' },
    ]);
    const { text } = await ada.get(PATH);
    expect(text).toContain('flag.set is auto_approve for agent demo-agent, from the next judgement on.');
    expect(text).toContain('a quiet &lt;b&gt;month');
    const change = /href="([^"]*)" aria-label="Change flag.set for agent demo-agent"/.exec(text)?.[1] ?? '';
    const opened = (await ada.get(change.replaceAll('&amp;', '&'))).text;
    for (const kept of ['value="0.75"', '<option value="fleet_autonomy" selected', '<option value="high" selected'])
      expect(opened).toContain(kept);
    expect((await set({ ...row, verb: 'blocked', user: 'olga' })).status).toBe(303);
    expect((await rows()).length).toBe(2);
    const level = { category: 'flag.set', agent: 'demo-agent', reason: 'done' };
    expect((await ada.post(`${PATH}/policy-unset`, { csrf: ada.word, ...level })).status).toBe(303);
    expect(await rows()).toMatchObject([{ verb: 'blocked', user: 'olga' }]);
    const again = await ada.post(`${PATH}/policy-unset`, { csrf: ada.word, ...level });
    expect([again.status, again.text.includes('Nobody has written a row for flag.set')]).toEqual([404, true]);
  });

  it.each([
    ['a category that nothing has', { category: 'flag.sett' }, 'No action and no default is of the category'],
    ['an agent that there is not', { agent: 'nobody' }, 'There is no agent nobody in this account.'],
    ['no verb', { verb: '' }, 'verb must be one of auto_approve'],
    ['a score that is no number', { scoreMin: 'much' }, 'id="policy-set-scoreMin-fault">Must be a number.'],
    ['a score above one', { scoreMin: '1.1' }, 'id="policy-set-scoreMin-fault">Must be at most 1.'],
    ['no reason', { reason: ' ' }, 'id="policy-set-reason-fault">Is missing.'],
    ['a field of somebody else', { account: 'rival' }, 'account is not known here'],
  ])('comes back open with what was typed, for %s', async (_what, over, words) => {
    const ada = await as('admin');
    const typed = { ...row, asked: 'policy-set', chain: 'cve_responder', ...over };
    const { status, text } = await ada.post(`${PATH}/policy`, { csrf: ada.word, ...typed });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text.toLowerCase()).toContain(words.toLowerCase());
    expect(text).toContain('<div class="asked open" id="policy-set" role="dialog"');
    expect(text).toContain('<option value="cve_responder" selected="">');
    expect(text).toContain(`${typed.reason.replace('<b>', '&lt;b&gt;')}</textarea>`);
    expect(await rows()).toEqual([]);
  });

  it('has no button for a viewer, and takes nothing from an operator', async () => {
    const vera = await as('vera');
    const { text } = await vera.get(`${PATH}?asked=policy-set&category=flag.set`);
    expect(text).not.toMatch(/Write a row|Write over|policy-set/);
    const olga = await as('olga');
    expect((await olga.post(`${PATH}/policy`, { csrf: olga.word, ...row })).status).toBe(403);
    expect((await olga.get(PATH)).text).not.toContain('Write over');
    expect(await rows()).toEqual([]);
  });

  it('is opened by a link with its fields filled in, and never with a reason', async () => {
    const ada = await as('admin');
    const { text } = await ada.get(PATH);
    const over = /href="([^"]*)" aria-label="Write over flag.set for the account"/.exec(text)?.[1] ?? '';
    expect(over).toBe(`${PATH}?asked=policy-set&amp;category=flag.set&amp;verb=require_approval`);
    const opened = await ada.get(`${PATH}?asked=policy-set&category=%3Cb%3E&reason=because`);
    expect([opened.status, opened.text.includes('value="&lt;b&gt;"')]).toEqual([200, true]);
    expect(opened.text).not.toContain('because</textarea>');
  });

  it('keeps the reason of a freeze whose end can not be read', async () => {
    const olga = await as('olga');
    const wish = { asked: 'freeze', reason: 'fire', until: '2020-01-01T00:00' };
    const { text } = await olga.post(`${PATH}/freeze`, { csrf: olga.word, ...wish });
    expect(text).toContain('<div class="asked open" id="freeze"');
    expect(text).toContain('fire</textarea>');
    expect(text).toContain('value="2020-01-01T00:00"');
  });
});
