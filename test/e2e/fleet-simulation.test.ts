import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EstateRow } from '../../domain/fleet/document.js';
import { faultNamed, FLEET_FAULTS } from '../../domain/fleet/faults/index.js';
import { SENSORS } from '../../domain/sensing/index.js';
import { raise } from '../../domain/fleet/faults/raise.js';
import { textOf } from '../../domain/fleet/row.js';
import { openFleetApi } from '../../workers/fleet/fleet-api.js';
import { startSimulation, type Simulation } from '../../workers/fleet/simulation.js';
import { strike } from '../../workers/fleet/strike.js';
import { exportRows, importRows } from '../support/estate.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { tokenWith } from '../client/console-browser.js';

const MACHINES = 40;

describe('a simulated fleet', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  let dir: string;
  let simulation: Simulation;
  const troubles: string[] = [];
  const wish = () => ({
    ...{ url: gateway.url, token: admin, instances: MACHINES, dir },
    onTrouble: (text: string) => void troubles.push(text),
  });
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store, { hearsNodes: true });
    admin = await store.account('home');
    dir = await mkdtemp(join(tmpdir(), 'reeve-simulated-'));
    simulation = await startSimulation(wish());
  });
  afterAll(async () => {
    await simulation?.stop();
    await gateway?.close();
    await store?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const rowOf = async (kind: string, fits: (row: EstateRow) => boolean) =>
    (await exportRows(gateway, admin, `?kinds=${kind}`)).find(fits);
  async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
    for (let tries = 0; tries < 640; tries += 1) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      await pause(250);
    }
    throw new Error(`${what} was not seen in time`);
  }
  const beating = async () => {
    const [row] = await store.tamper<{ n: number }>(
      `SELECT count(*)::int AS n FROM reeve.heartbeat WHERE account = 'home'`,
    );
    return row?.n ?? 0;
  };
  async function play(name: string, on: boolean, target?: string) {
    const fault = faultNamed(name);
    if (!fault) throw new Error(name);
    const api = openFleetApi({ url: gateway.url, token: admin });
    const struck = await strike({ api, fault, on, ...(target !== undefined && { target }) });
    if ('because' in struck) throw new Error(struck.because);
    return struck;
  }

  it('reports by the protocol of real machines, each by its own credential', async () => {
    expect(simulation).toMatchObject({ machines: MACHINES, made: true });
    expect(await until('every machine', async () => (await beating()) === MACHINES)).toBeTruthy();
    const row = await rowOf('instance', () => true);
    expect(row).toMatchObject({ provider: 'simulated', agentVersion: 'simulated', status: 'running' });
    const tokens = await store.tamper<{ n: number }>(
      `SELECT count(DISTINCT hash)::int AS n FROM reeve.node_credential WHERE revoked_at IS NULL`,
    );
    expect(tokens[0]?.n).toBe(MACHINES);
    expect(troubles).toEqual([]);
  });

  it('keeps what it is where nobody else can read it', async () => {
    const kept = JSON.parse(await readFile(join(dir, 'machines.json'), 'utf8')) as { machines: readonly unknown[] };
    expect(kept.machines).toHaveLength(MACHINES);
  });

  it.each([
    [
      'module-drift',
      'instance',
      (row: EstateRow, before: EstateRow) => JSON.stringify(row['running']) !== JSON.stringify(before['running']),
    ],
    ['config-drift', 'instance', (row: EstateRow, before: EstateRow) => row['configHash'] !== before['configHash']],
  ] as const)('plays %s, and is well again', async (name, kind, isOther) => {
    const before = await rowOf(kind, () => true);
    const id = textOf(before!, 'id');
    expect(await until('the whole picture', async () => (await beating()) === MACHINES)).toBeTruthy();
    await play(name, true, id);
    const same = async () => rowOf(kind, (row) => row['id'] === id);
    expect(
      await until(name, async () => {
        const row = await same();
        return row && before && isOther(row, before);
      }),
    ).toBeTruthy();
    await play(name, false, id);
    expect(
      await until(`no ${name}`, async () => {
        const row = await same();
        return row && before && !isOther(row, before);
      }),
    ).toBeTruthy();
  });

  it.each([
    ['peer-drift', 'sdwanPeer', (row: EstateRow) => JSON.stringify(row['reportedIps']) === '["0.0.0.0/0"]'],
    ['bgp-down', 'bgpSession', (row: EstateRow) => row['state'] === 'active'],
    ['storage-stale', 'storageAssignment', (row: EstateRow) => row['status'] === 'degraded'],
    [
      'certificate-expiring',
      'certificate',
      (row: EstateRow) => Date.parse(textOf(row, 'notAfter')) < Date.now() + 6 * 86_400_000,
    ],
    ['hub-down', 'sdwanPeer', (row: EstateRow) => row['isHub'] === true],
    ['slo-breach', 'sloSample', (row: EstateRow) => row['errors'] === 12_000],
    ['project-breach', 'projectSample', (row: EstateRow) => row['value'] === 750],
    [
      'project-cost',
      'projectSample',
      (row: EstateRow) => row['metric'] === 'cost_usd' && Number(row['value']) > 40_000,
    ],
    ['pressure', 'pressure', (row: EstateRow) => row['strength'] === 2],
    ['package-stale', 'package', (row: EstateRow) => textOf(row, 'version').endsWith('+u1')],
    ['repository-stale', 'repository', (row: EstateRow) => row['error'] !== ''],
    [
      'credential-expiring',
      'sdwanCredential',
      (row: EstateRow) => Date.parse(textOf(row, 'notAfter')) < Date.now() + 86_400_000,
    ],
    [
      'promotion-stalled',
      'moduleVersion',
      (row: EstateRow) =>
        Date.parse(textOf(row, 'stagedAt')) < Date.now() - 29 * 3_600_000 && row['state'] === 'staging',
    ],
    ['promotion-ready', 'assignment', (row: EstateRow) => row['version'] === 3],
    ['state-drift', 'instance', (row: EstateRow) => row['providerStatus'] === 'stopped'],
    ['fix-available', 'package', (row: EstateRow) => row['version'] === '3.0.17-1'],
  ] as const)('shows %s, and ends it', async (name, kind, isSeen) => {
    const { target } = await play(name, true);
    expect(await until(name, () => rowOf(kind, isSeen))).toBeTruthy();
    expect((await play(name, false, target)).target).toBe(target);
  });

  it('is silent where it is to be, and a reboot brings it back', async () => {
    const { instances } = await play('silent', true);
    const [id = ''] = instances;
    const open = async () =>
      (
        await store.tamper<{ n: number }>(
          `SELECT count(*)::int AS n FROM reeve.node_task WHERE state IN ('waiting', 'leased')`,
        )
      )[0]?.n;
    expect(await until('the task', async () => (await open()) === 0)).toBeTruthy();
    const kept = async () =>
      (await store.tamper<{ boot: string }>(`SELECT boot FROM reeve.heartbeat WHERE instance = $1`, [id]))[0]?.boot;
    const before = await kept();
    const body = { fault: 'config-drift', on: true, instances: [id] };
    await gateway.call('POST', '/api/v1/fleet/simulated/faults', { token: admin, body });
    await store.tamper(
      `INSERT INTO reeve.node_task (account, id, instance, kind, parameters, made_at, ends_at)
       VALUES ('home', 'reboot-1', $1, 'instance.reboot', '{}', now(), now() + interval '1 hour')`,
      [id],
    );
    expect(
      await until('another boot', async () => {
        const now = await kept();
        return now !== undefined && now !== before;
      }),
    ).toBeTruthy();
  });

  it('tells of a touched lure, by its own name', async () => {
    await play('honeypot-access', true);
    expect(
      await until('the touch', async () => {
        const rows = await store.tamper<{ path: string }>(
          `SELECT path FROM reeve.honeypot_access WHERE account = 'home'`,
        );
        return rows.length > 0 && rows;
      }),
    ).toBeTruthy();
  });

  it('has a fault for each sensor, and says where one is raised otherwise', () => {
    const sensors = new Set(FLEET_FAULTS.map(({ sensor }) => sensor));
    expect(sensors.size).toBe(20);
    const patient = FLEET_FAULTS.filter(({ waits }) => waits !== undefined);
    expect(patient.length).toBeGreaterThan(3);
    for (const { name, sensor, waits = '' } of patient)
      expect(SENSORS.find(({ id }) => id === sensor)?.parameters[waits], name).toMatchObject({ is: 'number' });
    expect(
      raise({ ...{ fault: faultNamed('gitops-drift') ?? FLEET_FAULTS[0]!, on: true, now: 0, rows: [] } }),
    ).toMatchObject({
      because: expect.stringContaining('git repository'),
    });
  });

  it('is refused for what is real, for what there is not, and for who may not', async () => {
    await importRows(gateway, admin, [
      { kind: 'node', id: 'real', template: 'web' },
      { kind: 'instance', id: 'real', node: 'real', template: 'web', provider: 'none' },
    ]);
    const enrol = (token: string, instance: string) =>
      gateway.call('POST', '/api/v1/fleet/simulated/enrolments', { token, body: { instances: [instance] } });
    const fail = (token: string, instance: string) =>
      gateway.call('POST', '/api/v1/fleet/simulated/faults', {
        token,
        body: { fault: 'silent', instances: [instance] },
      });
    expect([(await enrol(admin, 'real')).status, (await fail(admin, 'real')).status]).toEqual([403, 403]);
    expect([(await enrol(admin, 'nobody')).status, (await fail(admin, 'nobody')).status]).toEqual([404, 404]);
    const operator = (await tokenWith(gateway, admin, 'operator')).token;
    expect([(await enrol(operator, 'web-001')).status, (await fail(operator, 'web-001')).status]).toEqual([403, 201]);
    const other = await store.account('other');
    expect([(await enrol(other, 'web-001')).status, (await fail(other, 'web-001')).status]).toEqual([404, 404]);
  });

  it('goes on from where it was left', async () => {
    await simulation.stop();
    simulation = await startSimulation(wish());
    expect(simulation).toMatchObject({ machines: MACHINES, made: false });
    const since = Date.now();
    expect(
      await until('every machine again', async () => {
        const [row] = await store.tamper<{ n: number }>(
          `SELECT count(*)::int AS n FROM reeve.heartbeat WHERE account = 'home' AND at > to_timestamp($1)`,
          [since / 1000],
        );
        return (row?.n ?? 0) >= MACHINES - 2;
      }),
    ).toBeTruthy();
  });
});
