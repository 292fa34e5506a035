import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFleet, UNWATCHED_FLEET } from '../../../activities/fleet/open.js';
import { settleOne } from '../../../activities/fleet/propose.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const HUB = 'sdwan.hub_unreachable';

describe('what no node can do', () => {
  let store: TestStore;
  let ground: FleetGround;
  beforeAll(async () => {
    store = await openTestStore();
    ground = await furnishFleet(store);
    await ground.put('template', { id: 'edge' });
    for (const id of ['hub', 'spoke']) {
      await ground.put('node', { id, template: 'edge' });
      await ground.put('instance', { id, node: id, template: 'edge', provider: 'none' });
      await ground.put('heartbeat', { instance: id, at: ground.ago(id === 'hub' ? 600_000 : 0) });
    }
    await ground.put('sdwan_network', { id: 'lan' });
    const base = { network: 'lan', interface_up: true, handshake_at: ground.ago(0), endpoint: 'a:1' };
    await ground.put(
      'sdwan_peer',
      { ...base, id: 'hub', instance: 'hub', is_hub: true },
      { ...base, id: 'spoke', instance: 'spoke' },
    );
  });
  afterAll(() => store?.close());

  const settle = async (id: string, missingCapabilities: readonly string[] = []) => {
    const now = new Date().toISOString();
    await ground.put('condition', {
      ...{
        id,
        kind: HUB,
        fingerprint: id,
        sensor: 's',
        agent: 'sdwan_manager',
        severity: 'high',
        subject: 'sdwan-network/lan',
      },
      ...{ groups: [], payload: {}, opened_at: now, seen_at: now, times: 1, turns: [], correlation: id, step: 0 },
    });
    const deps = openFleet(store, UNWATCHED_FLEET, { missingCapabilities });
    const target = { kind: 'sdwan-network', name: 'lan' };
    await settleOne(
      deps,
      { account: ground.account, agent: 'sdwan_manager', now: Date.now() },
      {
        ...({
          id,
          kind: HUB,
          fingerprint: id,
          severity: 'high',
          subject: target,
          payload: {},
          openedAt: Date.now(),
        } as const),
        ...{
          decidedAt: null,
          decidedSeverity: null,
          step: 0,
          last: null,
          correlation: id,
          isAttributed: false,
          parent: null,
        },
      } as never,
      {
        ...{ kind: HUB, clears: 'sdwan.hub_recovered', aliases: [], title: 'Hub is unreachable', says: 'x' },
        steps: [{ category: 'system.sdwan_failover', target: () => target }],
      },
    );
    const [row] = await ground.sql<{ action: string; proposal: { parameters: { category: string; text: string } } }>(
      'SELECT action, proposal FROM reeve.intervention WHERE account = $1 AND correlation = $2',
      [ground.account, id],
    );
    return row;
  };

  it('is given to people with the very steps, under its own category', async () => {
    const row = await settle('condition-one-no-hands');
    expect(row).toMatchObject({ action: 'manual', proposal: { parameters: { category: 'system.sdwan_failover' } } });
    expect(row?.proposal.parameters.text).toContain('Reeve can not do it itself: the node of spoke does not say');
    expect(row?.proposal.parameters.text).toContain('1. on spoke: let spoke forward between the peers of lan');
  });

  it('is given to people where the installation has no hands for it', async () => {
    await ground.sql(`UPDATE reeve.instance SET provider = 'simulated'`);
    const row = await settle('condition-two-missing', ['sdwan-execution']);
    expect(row?.proposal.parameters.text).toContain('"sdwan-execution" is missing here');
  });

  it('is done by Reeve where a node can', async () => {
    expect(await settle('condition-three-hands')).toMatchObject({ action: 'sdwan-failover' });
  });
});
