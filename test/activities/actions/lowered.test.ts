import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../activities/ledger/seal.js';
import { apply } from '../../../activities/spine/acting.js';
import type { SpineDeps } from '../../../activities/spine/deps.js';
import { plan } from '../../../activities/spine/plan.js';
import { begin, judge } from '../../../activities/spine/steps.js';
import type { Severity } from '../../../domain/scales.js';
import { furnishFreely } from '../../support/spine-steps.js';
import { allowAlone, proposeIn } from '../../support/spine-world.js';
import { openTestStore, type TestStore } from '../../support/store.js';
import { depsOf } from '../../support/temporal.js';

const account = 'home';
const pen = { heartbeat: () => undefined, signal: new AbortController().signal };

describe('a level that is lowered while work runs', () => {
  let store: TestStore;
  let deps: SpineDeps;
  beforeAll(async () => {
    store = await openTestStore();
    await furnishFreely(store, account, []);
    await allowAlone(store, account);
    deps = { ...depsOf(store).spine, tools: { db: store.db, ledger: store.ledger, digest: sha256 } };
  });
  beforeEach(() => store.tamper(`UPDATE reeve.lease SET holder = NULL, held_until = now()`));
  afterAll(() => store?.close());

  const levels = (patrol: string, unlocked = 'NULL') =>
    store.tamper(
      `INSERT INTO reeve.autonomy (account, patrol, full_unlocked_until) VALUES ($1, $2, ${unlocked})
       ON CONFLICT (account) DO UPDATE SET patrol = excluded.patrol, full_unlocked_until = excluded.full_unlocked_until`,
      [account, patrol],
    );
  const begun = async (severity: Severity) => {
    const key = await proposeIn(store, account, { origin: 'patrol', severity, parameters: { value: randomUUID() } });
    const ref = { account, key };
    await plan(deps, ref);
    const judged = await judge(deps, { ...ref, round: 1 });
    const go = await begin(deps, {
      ...{ ...ref, round: 1 },
      planHash: judged.decision === 'proceed' ? judged.planHash : '',
    });
    return { ...ref, fence: go.state === 'begun' ? go.fence : 0 };
  };

  it.each([
    ['to approval', 'warning', () => levels('approval'), 'at patrol level approval, warning is asked about'],
    ['to monitor', 'warning', () => levels('monitor'), 'at patrol level monitor, warning is only recorded'],
    ['by locking full', 'critical', () => levels('full'), 'at patrol level assisted, critical is asked about'],
  ] as const)('%s stops it before its next write', async (_how, severity, lower, because) => {
    await levels('full', `now() + interval '1 hour'`);
    const ref = await begun(severity);
    await lower();
    expect(await apply(deps, ref, pen)).toMatchObject({
      ...{ state: 'stopped', written: false },
      because: expect.stringContaining(because),
    });
  });

  it('leaves alone what the level still lets go by itself', async () => {
    await levels('full', `now() + interval '1 hour'`);
    const ref = await begun('warning');
    await levels('assisted');
    expect(await apply(deps, ref, pen)).toEqual({ state: 'applied' });
  });
});
