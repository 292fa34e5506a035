import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RbacAuthorizationV1Api, type V1ClusterRole } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import type { DiagnosisReport } from '../../domain/diagnosis/diagnosis.js';
import { run } from '../cli/run.js';
import { type ApiProxy, openApiProxy } from '../support/api-proxy.js';
import { type ClusterClient, connectCluster, openCluster, type OpenedCluster } from '../support/cluster.js';
import { freePort } from '../../workers/embedded/ports.js';
import { aDeployment, kubeconfigFor, kubeconfigOf, kubeconfigWith, untilItCrashes } from '../support/live.js';
import { partSettings } from '../support/part-settings.js';

const BUILD_MS = 20 * 60_000;
const LINE = 'Error: environment variable LEDGER_URL is not set';

let opened: OpenedCluster;
let client: ClusterClient;
let proxy: ApiProxy;
let dir: string;
let namespace: string;
/** The administrator's, by way of the proxy. */
let through: string;

beforeAll(async () => {
  opened = await openCluster({ settings: partSettings() });
  client = connectCluster(opened.handle);
  proxy = await openApiProxy(opened.handle);
  dir = await mkdtemp(join(tmpdir(), 'reeve-live-'));
  through = await kubeconfigWith(client, { dir, name: 'through', server: proxy.url });
  namespace = await client.namespace();
  await client.writePodLogs({ namespace, lines: [LINE], previousLines: [LINE] });
  const body = aDeployment('ledger', { fault: 'crash-loop' });
  await client.apps.createNamespacedDeployment({ namespace, body });
  await untilItCrashes(client, namespace);
}, BUILD_MS);
afterAll(async () => {
  await proxy?.close();
  await opened?.close();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

const asked = (kubeconfig: string, ...argv: readonly string[]) =>
  run('diagnose', '-n', namespace, '--kubeconfig', kubeconfig, '--json', ...argv);
const diagnosed = async (kubeconfig: string, ...argv: readonly string[]): Promise<DiagnosisReport> => {
  const { code, out, err } = await asked(kubeconfig, ...argv);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^(?:.* …\n?)*$/) });
  return JSON.parse(out) as DiagnosisReport;
};
const factOf = ({ facts }: DiagnosisReport, kind: string) => facts.filter((fact) => fact.kind === kind);

describe('rights that hide a part', { timeout: 60_000 }, () => {
  it('makes what could not be read unknown, and says which right is missing', async () => {
    const rules = [
      { apiGroups: [''], resources: ['pods', 'services'], verbs: ['get', 'list'] },
      { apiGroups: ['apps', 'batch'], resources: ['*'], verbs: ['get', 'list'] },
    ];
    const found = await diagnosed(await kubeconfigFor(client, { namespace, rules, dir }));
    // An exit code alone is no cause while what would tell why is hidden.
    expect(found).toMatchObject({ verdict: 'unknown', alternatives: [{ code: 'app.startup_error' }] });
    for (const said of [
      `secrets: denied: the account may not list secrets in namespace ${namespace}: grant "list" on "secrets"`,
      'nodes: denied: the account may not list nodes: grant "list" on "nodes"',
      'snapshot: denied',
    ])
      expect(found.missing.join('\n')).toContain(said);
    expect(found.missing.find((one) => one.startsWith('the events'))).toContain('grant "list" on "events"');
    expect(found.missing.find((one) => one.startsWith('the logs'))).toContain('grant "get" on "pods/log"');
    for (const kind of ['node_not_ready', 'failed_scheduling', 'container_config', 'cluster_wide_trouble'])
      expect(factOf(found, kind)).toEqual([expect.objectContaining({ kind, verdict: 'unknown' })]);
    expect(factOf(found, 'container_config')[0]?.evidence.because).toContain('secrets');
  });

  it('says nothing of how things stand where the pods are hidden', async () => {
    const rules = [{ apiGroups: [''], resources: ['events'], verbs: ['list'] }];
    const found = await diagnosed(await kubeconfigFor(client, { namespace, rules, dir }));
    expect(found.verdict).toBe('unknown');
    expect(found.facts.some(({ verdict }) => verdict === 'absent')).toBe(false);
  });

  it('hides nothing from whoever has the rights of deploy/kubernetes/reader.yaml', async () => {
    const role = parse(await readFile('deploy/kubernetes/reader.yaml', 'utf8')) as V1ClusterRole;
    const rbac = client.config.makeApiClient(RbacAuthorizationV1Api);
    await rbac.createClusterRole({ body: role });
    const name = 'reeve-reader';
    const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace }];
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name };
    await rbac.createClusterRoleBinding({ body: { metadata: { name }, subjects, roleRef } });
    const found = await diagnosed(await kubeconfigOf(client, { namespace, name: 'default', dir }));
    expect(found.cause?.code).toBe('config.env_missing');
    expect(found.missing.filter((one) => one.includes('denied'))).toEqual([]);
  });

  it('refuses in one sentence where nothing may be read', async () => {
    const kubeconfig = await kubeconfigFor(client, { namespace, rules: [], dir });
    expect(await asked(kubeconfig)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/nothing of namespace \S+ may be read \(pods: .*grant .*\): deploy\/kubernetes/),
    });
  });
});

