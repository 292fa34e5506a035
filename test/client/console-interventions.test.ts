import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { signedInAs } from './console-browser.js';

const wish = (over: Record<string, unknown> = {}) => ({
  ...{ action: 'feature-flag', target: { kind: 'flag', name: 'checkout.new' }, parameters: { value: true } },
  ...{ summary: 'new <img src=x> checkout', why: ['obs-<1>'], ...over },
});

describe('interventions in the console', () => {
  let door: SpineDoor;
  beforeAll(async () => {
    door = await openSpineDoor();
  });
  beforeEach(async () => {
    await door.world.sql(`UPDATE reeve.flag SET value = 'false', effect = NULL`);
    await door.world.sql(`UPDATE reeve.intervention SET ended_at = ended_at - interval '2 days'`);
  });
  afterAll(() => door?.close());

  const signedIn = (who: keyof SpineDoor['tokens']) => signedInAs(door.gateway, door.tokens[who]);
  async function propose(who: 'admin' | 'olga' | 'demo-agent', over: Record<string, unknown> = {}) {
    const { json, text } = await door.ask(who, 'POST', '/api/v1/proposals', wish(over));
    expect(text).toContain('key');
    return String(json['key']);
  }

  it('tell the whole story of one, each station with its entry in the ledger', async () => {
    await door.world.run(async () => {
      const key = await propose('olga', { as: 'demo-agent' });
      const { id, planHash } = await door.asked(key);
      const vera = await signedIn('vera');
      const open = await vera.get(`/console/interventions/${key}`);
      expect(open.text).toContain('Not ended yet');
      expect(open.text).toContain(`href="/console/approvals/${String(id)}"`);
      expect(open.text).not.toContain('popovertarget="withdraw"');
      const yes = { planHash, reason: 'go <b>on' };
      await door.ask('bob', 'POST', `/api/v1/approvals/${String(id)}/approve`, yes);
      await door.world.ended(key);
      const { text } = await vera.get(`/console/interventions/${key}`);
      const story = /<ol class="timeline">[\s\S]*<\/ol>/.exec(text)?.[0] ?? '';
      expect([...story.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title]) => title)).toEqual([
        ...['Proposed', 'Judged: ask', 'People were asked', 'person/bob: approve', 'Judged: proceed', 'Begun', 'Done'],
        'Ended: verified',
      ]);
      expect(story.match(/href="\/console\/ledger\/\d+"/g)).toHaveLength(8);
      for (const words of ['new &lt;img src=x&gt; checkout', 'obs-&lt;1&gt;', '“go &lt;b&gt;on”', 'by the door token'])
        expect(story).toContain(words);
      for (const words of ['What would change it:', 'Receipt', 'verified', '1 with the role approver'])
        expect(story).toContain(words);
      expect(text).toContain('<del><code class="value">false</code></del>');
      expect(text).not.toContain('<img');
    });
  });

  it('are listed newest first, filtered, and paged', async () => {
    await door.world.run(async () => {
      const key = await propose('olga', { parameters: { value: 'open' }, summary: 'still open' });
      await door.asked(key);
      const vera = await signedIn('vera');
      const all = (await vera.get('/console/interventions')).text;
      expect(all.indexOf('still open')).toBeLessThan(all.indexOf('new &lt;img src=x&gt; checkout'));
      const open = (await vera.get('/console/interventions?show=open')).text;
      expect([open.includes('still open'), open.includes('verified</span>')]).toEqual([true, false]);
      const good = (await vera.get('/console/interventions?outcome=verified&show=nonsense&after=%00')).text;
      expect([good.includes('still open'), good.includes('verified</span>')]).toEqual([false, true]);
      expect((await vera.get('/console/interventions?target=flag/none')).text).toContain('None matches.');
      await door.world.sql(
        `INSERT INTO reeve.intervention (account, key, proposal, action, target, proposer, origin, severity, correlation, proposed_at,
           stage, round, deferred_ms, outcome)
         SELECT account, 'many-' || n, proposal, action, target, proposer, origin, severity, correlation,
           proposed_at - interval '1 day', 'ended', 0, '{}', 'recorded'
         FROM reeve.intervention, generate_series(1, 60) AS n WHERE key = $1`,
        [key],
      );
      const first = (await vera.get('/console/interventions')).text;
      const older = /href="([^"]*)" rel="next"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
      expect((await vera.get(older)).text).toContain('Newest</a>');
      await door.ask('olga', 'POST', `/api/v1/interventions/${key}/withdraw`, { reason: 'done with it' });
      await door.world.ended(key);
    });
  });

  it('are taken back by who may, from our own form, with a reason', async () => {
    await door.world.run(async () => {
      const key = await propose('olga', { parameters: { value: 'back' } });
      await door.asked(key);
      const path = `/console/interventions/${key}`;
      const [bob, vera, olga] = [await signedIn('bob'), await signedIn('vera'), await signedIn('olga')];
      expect((await bob.get(path)).text).not.toMatch(/popovertarget="(?:withdraw|cancel)"/);
      const reason = 'a mistake';
      const refused = await bob.post(`${path}/withdraw`, { csrf: bob.word, reason });
      expect(refused.status).toBe(403);
      expect(refused.text).toContain('Only who proposed it, or an operator, may withdraw it.');
      expect((await vera.post(`${path}/cancel`, { csrf: vera.word, reason })).status).toBe(403);
      expect((await olga.post(`${path}/withdraw`, { reason })).status).toBe(403);
      const without = await olga.post(`${path}/withdraw`, { csrf: olga.word, reason: ' ' });
      expect([without.status, without.text.includes('Nothing was done: give a reason')]).toEqual([400, true]);
      expect((await olga.get(path)).text).toMatch(/popovertarget="withdraw"[\s\S]*popovertarget="cancel"/);
      const done = await olga.post(`${path}/withdraw`, { csrf: olga.word, reason });
      expect([done.status, done.headers.location]).toEqual([303, path]);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'withdrawn' });
      const after = await olga.get(path);
      expect(after.text).toContain('Asked to be withdrawn');
      expect(after.text).not.toContain('popovertarget="withdraw"');
      const again = await olga.post(`${path}/cancel`, { csrf: olga.word, reason });
      expect([again.status, again.text.includes('It has ended already: withdrawn')]).toEqual([409, true]);
    });
  });

  it('belong to their account', async () => {
    const stranger = await signedInAs(door.gateway, await door.world.store.account('rival'));
    expect((await stranger.get('/console/interventions')).text).toContain('Nothing was proposed yet.');
    const [row] = await door.world.sql<{ key: string }>('SELECT key FROM reeve.intervention LIMIT 1');
    expect((await stranger.get(`/console/interventions/${row?.key}`)).status).toBe(404);
    const answer = await stranger.post(`/console/interventions/${row?.key}/cancel`, {
      ...{ csrf: stranger.word, reason: 'x' },
    });
    expect(answer.status).toBe(404);
  });
});
