import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Diagnosis } from '../../domain/diagnosis/diagnosis.js';
import { FAULTS, faultNamed } from '../../workers/embedded/cluster/faults/index.js';
import { openSimulated, type Simulated } from '../../workers/embedded/cluster/simulated.js';
import { type ClusterClient, connectCluster, openCluster, type OpenedCluster } from '../support/cluster.js';
import { FAULT_CASES, type FaultCase, type SeenFault } from '../support/fault-cases.js';
import { diagnoseNamespace, type Seen } from '../support/faults.js';
import { partSettings } from '../support/part-settings.js';

// The first run on a machine may have to build the parts.
const BUILD_MS = 20 * 60_000;
const AT_ONCE = 12;
/** Those that wait for the control plane's own patience begin first. */
const SLOW = ['node-not-ready', 'stuck-rollout', 'job-failing', 'disk-pressure'];

interface Run {
  readonly seen: SeenFault;
  readonly raised: Seen;
  readonly cleared: Diagnosis;
}

let opened: OpenedCluster;
let client: ClusterClient;
let cluster: Simulated;
const runs = new Map<string, Promise<Run>>();

beforeAll(async () => {
  opened = await openCluster({ settings: partSettings() });
  client = connectCluster(opened.handle);
  cluster = openSimulated(opened.handle);
  const rank = ({ name }: FaultCase) => (SLOW.includes(name) ? SLOW.indexOf(name) : SLOW.length);
  const waiting = FAULT_CASES.toSorted((a, b) => rank(a) - rank(b));
  const first = waiting.splice(0, AT_ONCE).map(begin);
  // Whoever is done takes the next.
  for (const one of first) {
    void (async () => {
      await one.catch(() => undefined);
      for (let next = waiting.shift(); next; next = waiting.shift()) await begin(next).catch(() => undefined);
    })();
  }
}, BUILD_MS);

afterAll(() => opened?.close(), 60_000);

describe('every fault of the simulated cluster', { timeout: 180_000 }, () => {
  it('is looked at here', () => {
    expect(FAULTS.map(({ name }) => name).toSorted()).toEqual(FAULT_CASES.map(({ name }) => name).toSorted());
    const files = readdirSync('workers/embedded/cluster/faults').filter((file) => file !== 'index.ts');
    expect(FAULTS.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
    for (const { shows } of FAULTS) expect(shows).toMatch(/^[A-Z].{20,150}\.$/);
  });

  it.each(FAULT_CASES)('$name is raised, told from all others, and cleared', async (one) => {
    const {
      seen,
      raised: { live: raised, captured },
      cleared,
    } = await runOf(one.name);
    one.state(seen);
    expect(captured, 'a capture gives the same answer').toEqual(raised);
    expect({ verdict: raised.verdict, code: raised.cause?.code, summary: raised.summary }).toMatchObject({
      verdict: one.verdict ?? 'fault',
      code: expect.toBeOneOf([...one.causes]) as string,
    });
    const [kind, name] = one.resource;
    expect(raised.cause?.resource.kind).toBe(kind);
    expect(raised.cause?.resource.name).toMatch(name);
    expect(raised.proposals.map(({ action }) => action)).toEqual(one.proposes ?? []);
    expect(['healthy', 'recovered'], cleared.summary).toContain(cleared.verdict);
    expect(cleared.proposals).toEqual([]);
  });

  it('leaves the nodes of others alone', async () => {
    await Promise.allSettled(FAULT_CASES.map(({ name }) => runOf(name)));
    const { items } = await client.core.listNode();
    const others = items.filter(({ metadata }) => /^node-\d$/.test(metadata?.name ?? ''));
    expect(others.map(({ spec }) => spec?.taints ?? [])).toEqual([[], []]);
    for (const { status } of others)
      expect(status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
  });

  it('is raised again after it was cleared, and what a kubelet goes on saying is counted', async () => {
    const namespace = await client.namespace();
    const fault = faultNamed('readiness-probe');
    if (!fault) throw new Error('there is no such fault');
    for (let times = 0; times < 2; times += 1) {
      await fault.raise(cluster, namespace);
      const { items } = await client.core.listNamespacedPod({ namespace });
      expect(items.some(({ status }) => status?.containerStatuses?.[0]?.ready === false)).toBe(true);
      if (times === 0) await fault.clear(cluster, namespace);
    }
    const { items: pods } = await client.core.listNamespacedPod({ namespace });
    const { items: said } = await client.core.listNamespacedEvent({ namespace, fieldSelector: 'reason=Unhealthy' });
    const spokenOf = pods.filter(({ metadata }) =>
      said.some(({ involvedObject }) => involvedObject.uid === metadata?.uid),
    );
    expect(spokenOf.length).toBeGreaterThan(0);
    expect(spokenOf.filter(({ metadata }) => metadata?.labels?.['reeve.dev/fault'] === undefined)).toEqual([]);
    const counts = async () =>
      (await client.core.listNamespacedEvent({ namespace, fieldSelector: 'reason=Unhealthy' })).items
        .map(({ count = 0 }) => count)
        .toSorted((a, b) => a - b);
    const before = await counts();
    await fault.repeat(cluster, namespace);
    expect((await counts()).at(-1)).toBe((before.at(-1) ?? 0) + 1);
    await client.dropNamespace(namespace);
  });
});

function begin({ name, minutesLater = 0 }: FaultCase): Promise<Run> {
  const run = tryOut(name, minutesLater);
  // Each is awaited by a test of its own; until then nobody is told of a failure.
  run.catch(() => undefined);
  runs.set(name, run);
  return run;
}

async function tryOut(name: string, minutesLater: number): Promise<Run> {
  const fault = faultNamed(name);
  if (!fault) throw new Error(`there is no fault ${name}`);
  const namespace = await client.namespace();
  await fault.raise(cluster, namespace);
  const seen = await look(namespace);
  const raised = await diagnoseNamespace(opened.handle.kubeconfig, namespace, { minutesLater });
  await fault.clear(cluster, namespace);
  const { live: cleared } = await diagnoseNamespace(opened.handle.kubeconfig, namespace, { minutesLater: 5 });
  return { seen, raised, cleared };
}

async function look(namespace: string): Promise<SeenFault> {
  const [pods, events, deployments, nodes] = await Promise.all([
    client.core.listNamespacedPod({ namespace }),
    client.core.listNamespacedEvent({ namespace }),
    client.apps.listNamespacedDeployment({ namespace }),
    client.core.listNode(),
  ]);
  return { pods: pods.items, events: events.items, deployments: deployments.items, nodes: nodes.items };
}

/** Waits for its turn, and then for the run. */
async function runOf(name: string): Promise<Run> {
  for (;;) {
    const run = runs.get(name);
    if (run) return run;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