describe('an API server that is slow, or answers in part', { timeout: 60_000 }, () => {
  it('waits for what is slow only as long as it was given, and goes on with the rest', async () => {
    proxy.be((path) => (/\/(?:secrets|events|log)\b/.test(path) ? { afterMs: 30_000 } : {}));
    const begun = performance.now();
    const found = await diagnosed(through, '--timeout', '3s');
    expect(performance.now() - begun).toBeLessThan(8_000);
    expect(found).toMatchObject({ verdict: 'unknown', alternatives: [{ code: 'app.startup_error' }] });
    expect(found.missing.join('\n')).toMatch(
      /the events of the namespace .*: unavailable: the time for all of it was over/,
    );
    expect(found.missing.join('\n')).toMatch(/secrets: unavailable/);
  });

  it.each([
    ['answers 503', { status: 503, body: '{"message":"etcd is away"}' }, /answered 503: etcd is away/],
    ['breaks off', { breaksOff: true }, /aborted|ECONNRESET|hang up/],
    ['says something else', { status: 200, body: '<html>proxy</html>' }, /something that is no list/],
  ])('takes a half that %s as not read', async (_how, fate, said) => {
    proxy.be((path) => (/\/(?:configmaps|replicasets|events)\?/.test(path) ? fate : {}));
    const found = await diagnosed(through);
    expect(found.missing.join('\n')).toMatch(said);
    expect(found.facts.filter(({ source, verdict }) => source === 'events' && verdict === 'absent')).toEqual([]);
    expect(found.cause?.code).toBe('config.env_missing');
  });

  it('never asks for the values of Secrets', async () => {
    proxy.asked.splice(0);
    proxy.be((path) =>
      path.includes('/secrets?')
        ? {
            status: 200,
            body: JSON.stringify({
              kind: 'SecretList',
              items: [{ metadata: { name: 'x' }, data: { a: 'aHVudGVyMg==' } }],
            }),
          }
        : {},
    );
    const folder = join(dir, 'hostile');
    expect(await run('capture', folder, '-n', namespace, '--kubeconfig', through)).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'objects.json'), 'utf8')).not.toContain('aHVudGVyMg');
  });

  it('reads long lists by pages, and only what its bounds allow', async () => {
    const item = (name: string) => ({ metadata: { name, namespace } });
    proxy.be((path) => {
      const [, at = '0'] = /continue=(\d+)/.exec(path) ?? [];
      const items = Array.from({ length: 500 }, (_, place) => item(`c${at}-${place}`));
      const metadata = { continue: String(Number(at) + 1) };
      return path.includes('/configmaps?') ? { status: 200, body: JSON.stringify({ items, metadata }) } : {};
    });
    const found = await diagnosed(through);
    expect(found.missing.join('\n')).toContain('configmaps: partial: there are more than the 10000 that were read');
  });

  it('names of a hostile server lead to no path outside', async () => {
    const statuses = [{ name: '../../x', state: { running: {} }, ready: true, restartCount: 0 }];
    const items = [{ metadata: { name: '../../../../tmp/evil', namespace }, status: { containerStatuses: statuses } }];
    proxy.be((path) => (/\/pods\?limit=500/.test(path) ? { status: 200, body: JSON.stringify({ items }) } : {}));
    const folder = join(dir, 'names');
    expect(await run('capture', folder, '-n', namespace, '--kubeconfig', through)).toMatchObject({ code: 0 });
    expect(proxy.asked.filter((path) => path.includes('evil'))).toEqual([]);
  });

  it('a namespace that is named by an object leads to no other path', async () => {
    const service = { namespace: '..', name: 'x' };
    const webhooks = [{ rules: [{ resources: ['*'] }], clientConfig: { service } }];
    const body = JSON.stringify({ items: [{ metadata: { name: 'hook' }, webhooks }] });
    const before = proxy.asked.length;
    proxy.be((path) => (path.includes('/mutatingwebhookconfigurations') ? { status: 200, body } : {}));
    await diagnosed(through);
    const asked = proxy.asked.slice(before);
    expect(asked.some((path) => path.includes('/mutatingwebhookconfigurations'))).toBe(true);
    expect(asked.filter((path) => /^\/(?:api\/v1|apis\/apps\/v1)\/(?:services|deployments)\b/.test(path))).toEqual([]);
  });
});

