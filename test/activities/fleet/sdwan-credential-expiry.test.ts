import { expect, it } from 'vitest';
import { openSensedFleet } from '../../support/sensed.js';

const MINUTE = 60_000;
const fleet = openSensedFleet('sdwan_manager');

it('opens one for a credential that is about to end, gets graver, and closes when a newer one is in force', async () => {
  const { ground, instances, round } = fleet;
  await instances('web', 'web-1');
  await ground.put('sdwan_network', { id: 'wan' });
  await ground.put('sdwan_peer', { id: 'a', network: 'wan', instance: 'web-1', handshake_at: ground.ago(0) });
  const credential = { peer: 'a', network: 'wan', issued_at: ground.ago(50 * MINUTE) };
  await ground.put(
    'sdwan_credential',
    { ...credential, id: 'c-1', refresh_after: ground.ago(-1 * MINUTE), not_after: ground.ago(-14 * MINUTE) },
    { ...credential, id: 'k-1', kind: 'ipsec', refresh_after: ground.ago(1_000), not_after: ground.ago(-60 * MINUTE) },
    // Old ones stay for a while beside those that are in force.
    { ...credential, id: 'k-0', kind: 'peer', refresh_after: ground.ago(9), not_after: ground.ago(9) },
    {
      ...credential,
      id: 'k-2',
      kind: 'peer',
      revision: 2,
      refresh_after: ground.ago(-MINUTE),
      not_after: ground.ago(-60 * MINUTE),
    },
  );
  const named = (open: Awaited<ReturnType<typeof round>>) =>
    open.map((one) => `${String(one['kind'])} ${String(one['severity'])}`).toSorted();
  expect(named(await round())).toEqual(['sdwan.credential_expiring warning', 'sdwan.credential_refresh_stalled high']);
  expect(await fleet.decided()).toMatchObject([
    { category: 'system.sdwan_key_rotate', target: 'sdwan-peer/a', outcome: 'proposed' },
    { category: 'system.sdwan_key_rotate', target: 'sdwan-peer/a' },
  ]);
  await ground.sql(
    `UPDATE reeve.sdwan_credential SET not_after = now() + interval '4 minutes' WHERE account = $1 AND id = 'c-1'`,
    [ground.account],
  );
  expect(named(await round())).toContain('sdwan.credential_expiring high');
  await ground.sql(`UPDATE reeve.sdwan_credential SET not_after = now() WHERE account = $1 AND id = 'c-1'`, [
    ground.account,
  ]);
  expect(named(await round())).toContain('sdwan.credential_expired critical');
  await ground.put(
    'sdwan_credential',
    {
      ...credential,
      id: 'c-2',
      revision: 2,
      refresh_after: ground.ago(-30 * MINUTE),
      not_after: ground.ago(-60 * MINUTE),
    },
    {
      ...credential,
      id: 'k-3',
      kind: 'ipsec',
      revision: 2,
      refresh_after: ground.ago(-30 * MINUTE),
      not_after: ground.ago(-60 * MINUTE),
    },
  );
  expect(await round()).toEqual([]);
  expect((await ground.conditions()).map((one) => one['closed_because'])).toEqual(
    expect.arrayContaining(['it has ended by now', 'revision 2 is in force']),
  );
});
