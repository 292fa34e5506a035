import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan } from '../../activities/spine/plan.js';
import { end, judge } from '../../activities/spine/steps.js';
import type { Proposal } from '../../domain/proposal.js';
import { openCli } from '../support/cli.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { allowAlone, furnish, proposeIn } from '../support/spine-world.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { depsOf } from '../support/temporal.js';
import { signedInAs } from './console-browser.js';

const MISSING = ['patrol', 'jobs'];

describe('a capability that is missing', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let token: string;
  beforeAll(async () => {
    store = await openTestStore();
    token = await furnish(store, 'home');
    await allowAlone(store, 'home');
    gateway = await openTestGateway(store, { missingCapabilities: MISSING });
    await store.tamper(
      `INSERT INTO reeve.autonomy (account, patrol, assistant, full_unlocked_until) VALUES ('home', 'full', 'controlled', now() + interval '1 hour');
       INSERT INTO reeve.scope (account, pattern, stage, risk_max, author, reason, written_at)
       VALUES ('home', 'job/*', 'act', 'critical', 'person/admin', 'test', now())`,
    );
  });
  afterAll(async () => {
    await gateway?.close();
    await store?.close();
  });

  async function judged(over: Partial<Proposal>, missingCapabilities: readonly string[]) {
    const deps = depsOf(store, { missingCapabilities }).spine;
    const ref = { account: 'home', key: await proposeIn(store, 'home', { why: [randomUUID()], ...over }) };
    await plan(deps, ref);
    const found = await judge(deps, { ...ref, round: 1 });
    await end(deps, { ...ref, outcome: 'withdrawn', because: 'test' });
    return found;
  }

  it('holds a level down at the gate, and lets it count again once it is back', async () => {
    expect(await judged({ origin: 'patrol' }, MISSING)).toMatchObject({
      ...{ decision: 'end', outcome: 'recorded' },
      because: 'at patrol level monitor, warning is only recorded (the capability "patrol" is missing here)',
    });
    expect(await judged({ origin: 'patrol' }, [])).toMatchObject({ decision: 'proceed' });
  });

  it('refuses the action that needs it, and says what would change that', async () => {
    const target = { kind: 'job', name: 'tidy' };
    const job: Partial<Proposal> = { action: 'run-job', target, parameters: { input: {} }, origin: 'person' };
    const refused = await judged({ ...job, by: { kind: 'person', id: 'olga' } }, MISSING);
    expect(refused).toMatchObject({ outcome: 'refused', because: expect.stringContaining('"jobs" is missing here') });
    const body = { action: 'run-job', target, user: 'olga' };
    const { json } = await gateway.call('POST', '/api/v1/policies/explain', { token, body });
    expect(json['spoke']).toContainEqual(
      expect.objectContaining({ rule: 'capability', remedy: expect.stringContaining('capabilities.missing') }),
    );
  });

  it('is shown beside what was saved, at every door', async () => {
    const clamped = { saved: 'full', effective: 'monitor', because: 'the capability "patrol" is missing here' };
    expect((await gateway.call('GET', '/api/v1/autonomy', { token })).json).toMatchObject({
      ...{ patrol: clamped, assistant: { saved: 'controlled', effective: 'controlled' }, missingCapabilities: MISSING },
    });
    const cli = await openCli(store.dir, gateway.url, token);
    const { out } = await cli(['autonomy', 'list']);
    expect(out).toMatch(/^patrol +full +monitor +the capability "patrol" is missing here$/m);
    expect(out).toContain('missing here (capabilities.missing): patrol, jobs');
    const page = (await (await signedInAs(gateway, token)).get('/console/leash')).text;
    expect(page).toContain('Missing here: patrol, jobs');
    expect(page).toContain('the capability &quot;patrol&quot; is missing here');
  });
});