describe('the way in: each refusal is one sentence', { timeout: 60_000 }, () => {
  const refused = async (argv: readonly string[], code: number, said: RegExp) => {
    const ran = await run('diagnose', ...argv);
    const [last, ...before] = ran.err.split('\n').toReversed();
    expect({ ...ran, err: last }).toEqual({ code, out: '', err: expect.stringMatching(said) });
    // What takes longer than a second is told meanwhile.
    expect(before.filter((line) => !line.endsWith(' …'))).toEqual([]);
  };

  it('says what is wrong with the kubeconfig, the token, the way, and the target', async () => {
    expect.hasAssertions();
    proxy.be(() => ({}));
    const own = ['--kubeconfig', opened.handle.kubeconfig];
    const closed = await kubeconfigWith(client, {
      ...{ dir, name: 'closed', server: `https://127.0.0.1:${await freePort()}` },
    });
    const stranger = await kubeconfigWith(client, { dir, name: 'stranger', token: 'nobody' });
    const broken = join(dir, 'broken.kubeconfig');
    await writeFile(broken, 'clusters: [');
    const alert = join(dir, 'bare-alert.json');
    await writeFile(alert, JSON.stringify({ alerts: [{ labels: { alertname: 'Watchdog' } }] }));
    for (const [argv, code, said] of [
      [['-n', 'x', '--kubeconfig', join(dir, 'none')], 2, /none can't be read \(.*ENOENT/],
      [['-n', 'x', '--kubeconfig', broken], 2, /broken\.kubeconfig can't be read/],
      [['-n', 'x', ...own, '--context', 'other'], 2, /no usable context other \(it has reeve\)/],
      [['-n', namespace, '--kubeconfig', closed], 1, /can't be reached \(.*ECONNREFUSED/],
      [['-n', namespace, '--kubeconfig', stranger], 1, /does not know who asks \(401\)/],
      [['-n', 'nowhere', ...own], 2, /the cluster has no namespace nowhere/],
      [['--node', 'nowhere', ...own], 2, /the cluster has no node nowhere/],
      [['-n', namespace, '--workload', 'deployment/none', ...own], 2, /has no Deployment none/],
      [['-n', namespace, '--workload', 'web', ...own], 2, /"web" is no workload/],
      [['-n', '../etc', ...own], 2, /"\.\.\/etc" is no name of a namespace/],
      [[...own], 2, /nothing says what to look at/],
      [['--alert', alert, ...own], 2, /names neither a namespace nor a node/],
      [['-n', namespace, '--node', 'node-1', ...own], 2, /--node goes without --namespace/],
      [['-n', 'x', '--timeout', 'soon', ...own], 2, /--timeout takes a time/],
      [['-n', 'x', '--prometheus', 'ftp://x', ...own], 2, /--prometheus takes an address/],
      [['--bundle', dir, '-n', 'x'], 2, /--bundle is read offline/],
    ] as const)
      await refused(argv, code, said);
  });

  it('asks the program that the kubeconfig names for credentials, and says when it fails', async () => {
    const { token } = client.config.getCurrentUser() ?? {};
    const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } };
    const asks = (name: string, script: string) =>
      kubeconfigWith(client, { dir, name, exec: { command: process.execPath, args: ['-e', script] } });
    proxy.be(() => ({}));
    const good = await asks('good', `console.log(${JSON.stringify(JSON.stringify(credential))})`);
    expect((await diagnosed(good)).cause?.code).toBe('config.env_missing');
    const bad = await asks('bad', 'console.error("sign in first"); process.exit(1)');
    await refused(['-n', namespace, '--kubeconfig', bad], 2, /gives no credentials for context test: .*sign in first/);
  });

  it('gives up when nobody answers at all', async () => {
    proxy.be(() => ({ afterMs: 60_000 }));
    const begun = performance.now();
    await refused(['-n', namespace, '--kubeconfig', through, '--timeout', '2s'], 1, /did not answer within 2 s/);
    expect(performance.now() - begun).toBeLessThan(6_000);
    proxy.be((path) => (path.endsWith(namespace) ? {} : { afterMs: 60_000 }));
    const late = /nothing of namespace \S+ could be read within 2 s \(pods: .*\): give it longer with --timeout/;
    await refused(['-n', namespace, '--kubeconfig', through, '--timeout', '2s'], 1, late);
  });

  it('says what an API server says that only fails, without what would move a cursor', async () => {
    expect.hasAssertions();
    const body = JSON.stringify({ message: 'etcd is \u001b[31mgone\n\u202Epassword=hunter2hunter2' });
    proxy.be(() => ({ status: 500, body }));
    const said =
      /could be read \(pods: the API server answered 500: etcd is \[31mgone password=\[redacted\]\): look at/;
    await refused(['-n', namespace, '--kubeconfig', through], 1, said);
  });
});
