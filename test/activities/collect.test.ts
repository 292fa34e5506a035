import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { run } from '../cli/run.js';
import { type ClusterClient, connectCluster, eventually, openCluster, type OpenedCluster } from '../support/cluster.js';
import { aDeployment, untilItCrashes, untilReady } from '../support/live.js';
import { partSettings } from '../support/part-settings.js';

const BUILD_MS = 20 * 60_000;

let opened: OpenedCluster;
let client: ClusterClient;
let dir: string;

beforeAll(async () => {
  opened = await openCluster({ settings: partSettings() });
  client = connectCluster(opened.handle);
  dir = await mkdtemp(join(tmpdir(), 'reeve-live-'));
}, BUILD_MS);
afterAll(async () => {
  await opened?.close();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

const reeve = (...argv: readonly string[]) => run(...argv, '--kubeconfig', opened.handle.kubeconfig);
const diagnosed = async (...argv: readonly string[]): Promise<DiagnosisReport> => {
  const { code, out, err } = await reeve('diagnose', ...argv, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as DiagnosisReport;
};
const filesUnder = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('a namespace that is well, and one workload that is not', { timeout: 60_000 }, () => {
  let namespace: string;
  beforeAll(async () => {
    namespace = await client.namespace();
    await client.writePodLogs({ namespace, lines: ['2026-01-01T00:00:00Z ready'] });
    await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('web', { replicas: 2 }) });
    await untilReady(client, namespace, 'web');
  });

  it('says that all is well', async () => {
    const { verdict, cause, facts } = await diagnosed('-n', namespace);
    expect({ verdict, cause: cause?.code }).toEqual({ verdict: 'healthy', cause: 'none.healthy' });
    expect(facts.find(({ kind }) => kind === 'cluster_wide_trouble')).toMatchObject({ verdict: 'absent' });
  });

  it('names what crashes, by what its container printed before it fell', async () => {
    const line = 'Error: environment variable LEDGER_URL is not set';
    const container = { name: 'ledger' };
    await client.writePodLogs({ namespace, container: 'ledger', lines: [line], previousLines: ['starting', line] });
    const body = aDeployment('ledger', { fault: 'crash-loop', container });
    await client.apps.createNamespacedDeployment({ namespace, body });
    await untilItCrashes(client, namespace);
    for (const target of [
      ['-n', namespace],
      ['-n', namespace, '--workload', 'deploy/ledger'],
    ])
      expect(await diagnosed(...target)).toMatchObject({
        verdict: 'fault',
        cause: { code: 'config.env_missing', resource: { kind: 'Deployment', namespace, name: 'ledger' } },
      });
    const drawn = await reeve('diagnose', '-n', namespace);
    expect(drawn.out).toContain('Around it');
    expect(drawn.out).toContain('2 of 2 nodes are ready');
  });

  it('takes the target from an alert, and a node with what fails on it', async () => {
    const labels = { alertname: 'KubePodCrashLooping', namespace, deployment: 'ledger' };
    const alert = join(dir, 'alert.json');
    const startsAt = new Date().toISOString();
    await writeFile(alert, JSON.stringify({ version: '4', alerts: [{ status: 'firing', labels, startsAt }] }));
    expect(await diagnosed('--alert', alert)).toMatchObject({
      verdict: 'fault',
      cause: { code: 'config.env_missing' },
      chain: [expect.stringContaining('alert KubePodCrashLooping')],
    });
    const { items } = await client.core.listNamespacedPod({ namespace, labelSelector: 'app=ledger' });
    const node = items[0]?.spec?.nodeName ?? '';
    const ofNode = await diagnosed('--node', node);
    expect(ofNode.facts).toContainEqual(
      expect.objectContaining({ kind: 'config_env_missing', subject: expect.objectContaining({ namespace }) }),
    );
  });

  it('a capture gives the same answer as the cluster, from a folder and from an archive', async () => {
    // The pod falls and rises all the time: for a comparison it must stand still.
    const { items } = await client.core.listNamespacedPod({ namespace, labelSelector: 'app=ledger' });
    const name = items[0]?.metadata?.name ?? '';
    const path = '/metadata/labels/reeve.dev~1fault';
    await client.core.patchNamespacedPod({ namespace, name, body: [{ op: 'replace', path, value: 'held' }] });
    const [folder, archive] = [join(dir, 'same'), join(dir, 'same.tgz')];
    for (const to of [folder, archive]) expect(await reeve('capture', to, '-n', namespace)).toMatchObject({ code: 0 });
    const answers = await Promise.all([
      diagnosed('-n', namespace),
      ...[folder, archive].map(async (bundle) => JSON.parse((await run('diagnose', '--bundle', bundle, '--json')).out)),
    ]);
    const [live, ...later] = answers.map((one: DiagnosisReport) => timeless(one));
    for (const one of later) expect(one).toEqual(live);
    expect(live).toMatchObject({ verdict: 'fault', cause: { code: 'config.env_missing' } });
  });
});

/** Without when it was asked, which differs. */
function timeless({ facts, tookMs: _took, capturedAt: _captured, ...rest }: DiagnosisReport): unknown {
  return { ...rest, facts: facts.map(({ at: _at, ...fact }) => fact) };
}

it('keeps the end of a long log, and no more than its bounds', async () => {
  const namespace = await client.namespace();
  const lines = Array.from({ length: 3_000 }, (_, place) => `line ${place} ${'x'.repeat(2_000)}`);
  await client.writePodLogs({ namespace, lines: [...lines, 'the very last'] });
  await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('web', { replicas: 9 }) });
  await untilReady(client, namespace, 'web');
  const folder = join(dir, 'long');
  expect(await reeve('capture', folder, '-n', namespace)).toMatchObject({ code: 0 });
  const logs = (await filesUnder(folder)).filter((path) => path.endsWith('.log'));
  // Nine pods of one owner say the same.
  expect(logs).toHaveLength(1);
  const text = await readFile(logs[0] ?? '', 'utf8');
  expect(text.length).toBeLessThan(256 * 1024);
  expect(text.trimEnd().endsWith('the very last')).toBe(true);
}, 60_000);

