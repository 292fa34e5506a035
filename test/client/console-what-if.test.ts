import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { signedInAs } from './console-browser.js';

const PATH = '/console/what-if';
const FLAG = { action: 'feature-flag', kind: 'flag', name: 'checkout.new', agent: 'demo-agent' };

describe('what if, in the console', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(async () => {
    for (const table of ['stop', 'policy']) await door.world.sql(`DELETE FROM reeve.${table}`);
    await door.world.sql(
      `INSERT INTO reeve.target VALUES ('home', 'flag/checkout.new', NULL, now(), 'test') ON CONFLICT DO NOTHING`,
    );
  });
  afterAll(() => door?.close());

  const vera = () => signedInAs(door.gateway, door.tokens.vera);
  const ask = async (fields: Record<string, string>) =>
    (await vera()).get(`${PATH}?${new URLSearchParams(fields).toString()}`);
  const set = (path: string, body: Record<string, unknown>) =>
    door.ask('admin', path === 'freeze' ? 'POST' : 'PUT', `/api/v1/${path}`, { reason: 'x', ...body });

  it('asks first, and answers nothing before it is asked', async () => {
    const { text, status } = await (await vera()).get(PATH);
    expect(status).toBe(200);
    for (const words of [
      '<form method="get"',
      'feature-flag: ',
      '<option value="demo-agent">',
      'Ask what the gate would say',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('Rules that spoke');
  });

  it('names the verdict, every rule, the row that counts and the one beneath, and who would be asked', async () => {
    const { text, status } = await ask({ ...FLAG, origin: '', severity: 'warning', parameters: '{"value":true}' });
    expect(status).toBe(200);
    for (const words of [
      ...['People would be asked: 1 with the role approver, within 4 h.', '<code>require-approval</code>'],
      ...['What would change it: ', 'Who would be asked', 'blast radius, and whether it is possible at all'],
      ...['feature-flag at flag/checkout.new, proposed by agent demo-agent; origin person, severity warning.'],
    ])
      expect(text).toContain(words);
    await set('policies', { category: 'flag.set', agent: 'demo-agent', verb: 'notify_and_proceed' });
    const after = (await ask(FLAG)).text;
    expect(after).toContain('It would be done without asking anybody, and people would be told.');
    const rows = /<table[^>]*><caption class="unseen">Rows that match[\s\S]*?<\/table>/.exec(after)?.[0] ?? '';
    expect(rows).toMatch(/agent demo-agent[\s\S]*counts[\s\S]*written by people[\s\S]*the account[\s\S]*beneath/);
  });

  it('says what stops it, and what it would be once it is opened', async () => {
    const recorded = (await ask({ ...FLAG, origin: 'patrol' })).text;
    expect(recorded).toContain('It would be recorded, and nothing done. Opened, people would be asked.');
    await set('freeze', { reason: 'fire <b>' });
    const { text } = await ask({ ...FLAG, parameters: '{"value":[]}' });
    expect(text).toContain('It would be refused.');
    for (const rule of ['freeze', 'parameters', 'require-approval']) expect(text).toContain(`<code>${rule}</code>`);
    expect(text).not.toContain('<b>');
  });

  it('keeps what was typed, and says at each field what is wrong with it', async () => {
    const typed = {
      ...{ action: 'no<i>such', kind: 'fl/ag', name: '', agent: 'Demo‮', severity: 'warn' },
      ...{ user: '', parameters: '{"a":', namespace: 'a"b' },
    };
    const { text, status } = await ask(typed);
    expect(status).toBe(400);
    expect(text).not.toContain('<i>such');
    for (const [field, words] of [
      ['kind', 'Takes letters, digits'],
      ['name', 'Is missing.'],
      ['agent', 'Must be the id of a person or an agent.'],
      ['severity', 'Must be one of info, warning, high, critical.'],
      ['parameters', 'Must be JSON, such as'],
    ] as const)
      expect(text).toMatch(new RegExp(`id="ask-${field}-fault">${words}`));
    expect(text).toContain('<option value="no&lt;i&gt;such" selected="">no&lt;i&gt;such</option>');
    for (const kept of ['value="fl/ag"', 'value="a&quot;b"', '{&quot;a&quot;:</textarea>'])
      expect(text).toContain(kept);
    const unknown = await ask({ ...FLAG, action: 'nonsense' });
    expect([unknown.status, /id="ask-action-fault">([^<]*)/.exec(unknown.text)?.[1]]).toEqual([
      ...[400, expect.stringContaining('There is no action &quot;nonsense&quot;: the catalogue has ')],
    ]);
    expect((await ask({ ...FLAG, parameters: '[]' })).text).toContain('id="ask-parameters-fault">Must be an object.');
  });

  it('is a link away from a row of policy and from the story of an intervention', async () => {
    const browser = await vera();
    const row = /href="(\/console\/what-if\?[^"]*)" aria-label="What if: flag.set for the account"/.exec(
      (await browser.get('/console/leash')).text,
    );
    expect(row?.[1]).toBe(`${PATH}?action=feature-flag`);
    const wish = { action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' }, as: 'demo-agent' };
    await door.world.run(async () => {
      const proposal = { ...wish, parameters: { value: 'a&b' }, key: 'what-if-again' };
      await door.ask('olga', 'POST', '/api/v1/proposals', proposal);
      await door.asked('what-if-again');
      const { text } = await browser.get('/console/interventions/what-if-again');
      const link = /href="(\/console\/what-if\?[^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
      expect(Object.fromEntries(new URL(link, 'http://x').searchParams)).toEqual({
        ...{ ...FLAG, user: 'olga', origin: 'person', severity: 'warning', parameters: '{"value":"a&b"}' },
      });
      expect((await browser.get(link)).text).toContain('proposed by agent demo-agent for olga;');
      await door.ask('olga', 'POST', '/api/v1/interventions/what-if-again/withdraw', { reason: 'done' });
      await door.world.ended('what-if-again');
    });
  });
});
