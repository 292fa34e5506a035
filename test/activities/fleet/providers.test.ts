import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterPlace } from '../../../activities/providers/provider.js';
import { hasRealSource } from '../../../activities/store/accept/fleet-simulated.js';
import { type ApiProxy, openApiProxy } from '../../support/api-proxy.js';
import { type ClusterClient, connectCluster, openCluster, type OpenedCluster } from '../../support/cluster.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { standing } from '../../support/fleet-pair.js';
import { kubeconfigFor } from '../../support/live.js';
import { partSettings } from '../../support/part-settings.js';
import { aPlace, kubeconfigWithRoles, merge, sayReady } from '../../support/provided.js';
import { openTestStore, type TestStore } from '../../support/store.js';

const BUILD_MS = 20 * 60_000;
const NODES = ['n-1', 'n-2', 'n-3', 'n-4'] as const;
const GIT = { fetchFile: () => Promise.reject(new Error('nobody reads a repository here')) };
type Row = Readonly<Record<string, unknown>>;

describe('nodes of a cluster as instances', { timeout: 120_000 }, () => {
  let opened: OpenedCluster;
  let client: ClusterClient;
  let proxy: ApiProxy;
  let store: TestStore;
  let ground: FleetGround;
  let dir: string;
  let namespace: string;
  let prod: ClusterPlace;
  const clusters: Record<string, ClusterPlace> = {};
  const known = (all: Readonly<Record<string, ClusterPlace>>) => {
    for (const name of Object.keys(clusters)) delete clusters[name];
    Object.assign(clusters, all);
  };
  let nth = 0;

  beforeAll(async () => {
    opened = await openCluster({ settings: partSettings(), nodes: NODES.map((name) => ({ name })) });
    client = connectCluster(opened.handle);
    [proxy, store, dir, namespace] = await Promise.all([
      openApiProxy(opened.handle),
      openTestStore(),
      mkdtemp(join(tmpdir(), 'reeve-provided-')),
      client.namespace(),
    ]);
    const file = await kubeconfigWithRoles(client, { roles: ['reeve-nodes'], dir, namespace, server: proxy.url });
    prod = aPlace(file);
  }, BUILD_MS);
  afterAll(async () => {
    await proxy?.close();
    await store?.close();
    await opened?.close();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  beforeEach(async () => {
    nth += 1;
    proxy.be(() => ({}));
    proxy.asked.length = 0;
    known({ prod });
    ground = await furnishFleet(store, `home-${nth}`, {
      outside: { git: GIT, privateHosts: [], clusters },
    });
    await ground.put('template', { id: 'web' });
    for (const id of NODES) {
      await ground.put('node', { id, template: 'web' });
      await ground.put('instance', { id, node: id, template: 'web', provider: 'kubernetes' });
    }
  });

  const rows = () =>
    ground.sql<Row & Record<string, unknown>>(
      `SELECT id, provider_status AS status, provider_odd AS odd, provider_place AS place, provider_says ->> 'says' AS says,
         provider_says -> 'facts' AS facts, provider_away_since IS NOT NULL AS away, provider_seen_at AS since, xmin::text AS version
       FROM reeve.instance WHERE account = $1 AND provider = 'kubernetes' ORDER BY id`,
      [ground.account],
    );
  const states = async () => Object.fromEntries((await rows()).map(({ id, status }) => [id, status]));
  const looks = () =>
    ground.sql<Row & Record<string, unknown>>(
      'SELECT provider, place, machines, met, error, failures FROM reeve.provider_look WHERE account = $1 ORDER BY place',
      [ground.account],
    );

  it('are what their Nodes say, asked once for all, and written only where it changed', async () => {
    await merge(client.core, 'patchNode', 'n-4', { spec: { unschedulable: true, providerID: 'aws:///eu/i-4' } });
    expect(await hasRealSource(store.db, ground.account)).toBe(false);
    await ground.tick();
    expect(await hasRealSource(store.db, ground.account)).toBe(true);
    expect(await states()).toEqual({ 'n-1': 'running', 'n-2': 'running', 'n-3': 'running', 'n-4': 'running' });
    const [first, , , fourth] = await rows();
    expect(first).toMatchObject({ place: 'prod', odd: 0, says: expect.stringMatching(/^its Node is ready since 20/) });
    expect(first?.['facts']).toMatchObject({ takesPods: 'yes', kubelet: expect.any(String), type: 'reeve-test' });
    expect(fourth?.['facts']).toMatchObject({ takesPods: 'no', machine: 'aws:///eu/i-4' });
    expect(proxy.asked.filter((path) => path.startsWith('/api/v1/nodes'))).toHaveLength(1);
    expect(await looks()).toEqual([
      { provider: 'kubernetes', place: 'prod', machines: 4, met: 4, error: '', failures: 0 },
    ]);
    const before = await rows();
    await ground.tick();
    expect(await rows()).toEqual(before);
    expect(await standing(ground)).toEqual([]);
    await merge(client.core, 'patchNode', 'n-4', { spec: { unschedulable: null } });
  });

  it('are not silent without an agent as long as their provider speaks for them', async () => {
    await ground.sql(`UPDATE reeve.instance SET provider_place = NULL WHERE account = $1`, [ground.account]);
    known({});
    await ground.tick();
    expect((await standing(ground)).filter((one) => one.includes('instance_silent:'))).toHaveLength(NODES.length);
    known({ prod });
    await ground.tick();
    expect(await standing(ground)).toEqual([]);
  });

  it('stand other than they should where a Node is unwell or gone, and not for a moment of it', async () => {
    await sayReady(client, 'n-1', { status: 'False', ageMs: 30_000 });
    await ground.tick();
    expect(await states()).toMatchObject({ 'n-1': 'running' });
    await sayReady(client, 'n-1', { status: 'False', ageMs: 600_000 });
    await sayReady(client, 'n-2', { status: 'Unknown', ageMs: 600_000 });
    await client.core.deleteNode({ name: 'n-3' });
    await merge(client.core, 'patchNode', 'n-4', {
      spec: { taints: [{ key: 'node.cloudprovider.kubernetes.io/shutdown', effect: 'NoSchedule' }] },
    });
    await ground.tick();
    expect(await states()).toEqual({ 'n-1': 'error', 'n-2': 'unknown', 'n-3': 'missing', 'n-4': 'stopped' });
    expect((await standing(ground)).filter((one) => one.startsWith('system.'))).toEqual([]);
    await ground.tick();
    expect((await standing(ground)).filter((one) => one.includes(':n-'))).toEqual([
      'instance.silent high instance_silent:n-2',
      'system.instance_state_drift high instance_state_drifted:n-1:error',
      'system.instance_state_drift high instance_state_drifted:n-3:missing',
      'system.instance_state_drift high instance_state_drifted:n-4:stopped',
    ]);
    expect((await rows())[0]).toMatchObject({ says: expect.stringContaining('KubeletNotReady: the runtime is down') });

    // Who can't be asked any more closes none of it, and opens nothing else.
    proxy.be(() => ({ status: 503, body: '{"message":"etcd is away"}' }));
    await ground.tick();
    await ground.tick();
    expect(await states()).toEqual({ 'n-1': 'unknown', 'n-2': 'unknown', 'n-3': 'unknown', 'n-4': 'unknown' });
    expect((await standing(ground)).filter((one) => !one.includes('rollup'))).toEqual([
      'instance.silent high instance_silent:n-2',
      'sensor.failed high sensor_failed:provider_source',
      'system.instance_state_drift high instance_state_drifted:n-1:error',
      'system.instance_state_drift high instance_state_drifted:n-3:missing',
      'system.instance_state_drift high instance_state_drifted:n-4:stopped',
    ]);
    expect(await looks()).toMatchObject([
      { place: 'prod', failures: 2, error: expect.stringContaining('etcd is away') },
    ]);

    proxy.be(() => ({}));
    await sayReady(client, 'n-1', { status: 'True' });
    await sayReady(client, 'n-2', { status: 'True' });
    await merge(client.core, 'patchNode', 'n-4', { spec: { taints: [] } });
    await client.core.createNode({ body: { metadata: { name: 'n-3' } } });
    await sayReady(client, 'n-3', { status: 'True' });
    await ground.tick();
    expect(await states()).toEqual({ 'n-1': 'running', 'n-2': 'running', 'n-3': 'running', 'n-4': 'running' });
    expect(await standing(ground)).toEqual([]);
  });

  it('are put to people with the steps where Kubernetes can not do it', async () => {
    await ground.tick();
    await sayReady(client, 'n-1', { status: 'False', ageMs: 600_000 });
    const wishes = () =>
      ground.sql<{ action: string; target: string; parameters: { category: string; text: string } }>(
        `SELECT action, target, proposal -> 'parameters' AS parameters FROM reeve.intervention WHERE account = $1 ORDER BY proposed_at`,
        [ground.account],
      );
    await ground.tick();
    await ground.tick();
    const [reboot] = await wishes();
    expect(await ground.conditions()).toMatchObject([{ attribution: { suspect: 'provider' } }]);
    expect(reboot).toMatchObject({
      action: 'manual',
      target: 'instance/n-1',
      parameters: { category: 'system.instance_reboot' },
    });
    for (const part of [
      'Kubernetes has no way to reboot it',
      '1. let its pods leave: reeve propose instance-drain',
      '2. reboot the machine where it runs',
    ])
      expect(reboot?.parameters.text).toContain(part);
    await sayReady(client, 'n-1', { status: 'True' });
    await client.core.deleteNode({ name: 'n-2' });
    await ground.tick();
    await ground.tick();
    const [, anew] = await wishes();
    expect(anew).toMatchObject({ action: 'manual', target: 'instance/n-2', parameters: { category: 'manual.task' } });
    expect(anew?.parameters.text).toContain('make the machine anew where it runs');
    await client.core.createNode({ body: { metadata: { name: 'n-2' } } });
    await sayReady(client, 'n-2', { status: 'True' });
  });

  it.each([
    ['is slow', () => ({ afterMs: 30_000 })],
    ['breaks off', () => ({ breaksOff: true })],
    ['is something else', () => ({ status: 200, body: '{"kind":"Status","items":[]}' })],
    ['is no JSON', () => ({ status: 200, body: '<html>' })],
  ])('are unknown and not gone where the API %s', async (_how, fate) => {
    await ground.tick();
    proxy.be(fate);
    await ground.tick();
    expect(await states()).toEqual(Object.fromEntries(NODES.map((id) => [id, 'unknown'])));
    expect((await rows())[0]).toMatchObject({ away: true, says: expect.stringContaining('its Node is ready') });
    expect(await standing(ground)).toEqual(['sensor.failed high sensor_failed:provider_source']);
  });

  it('are unknown where RBAC hides them, and the right is named', async () => {
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }];
    known({ prod: aPlace(await kubeconfigFor(client, { namespace, rules, dir })) });
    await ground.tick();
    expect(await states()).toEqual(Object.fromEntries(NODES.map((id) => [id, 'unknown'])));
    expect(await looks()).toMatchObject([{ error: expect.stringContaining('docs/providers.md has the ClusterRole') }]);
    expect(await standing(ground)).toEqual(['sensor.failed high sensor_failed:provider_source']);
  });

  it('are not all gone where another cluster answers under the name', async () => {
    await ground.tick();
    proxy.be((path) =>
      path.startsWith('/api/v1/nodes')
        ? { status: 200, body: '{"kind":"NodeList","items":[{"metadata":{"name":"elsewhere"}}]}' }
        : {},
    );
    await ground.tick();
    expect(await states()).toEqual(Object.fromEntries(NODES.map((id) => [id, 'unknown'])));
    expect(await looks()).toMatchObject([{ error: expect.stringContaining('another one answers under this name') }]);
  });

  it('belong to the cluster that they name, and to none that is for other accounts', async () => {
    const away = aPlace(join(dir, 'nothing.kubeconfig'));
    known({ prod, spare: away, theirs: { ...prod, accounts: ['somebody'] } });
    await ground.sql(`UPDATE reeve.instance SET provider_id = 'prod/n-2' WHERE account = $1 AND id = 'n-1'`, [
      ground.account,
    ]);
    await ground.sql(`UPDATE reeve.instance SET provider_id = 'spare/n-2' WHERE account = $1 AND id = 'n-2'`, [
      ground.account,
    ]);
    await ground.sql(`UPDATE reeve.instance SET provider_id = 'theirs/n-3' WHERE account = $1 AND id = 'n-3'`, [
      ground.account,
    ]);
    await ground.tick();
    expect(await states()).toEqual({ 'n-1': 'running', 'n-2': 'unknown', 'n-3': null, 'n-4': null });
    expect(await looks()).toMatchObject([
      {
        place: '',
        error: expect.stringContaining('n-3, n-4 stand in no place of Kubernetes that this account may ask'),
      },
      { place: 'prod', met: 1, error: '' },
      {
        place: 'spare',
        error: expect.stringMatching(/^look at clusters\.spare in actions\.file: .*nothing\.kubeconfig/),
      },
    ]);
    // A cluster that is configured no more has nothing to say, and is no failure.
    known({});
    await ground.tick();
    expect(await states()).toMatchObject({ 'n-1': 'unknown', 'n-2': 'unknown' });
    expect(await looks()).toEqual([]);
    expect((await standing(ground)).filter((one) => one.startsWith('sensor.failed'))).toEqual([]);
  });
});
