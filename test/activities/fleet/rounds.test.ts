import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const MINUTE = 60_000;

describe('a round', () => {
  let store: TestStore;
  let ground: FleetGround;
  let nth = 0;
  beforeAll(async () => {
    store = await openTestStore();
  });
  afterAll(() => store?.close());
  beforeEach(async () => {
    nth += 1;
    ground = await furnishFleet(store, `home-${nth}`);
    await ground.put('template', { id: 'web' }, { id: 'db' }, { id: 'edge' });
  });

  const instances = async (template: string, names: readonly string[], silentMs: number) => {
    await ground.put('node', ...names.map((id) => ({ id, template, region: 'eu' })));
    await ground.put('instance', ...names.map((id) => ({ id, node: id, template })));
    await ground.put('heartbeat', ...names.map((instance) => ({ instance, at: ground.ago(silentMs) })));
  };
  const beat = (instance: string, beats: number, report = 'r-2') =>
    ground.sql(
      `UPDATE reeve.heartbeat SET at = now(), beats = beats + $3, report = $4 WHERE account = $1 AND instance = $2`,
      [...[ground.account, instance, beats, report]],
    );

  it('says nothing of a fleet that is well', async () => {
    await instances('web', ['web-1', 'web-2'], MINUTE);
    expect(await ground.tick()).toMatchObject({ state: 'done' });
    expect(await ground.conditions()).toEqual([]);
    expect(await ground.decisions()).toEqual([]);
  });

  it('opens one condition for who is silent, looks at its neighbourhood first, and closes it after two reports', async () => {
    await instances('web', ['web-1', 'web-2'], MINUTE);
    await instances('db', ['db-1'], 6 * MINUTE);
    await ground.tick();
    await ground.tick();
    const [open, ...more] = await ground.conditions();
    expect(more).toEqual([]);
    expect(open).toMatchObject({
      ...{ kind: 'instance.silent', fingerprint: 'instance_silent:db-1', severity: 'warning', times: 2, closed: false },
      attribution: { suspect: 'host' },
      payload: { instance_id: 'db-1', report: 'r-1' },
    });
    const decided = await ground.decisions();
    expect(decided).toMatchObject([
      { outcome: 'observed', target: 'instance/db-1', correlation: open?.['correlation'] },
    ]);
    await beat('db-1', 1);
    await ground.tick();
    expect(await ground.conditions()).toMatchObject([{ closed: false }]);
    await beat('db-1', 1);
    await ground.tick();
    expect(await ground.conditions()).toMatchObject([
      { closed: true, closed_because: 'it reports again, 2 times by now' },
    ]);
  });

  it('decides again at once when it gets worse, and proposes once it has been silent for long', async () => {
    await instances('db', ['db-1'], 6 * MINUTE);
    await ground.tick();
    await ground.sql(`UPDATE reeve.heartbeat SET at = $2 WHERE account = $1`, [
      ground.account,
      ground.ago(36 * MINUTE),
    ]);
    await ground.sql(`UPDATE reeve.condition SET opened_at = $2 WHERE account = $1`, [
      ground.account,
      ground.ago(31 * MINUTE),
    ]);
    await ground.tick();
    await ground.tick();
    const decided = await ground.decisions();
    expect(decided).toMatchObject([
      { outcome: 'observed', severity: 'warning' },
      {
        outcome: 'proposed',
        severity: 'critical',
        category: 'system.instance_reprovision',
        reasons: [expect.stringContaining('it got worse')],
      },
    ]);
    const wishes = await ground.sql(
      `SELECT key, origin, proposer, target, correlation FROM reeve.intervention WHERE account = $1`,
      [ground.account],
    );
    expect(wishes).toMatchObject([
      { key: decided[1]?.['intervention'], origin: 'fleet', proposer: 'agent/fleet_autonomy', target: 'instance/db-1' },
    ]);
  });

  it('takes back what it asked for something that is over', async () => {
    await instances('db', ['db-1'], 40 * MINUTE);
    await ground.tick();
    await ground.sql(`UPDATE reeve.condition SET opened_at = $2 WHERE account = $1`, [
      ground.account,
      ground.ago(31 * MINUTE),
    ]);
    await ground.tick();
    await beat('db-1', 2);
    await ground.tick();
    const wishes = await ground.sql(
      `SELECT called_off_at IS NOT NULL AS off FROM reeve.intervention WHERE account = $1`,
      [ground.account],
    );
    expect(wishes).toEqual([{ off: true }]);
  });

  it('puts three of one template under one, and mends those with modules a few at a time', async () => {
    const names = Array.from({ length: 8 }, (_one, index) => `web-${index}`);
    await instances('web', names, MINUTE);
    await ground.put('module', { id: 'nginx', version: 2 });
    await ground.put(
      'module_version',
      { module: 'nginx', version: 1, digest: 'sha256:1' },
      { module: 'nginx', version: 2, digest: 'sha256:2' },
    );
    await ground.put('template_module', { template: 'web', module: 'nginx' });
    await ground.sql(`UPDATE reeve.instance SET running = '{"nginx":"sha256:1"}' WHERE account = $1`, [ground.account]);
    await ground.tick();
    const open = await ground.conditions();
    const [one] = open.filter(({ fingerprint }) => String(fingerprint).startsWith('rollup:'));
    expect(one).toMatchObject({ kind: 'module.drift_detected', subject: 'template/web', payload: { members: 8 } });
    expect(open.filter(({ parent }) => parent === one?.['id'])).toHaveLength(8);
    const decided = await ground.decisions();
    expect(decided.filter(({ outcome }) => outcome === 'observed')).toMatchObject([{ target: 'template/web' }]);
    expect(decided.filter(({ outcome }) => outcome === 'proposed')).toHaveLength(5);
  });

  it('makes of many that fall silent at once one task for people, and not one each', async () => {
    for (const template of ['web', 'db', 'edge'])
      await instances(
        template,
        Array.from({ length: 4 }, (_one, index) => `${template}-${index}`),
        7 * MINUTE,
      );
    await ground.tick();
    await ground.tick();
    const standing = (await ground.conditions()).filter(({ parent }) => parent === null);
    expect(standing).toMatchObject([{ subject: 'account/all', payload: { members: 12 }, kind: 'instance.silent' }]);
    expect(await ground.decisions()).toMatchObject([{ outcome: 'proposed', action: 'manual', target: 'account/all' }]);
    await ground.sql(`UPDATE reeve.heartbeat SET at = now(), beats = beats + 2 WHERE account = $1`, [ground.account]);
    await ground.tick();
    expect((await ground.conditions()).filter(({ closed }) => closed === false)).toEqual([]);
  });

  it('closes nothing where a sensor can not look, and says that it can not', async () => {
    await instances('db', ['db-1'], 6 * MINUTE);
    await ground.tick();
    await ground.sql('ALTER TABLE reeve.heartbeat RENAME TO heartbeat_gone');
    try {
      await ground.tick();
    } finally {
      await ground.sql('ALTER TABLE reeve.heartbeat_gone RENAME TO heartbeat');
    }
    const open = (await ground.conditions()).filter(({ closed }) => closed === false);
    expect(open.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(['instance/db-1', 'sensor/instance_status_sensor', 'sensor/module_drift_sensor']),
    );
    await ground.tick();
    expect((await ground.conditions()).filter(({ closed }) => closed === false)).toMatchObject([
      { kind: 'instance.silent' },
    ]);
  });

  it('rests while it is paused or the kill switch is on', async () => {
    await instances('db', ['db-1'], 6 * MINUTE);
    await ground.sql('UPDATE reeve.reconciler SET paused = true WHERE account = $1', [ground.account]);
    expect(await ground.tick()).toMatchObject({ state: 'paused', says: 'its rounds are paused' });
    expect(await ground.conditions()).toEqual([]);
  });

  it('shows nothing of another account', async () => {
    const other = await furnishFleet(store, `other-${nth}`);
    await instances('db', ['db-1'], 6 * MINUTE);
    await other.tick();
    expect(await other.conditions()).toEqual([]);
  });
});