it('looks at what is called in other namespaces, and knows what is not there', async () => {
  const [namespace, other] = [await client.namespace(), await client.namespace()];
  const host = `api.${other}.svc.cluster.local`;
  const line = `dial tcp: lookup ${host} on 10.0.0.10:53: no such host`;
  await client.writePodLogs({ namespace, lines: [line], previousLines: [line] });
  const container = { env: [{ name: 'API_URL', value: `http://${host}:80/v1` }] };
  await client.apps.createNamespacedDeployment({
    namespace,
    body: aDeployment('web', { fault: 'crash-loop', container }),
  });
  await untilItCrashes(client, namespace);
  expect(await diagnosed('-n', namespace)).toMatchObject({
    verdict: 'fault',
    cause: { code: 'service.missing', resource: { name: expect.stringMatching(/^(?:api|web)$/) } },
  });
  const ports = [{ port: 80 }];
  await client.core.createNamespacedService({ namespace: other, body: { metadata: { name: 'api' }, spec: { ports } } });
  const { facts } = await diagnosed('-n', namespace);
  expect(facts.filter(({ kind, verdict }) => kind === 'service_missing' && verdict === 'found')).toEqual([]);
}, 60_000);

describe('what is kept', { timeout: 60_000 }, () => {
  const SECRETS = [
    's3cr3t-of-a-secret',
    's3cr3t-of-an-env',
    's3cr3t-of-a-log-9',
    's3cr3t-of-a-note',
    's3cr3t-of-an-arg',
  ];
  const [ofSecret, ofEnv, ofLog, ofNote, ofArg] = SECRETS as [string, string, string, string, string];
  let namespace: string;
  beforeAll(async () => {
    namespace = await client.namespace();
    const made = {
      metadata: { name: 'creds', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': ofSecret } },
    };
    await client.core.createNamespacedSecret({ namespace, body: { ...made, stringData: { password: ofSecret } } });
    await client.core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: 'conf' }, data: { key: ofNote } },
    });
    await client.writePodLogs({
      namespace,
      lines: [`login failed password=${ofLog}`, `GET http://ada:${ofLog}@db/ Authorization: Bearer ${ofLog}`],
    });
    const secretKeyRef = { name: 'creds', key: 'missing' };
    const env = [
      { name: 'DB_PASSWORD', value: ofEnv },
      { name: 'DB_URL', value: `postgres://ada:${ofEnv}@db/x` },
      { name: 'OTHER', valueFrom: { secretKeyRef } },
    ];
    const body = aDeployment('web', {
      fault: 'crash-loop',
      container: { env, args: ['--db-password', ofArg, `--token=${ofArg}`] },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ env: [{ name: 'X', value: ofNote }] }),
        'example.test/note': `token: ${ofNote}`,
      },
    });
    await client.apps.createNamespacedDeployment({ namespace, body });
    await untilItCrashes(client, namespace);
  });

  it('holds no secret in any byte, but the names of keys, and is its owner’s alone', async () => {
    const folder = join(dir, 'kept');
    const { code, out } = await reeve('capture', folder, '-n', namespace);
    expect(code).toBe(0);
    expect(out).toMatch(/kept: \d+ objects, \d+ files, \d+ KiB/);
    const files = await filesUnder(folder);
    expect(files.some((path) => path.endsWith('app.log'))).toBe(true);
    for (const path of files) {
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      const text = await readFile(path, 'utf8');
      for (const secret of SECRETS) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(Buffer.from(secret).toString('base64'));
      }
    }
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const objects = await readFile(join(folder, 'objects.json'), 'utf8');
    expect(objects).toContain('"data":{"password":""}');
    expect(objects).not.toContain('managedFields');
  });

  it('knows from the names alone that a key is missing', async () => {
    const { facts } = await diagnosed('-n', namespace);
    expect(facts).toContainEqual(
      expect.objectContaining({
        kind: 'container_config',
        verdict: 'found',
        evidence: expect.objectContaining({ quote: 'Secret creds has the keys password' }),
      }),
    );
  });

  it('is never written over something, nor where there is no place', async () => {
    const taken = join(dir, 'taken');
    await mkdir(taken);
    for (const path of [taken, opened.handle.kubeconfig])
      expect(await reeve('capture', path, '-n', namespace)).toMatchObject({
        code: 2,
        err: `${path} is there already, and nothing is written over: name another`,
      });
    expect(await reeve('capture', join(dir, 'none', 'x'), '-n', namespace)).toMatchObject({ code: 2 });
  });
});

