import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { type ClusterClient, connectCluster, openCluster, type OpenedCluster } from '../support/cluster.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { aDeployment, untilReady } from '../support/live.js';
import { partSettings } from '../support/part-settings.js';
import { reeve } from '../support/reeve.js';
import { openTestStore, type TestStore } from '../support/store.js';

// The first run on a machine may have to build the parts.
const BUILD_MS = 20 * 60_000;
let opened: OpenedCluster;
let client: ClusterClient;
let store: TestStore;
let gateway: TestGateway;
let token: string;
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-told-'));
  [opened, store] = await Promise.all([openCluster({ settings: partSettings() }), openTestStore()]);
  client = connectCluster(opened.handle);
  gateway = await openTestGateway(store);
  token = await store.account('home');
}, BUILD_MS);
afterAll(async () => {
  await gateway?.close();
  await Promise.all([opened?.close(), store?.close(), rm(dir, { recursive: true, force: true })]);
}, 60_000);

it('what Reeve was told of changes is read with the cluster, of its namespaces alone', async () => {
  const namespace = await client.namespace();
  await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('web') });
  await untilReady(client, namespace, 'web');
  const change = { kind: 'migration', name: 'orders-db', revision: '0042_split_orders' };
  const changes = [
    { ...change, namespace },
    { ...change, namespace: 'elsewhere', name: 'other-db' },
  ];
  const told = await gateway.call('POST', '/api/v1/changes', { token, body: { changes } });
  expect(told.json).toEqual({ recorded: 2 });
  const capture = async (name: string, url: string) => {
    const path = join(dir, name);
    const flags = ['-n', namespace, '--kubeconfig', opened.handle.kubeconfig, '--url', url, '--json'];
    const done = await reeve(['capture', path, ...flags], { REEVE_TOKEN: token });
    expect(done).toMatchObject({ code: 0 });
    return { sources: (JSON.parse(done.out) as { sources: Record<string, string> }).sources, path };
  };
  const { path, sources } = await capture('told', gateway.url);
  expect(sources['changes']).toBe('ok');
  const kept = await readFile(join(path, 'changes.json'), 'utf8');
  expect(JSON.parse(kept)).toContainEqual(
    expect.objectContaining({ name: 'orders-db', revision: '0042_split_orders' }),
  );
  expect(kept).not.toContain('other-db');

  const away = await capture('away', 'http://127.0.0.1:9');
  expect(away.sources['changes']).toMatch(
    /^partial: what Reeve was told of changes could not be read: no Reeve answers/,
  );
  const live = await reeve(['diagnose', '-n', namespace, '--kubeconfig', opened.handle.kubeconfig, '--json']);
  expect((JSON.parse(live.out) as DiagnosisReport).verdict).toBe('healthy');
});
