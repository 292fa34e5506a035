import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';

const HOUR = 3_600_000;
const peer = (name: string) => ({ kind: 'sdwan-peer', name });
const vip = { kind: 'sdwan-vip', name: 'api' };
const network = { kind: 'sdwan-network', name: 'lan' };

describe('networks', () => {
  let ground: ActionGround;
  beforeAll(async () => {
    ground = await openActionGround();
    await ground.put('sdwan_network', { id: 'lan' });
  });
  beforeEach(async () => {
    for (const table of ['node_task', 'sdwan_vip', 'bgp_session', 'sdwan_credential', 'sdwan_peer'])
      await ground.sql(`DELETE FROM reeve.${table}`);
    await ground.sql(`UPDATE reeve.heartbeat SET at = now()`);
    await ground.sql(`UPDATE reeve.instance SET provider = 'simulated', busy_until = NULL`);
    const base = {
      network: 'lan',
      interface_up: true,
      handshake_at: ground.ago(20_000),
      observed_at: ground.ago(20_000),
      key_fingerprint: 'k1',
    };
    await ground.put(
      'sdwan_peer',
      { ...base, id: 'hub', instance: 'web-1', is_hub: true, endpoint: 'a:1', allowed_ips: ['10.0.0.0/24'] },
      ...[2, 3, 4, 5].map((nth) => ({
        ...{ ...base, id: `p${nth}`, instance: `web-${nth}`, endpoint: nth < 4 ? `b${nth}:1` : '' },
        ...{ allowed_ips: [`10.0.0.${nth}/32`], reported_ips: [`10.0.0.${nth}/32`] },
      })),
    );
    await ground.put('sdwan_vip', {
      id: 'api',
      network: 'lan',
      cidr: '10.0.9.1/32',
      holders: ['p2'],
      candidates: ['p3', 'p4'],
    });
    await ground.put(
      'sdwan_credential',
      ...['p2', 'p3'].map((id) => ({
        ...{ id: `c-${id}`, peer: id, network: 'lan', revision: 4, fingerprint: 'f4' },
        ...{ issued_at: ground.ago(HOUR), refresh_after: ground.ago(HOUR / 2), not_after: ground.ago(-60_000) },
      })),
    );
  });
  afterAll(() => ground?.close());
  const silence = (instance: string) =>
    ground.sql(`UPDATE reeve.heartbeat SET at = now() - interval '10 minutes' WHERE instance = $1`, [instance]);

  describe('sdwan-key-rotate', () => {
    it('opens the next revision and is verified by its fingerprint', async () => {
      const node = ground.node('web-2');
      const begun = await ground.applied('sdwan-key-rotate', peer('p2'));
      expect(await ground.row('sdwan_credential', { peer: 'p2', revision: 5 })).toMatchObject({ status: 'pending' });
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'not-yet' });
      expect(await node.turn()).toEqual(['sdwan.key-rotate']);
      expect(await begun.look()).toMatchObject({
        says: 'yes',
        because: 'revision 5 of its membership is in use, with another fingerprint',
      });
      expect(await ground.row('sdwan_credential', { id: 'c-p2' })).toMatchObject({ status: 'revoked' });
    });

    it('is impossible where there is no secret', async () => {
      expect((await ground.planOf('sdwan-key-rotate', peer('p4'))).impossible).toContain('has no credential');
    });
  });

  describe('sdwan-peer-remediate', () => {
    it('applies the configuration again where reports differ from it', async () => {
      await ground.sql(`UPDATE reeve.sdwan_peer SET reported_ips = '{10.9.9.9/32}' WHERE id = 'p2'`);
      const node = ground.node('web-2');
      const begun = await ground.applied('sdwan-peer-remediate', peer('p2'));
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'not-yet' });
      expect(await node.turn()).toEqual(['sdwan.peer-apply']);
      expect(await begun.look()).toMatchObject({ says: 'yes' });
    });

    it('changes the key where the configuration is right, and asks for a handshake with it', async () => {
      const node = ground.node('web-2');
      const begun = await ground.applied('sdwan-peer-remediate', peer('p2'));
      expect(await node.turn()).toEqual(['sdwan.key-rotate']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 'p2 has another key and a handshake since' });
    });

    it.each([
      [2, ''],
      [3, 'the key of p2 was changed 3 times within 24 h'],
    ])('after %i changes within a day: %s', async (times, because) => {
      await ground.sql(
        `UPDATE reeve.sdwan_peer SET key_rotations = array_fill(now() - interval '23 hours', ARRAY[$1::int]) || (now() - interval '25 hours') WHERE id = 'p2'`,
        [times],
      );
      const { impossible } = await ground.planOf('sdwan-peer-remediate', peer('p2'));
      expect((impossible ?? '').slice(0, because.length)).toBe(because);
      expect(impossible === undefined).toBe(because === '');
    });
  });

  describe('sdwan-vip-failover', () => {
    it('moves it to a candidate that is alive; who is gone leaves at once', async () => {
      await silence('web-2');
      const node = ground.node('web-3');
      expect(await ground.planOf('sdwan-vip-failover', vip)).toMatchObject({
        effects: [
          { path: 'holders', before: ['p2'], after: ['p3'] },
          { path: 'candidates', after: ['p4', 'p2', 'p3'] },
          {},
          {},
        ],
      });
      const begun = await ground.applied('sdwan-vip-failover', vip);
      expect(await ground.row('sdwan_vip', { id: 'api' })).toMatchObject({ holders: [], state: 'failing_over' });
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'not-yet', because: 'api is held by nobody' });
      expect(await node.turn()).toEqual(['sdwan.vip-take']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 'api is held by p3' });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await ground.row('sdwan_vip', { id: 'api' })).toMatchObject({ holders: ['p2'], candidates: ['p3', 'p4'] });
      expect(await node.turn()).toEqual(['sdwan.vip-release']);
      expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
    });

    it('has a holder that lives let go of it', async () => {
      await ground.applied('sdwan-vip-failover', vip, { to: 'p4' });
      expect(await ground.node('web-2').turn()).toEqual(['sdwan.vip-release']);
      expect(await ground.node('web-4').turn()).toEqual(['sdwan.vip-take']);
    });

    it('does not move it to who is silent, has no handshake, or is no candidate', async () => {
      await silence('web-3');
      await ground.sql(`UPDATE reeve.sdwan_peer SET handshake_at = now() - interval '200 seconds' WHERE id = 'p4'`);
      const { impossible } = await ground.planOf('sdwan-vip-failover', vip);
      expect(impossible).toMatch(
        /^no candidate for api is alive: p3 does not report; the last handshake of p4 was 20\d s ago$/,
      );
      expect((await ground.planOf('sdwan-vip-failover', vip, { to: 'p5' })).impossible).toContain('p5 is no candidate');
      await ground.sql('UPDATE reeve.sdwan_vip SET anycast = true');
      expect((await ground.planOf('sdwan-vip-failover', vip)).impossible).toContain('held by several at once');
    });
  });

  describe('sdwan-failover', () => {
    it('makes the peer a hub that is alive, shows the steps, and is verified by handshakes', async () => {
      await silence('web-1');
      const plan = await ground.planOf('sdwan-failover', network);
      expect(plan).toMatchObject({
        effects: [{ path: 'hubs', before: ['hub'], after: ['p2'] }, { path: 'steps' }, { path: 'asked' }],
      });
      expect(plan.effects[1]?.after).toEqual(
        expect.arrayContaining([expect.stringContaining('let p2 forward between the peers of lan')]),
      );
      const begun = await ground.applied('sdwan-failover', network);
      expect(await ground.row('sdwan_peer', { id: 'p2' })).toMatchObject({ is_hub: true });
      expect(await ground.row('sdwan_peer', { id: 'hub' })).toMatchObject({ is_hub: false });
      const node = ground.node('web-2');
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'not-yet' });
      expect(await node.turn()).toEqual(['sdwan.hub']);
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await ground.row('sdwan_peer', { id: 'hub' })).toMatchObject({ is_hub: true });
      await node.turn();
      expect(await begun.look('undo')).toMatchObject({ says: 'yes' });
    });

    it('is impossible where no node can do it, or nobody could take over', async () => {
      await ground.sql(`UPDATE reeve.instance SET provider = 'none'`);
      const plan = await ground.planOf('sdwan-failover', network);
      expect(plan.impossible).toContain('does not say that it can do the work of networks');
      await ground.sql(`UPDATE reeve.instance SET facts = '{"tasks":"modules sdwan"}'`);
      expect((await ground.planOf('sdwan-failover', network)).impossible).toBeUndefined();
      await ground.sql(`UPDATE reeve.heartbeat SET at = now() - interval '1 hour'`);
      expect((await ground.planOf('sdwan-failover', network)).impossible).toContain(
        'no peer of lan that could be its hub is alive',
      );
      await ground.sql(`UPDATE reeve.instance SET facts = '{}'`);
    });
  });

  describe('sdwan-bgp-session-remediate', () => {
    it('starts the session anew that is down, and says where to look', async () => {
      await ground.put(
        'bgp_session',
        ...['up', 'down'].map((id) => ({
          ...{ id, peer: 'p2', network: 'lan', neighbor: id === 'up' ? '10.0.0.3' : '10.0.0.4' },
          ...{
            state: id === 'up' ? 'established' : 'active',
            state_since: ground.ago(HOUR),
            observed_at: ground.ago(0),
          },
        })),
      );
      const plan = await ground.planOf('sdwan-bgp-session-remediate', peer('p2'));
      expect(plan).toMatchObject({
        effects: [{ before: '10.0.0.4' }, { before: 'active', after: 'established' }, { path: 'steps' }],
      });
      expect(JSON.stringify(plan.effects[2]?.after)).toContain('the tunnel or the neighbour is down');
      const begun = await ground.applied('sdwan-bgp-session-remediate', peer('p2'));
      const node = ground.node('web-2');
      await node.report();
      expect(await begun.look()).toMatchObject({ says: 'not-yet' });
      expect(await node.turn()).toEqual(['bgp.reset']);
      expect(await begun.look()).toMatchObject({ says: 'yes', because: 'its session with 10.0.0.4 is established' });
      expect((await ground.planOf('sdwan-bgp-session-remediate', peer('p3'))).impossible).toContain('no such session');
    });
  });
});