it('follows a rollout, a scaling and a Helm release into the changes', async () => {
  const namespace = await client.namespace();
  await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('web') });
  await untilReady(client, namespace, 'web');
  await client.apps.replaceNamespacedDeployment({
    namespace,
    name: 'web',
    body: aDeployment('web', { image: 'example.test/app:2' }),
  });
  const labels = { owner: 'helm', name: 'shop', version: '3', status: 'failed' };
  const release = { metadata: { name: 'sh.helm.release.v1.shop.v3', labels }, stringData: { release: 'H4sIsecret' } };
  await client.core.createNamespacedSecret({ namespace, body: release });
  await client.apps.createNamespacedDeployment({ namespace, body: aDeployment('api') });
  await untilReady(client, namespace, 'api');
  const more = [{ op: 'replace', path: '/spec/replicas', value: 3 }];
  await client.apps.patchNamespacedDeploymentScale({ namespace, name: 'api', body: more });
  for (const [name, ready] of [
    ['api', 3],
    ['web', 1],
  ] as const)
    await eventually(async () => {
      const { status } = await client.apps.readNamespacedDeployment({ namespace, name });
      return status?.readyReplicas === ready && status.replicas === ready && status.updatedReplicas === ready;
    });
  const folder = join(dir, 'changes');
  await reeve('capture', folder, '-n', namespace);
  const text = await readFile(join(folder, 'changes.json'), 'utf8');
  const changes = JSON.parse(text) as readonly Record<string, string>[];
  expect(changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'deploy', name: 'web', revision: '2 example.test/app:2', status: 'SUCCESS' }),
      expect.objectContaining({ kind: 'deploy', name: 'web', revision: '1 example.test/app:1', status: 'SUPERSEDED' }),
      expect.objectContaining({ kind: 'deploy', name: 'shop', revision: 'helm release 3', status: 'FAILED' }),
      expect.objectContaining({ kind: 'scale', name: 'api', revision: 'to 3 replicas' }),
    ]),
  );
  expect(text).not.toContain('H4sI');
  expect(text, 'a rollout empties the old ReplicaSet by itself').not.toContain('to 0 replicas');
}, 60_000);
