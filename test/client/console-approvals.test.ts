import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSpineDoor, type SpineDoor } from '../support/spine-door.js';
import { fieldOf, signedInAs } from './console-browser.js';

const FLAG = { kind: 'flag', name: 'checkout.new' };
const wish = (over: Record<string, unknown> = {}) => ({
  ...{ action: 'feature-flag', target: FLAG, parameters: { value: true }, summary: 'the new <b>checkout</b>\u202E' },
  ...over,
});

describe('approvals in the console', () => {
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
  async function asked(who: 'admin' | 'olga' = 'olga', over: Record<string, unknown> = {}) {
    const { json } = await door.ask(who, 'POST', '/api/v1/proposals', wish(over));
    const key = String(json['key']);
    const id = String((await door.asked(key))['id']);
    return { key, id, path: `/console/approvals/${id}` };
  }

  it('shows what is open with all that an answer needs, escapes it, and does what was approved', async () => {
    await door.world.run(async () => {
      const { key, id, path } = await asked('olga', { as: 'demo-agent' });
      const bob = await signedIn('bob');
      const inbox = await bob.get('/console/approvals');
      for (const words of [
        ...['1 request is open; 1 of them you may approve', `href="${path}"`, 'agent/demo-agent', ' for olga'],
        ...['the new &lt;b&gt;checkout&lt;/b&gt;\\u{202e}', 'flag/checkout.new', '3 h 59 min', `/interventions/${key}`],
        ...['1 more yes by the role approver', 'may approve', 'warning', 'low'],
      ])
        expect(inbox.text).toContain(words);
      expect(inbox.text).not.toContain('<b>checkout');
      // On every page, beside the word and on the button of the menu.
      const badge = /data-badge="\/console\/approvals"(?! hidden)[^>]*><span data-count[^>]*>1</g;
      expect((await bob.get('/console/people')).text.match(badge)).toHaveLength(2);
      const part = await bob.get('/console/approvals', { 'x-reeve-part': '1' });
      expect(part.headers['x-reeve-badges']).toBe('{"/console/approvals":1,"/console/tasks":0}');

      const page = await bob.get(path);
      for (const words of [
        ...['<del><code class="value">false</code></del>', '<ins><code class="value">true</code></ins>'],
        ...['require-approval', 'What would change it:', 'it can be put back', '1 thing is touched'],
        ...['Approve…', 'Reject…', 'Request changes…', 'Delegate…', 'the new &lt;b&gt;checkout'],
      ])
        expect(page.text).toContain(words);
      // Whom the gate would refuse is not offered.
      const to = /id="say-delegate-to"[\s\S]*?<\/select>/.exec(page.text)?.[0] ?? '';
      expect([...to.matchAll(/value="(\w+)"/g)].map(([, name]) => name)).toEqual(['admin', 'eve', 'vera']);

      const yes = { csrf: bob.word, says: 'approve', planHash: fieldOf(page, 'planHash'), reason: '' };
      const answer = await bob.post(`${path}/answer`, yes);
      expect([answer.status, answer.headers.location]).toEqual([303, path]);
      expect((await bob.get(path)).text).toContain('Your answer stands: approve.');
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'verified' });
      const closed = await bob.get(path);
      expect(closed.text).toContain('approved');
      expect(closed.text).not.toContain('Approve…');
      expect((await bob.get('/console/approvals')).text).toContain('Nothing waits for people.');
      const { json } = await door.ask('vera', 'GET', `/api/v1/interventions/${key}`);
      expect(json['requests']).toMatchObject([{ id, answers: [{ person: 'bob', door: 'session' }] }]);
    });
  });

  it('shows what was seen, at every door, before what is to change', async () => {
    const payload = {
      module: 'vault',
      path: '/root/<b>.pgpass',
      person: 'mallory',
      api_token: 'hunter2',
      report: 'r-1',
    };
    await door.world.sql(
      `INSERT INTO reeve.condition (account, id, kind, fingerprint, sensor, agent, severity, subject, groups, payload, opened_at, seen_at, correlation)
       SELECT account, 'c-1', 'honeypot.access_attempted', 'f', 'honeypot_access_sensor', 'fleet_autonomy', 'critical', 'instance/web-1', '{}', $1,
         now(), now(), 'c-1' FROM reeve.principal WHERE id = 'olga'`,
      [JSON.stringify(payload)],
    );
    await door.world.run(async () => {
      const { id, path } = await asked('olga', { why: ['c-1'] });
      const bob = await signedIn('bob');
      const { text } = await bob.get(path);
      for (const words of ['href="/console/conditions/c-1"', 'A lure was touched', '/root/&lt;b&gt;.pgpass', 'mallory'])
        expect(text).toContain(words);
      expect(text).not.toContain('r-1<');
      expect(text.indexOf('What was seen')).toBeLessThan(text.indexOf('What would change'));
      const { json } = await door.ask('bob', 'GET', `/api/v1/approvals/${id}`);
      expect(json['evidence']).toMatchObject({ condition: 'c-1', open: true });
      await door.world.sql(`UPDATE reeve.condition SET closed_at = now() WHERE id = 'c-1'`);
      expect((await bob.get(path)).text).toContain('A lure was touched, over');
      await door.ask('bob', 'POST', `/api/v1/approvals/${id}/reject`, { reason: 'it was us' });
      const other = await asked('olga', { why: ['our own words'], parameters: { value: 'other' } });
      expect((await bob.get(other.path)).text).not.toContain('What was seen');
      await door.ask('bob', 'POST', `/api/v1/approvals/${other.id}/reject`, { reason: 'enough' });
    });
  });

  it('shows the risk that counts, where a row makes the action weigh more than it says itself', async () => {
    const row = { category: 'flag.set', verb: 'require_approval', risk: 'high', reason: 'payday' };
    await door.ask('admin', 'PUT', '/api/v1/policies', row);
    await door.world.run(async () => {
      const { id, path } = await asked('olga', { parameters: { value: 'heavy' } });
      const bob = await signedIn('bob');
      expect((await bob.get('/console/approvals')).text).toMatch(/data-label="Risk"><div>high</);
      expect((await bob.get(path)).text).toContain('high; the action itself says low');
      const one = (await door.ask('bob', 'GET', `/api/v1/approvals/${id}`)).json;
      expect(one).toMatchObject({ risk: 'high', rules: [{ rule: 'require-approval' }, { rule: 'high-risk' }] });
      await door.ask('bob', 'POST', `/api/v1/approvals/${id}/reject`, { reason: 'not today' });
    });
    await door.ask('admin', 'DELETE', '/api/v1/policies?category=flag.set&reason=over');
  });

  it('shows a viewer no button, and refuses each who may not, in one sentence on the same page', async () => {
    await door.world.run(async () => {
      const { key, path } = await asked('admin');
      const vera = await signedIn('vera');
      const seen = await vera.get(path);
      expect(seen.text).not.toContain('popovertarget="say-');
      expect(seen.text).toContain('This is for somebody with the role approver.');
      const admin = await signedIn('admin');
      const own = await admin.get(path);
      expect(own.text).not.toContain('popovertarget="say-approve"');
      expect(own.text).toContain('You may not approve. You proposed this yourself: another person must approve it.');
      expect(own.text).toContain('popovertarget="say-reject"');
      const planHash = fieldOf(own, 'planHash');
      const yes = { says: 'approve', planHash };
      const bob = await signedIn('bob');
      for (const [who, fields, status, words] of [
        [vera, yes, 403, 'This is for somebody with the role approver.'],
        [admin, yes, 403, 'You proposed this yourself: another person must approve it.'],
        [bob, { ...yes, planHash: 'f'.repeat(64) }, 409, 'The plan that you saw is not the plan any more'],
        [bob, { says: 'approve' }, 400, 'No answer was given: '],
        [bob, { ...yes, says: 'reject', reason: ' ' }, 400, 'No answer was given: give a reason.'],
        [bob, { ...yes, says: 'reject', reason: 'a\0b' }, 400, 'holds the character NUL'],
        [bob, { ...yes, says: 'maybe' }, 400, 'say one of approve, reject, request-changes, delegate'],
        [bob, { ...yes, says: 'delegate' }, 400, 'choose whom to delegate to'],
        [bob, { ...yes, says: 'delegate', delegate: 'nobody' }, 409, 'is nobody to delegate to'],
      ] as const) {
        const answer = await who.post(`${path}/answer`, { ...fields, csrf: who.word });
        expect([answer.status, answer.text.includes(words)], words).toEqual([status, true]);
        expect(answer.text).toContain('role="alert"');
        // The page stands under the sentence, and asks for nothing by itself.
        expect(answer.text).toContain('What would change');
        expect(answer.text).not.toContain('data-live');
      }
      expect((await bob.post(`${path}/answer`, yes)).status).toBe(403);
      expect((await bob.post(`${path}/answer`, { ...yes, csrf: admin.word })).text).toContain(`href="${path}"`);
      expect((await bob.get(`${path}/answer`)).headers.location).toBe(path);
      expect((await bob.post('/console/approvals/none/answer', { ...yes, csrf: bob.word })).status).toBe(404);

      await bob.post(`${path}/answer`, { csrf: bob.word, says: 'delegate', planHash, delegate: 'vera' });
      expect((await vera.get(path)).text).toContain('popovertarget="say-approve"');
      const changes = { csrf: vera.word, says: 'request-changes', planHash, reason: 'green <i>instead</i>' };
      expect((await vera.post(`${path}/answer`, changes)).status).toBe(303);
      expect(await door.world.ended(key)).toMatchObject({ outcome: 'changes-requested' });
      expect((await vera.get(path)).text).toContain('green &lt;i&gt;instead&lt;/i&gt;');
    });
  });

  it('takes no answer after the deadline', async () => {
    await door.world.run(async () => {
      const { key, id, path } = await asked('olga', { parameters: { value: 'late' } });
      const bob = await signedIn('bob');
      const planHash = fieldOf(await bob.get(path), 'planHash');
      await door.world.sql(`UPDATE reeve.request SET deadline = now() WHERE id = $1`, [id]);
      const late = await bob.post(`${path}/answer`, { csrf: bob.word, says: 'approve', planHash });
      expect([late.status, late.text.includes('This request is closed: its time is over.')]).toEqual([409, true]);
      expect(late.text).not.toContain('popovertarget="say-');
      await door.ask('olga', 'POST', `/api/v1/interventions/${key}/cancel`, { reason: 'too late' });
      await door.world.ended(key);
    });
  });

  it('shows nothing of another account', async () => {
    const stranger = await signedInAs(door.gateway, await door.world.store.account('rival'));
    expect((await stranger.get('/console/approvals')).text).toContain('Nothing waits for people.');
    const [row] = await door.world.sql<{ id: string }>('SELECT id FROM reeve.request LIMIT 1');
    const page = await stranger.get(`/console/approvals/${row?.id}`);
    expect([page.status, page.text.includes('There is no such request')]).toEqual([404, true]);
  });
});
