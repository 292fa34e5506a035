import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyV1Api } from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterPlace } from '../../../../activities/providers/provider.js';
import {
  type ClusterClient,
  connectCluster,
  eventually,
  openCluster,
  type OpenedCluster,
} from '../../../support/cluster.js';
import { type ActionGround, openActionGround } from '../../../support/fleet-actions.js';
import { aDeployment, kubeconfigWith, untilReady } from '../../../support/live.js';
import { partSettings } from '../../../support/part-settings.js';
import { aPlace, kubeconfigWithRoles, merge } from '../../../support/provided.js';

const BUILD_MS = 20 * 60_000;
const HANDS = ['reeve-nodes', 'reeve-node-hands', 'reeve-node-ends'];
const at = { kind: 'instance', name: 'web-1' };

describe('what is done to nodes of a cluster', { timeout: 120_000 }, () => {
  let opened: OpenedCluster;
  let client: ClusterClient;
  let ground: ActionGround;
  let dir: string;
  let namespace: string;
  let hands: string;
  let eyes: string;
  const clusters: Record<string, ClusterPlace> = {};

  beforeAll(async () => {
    const nodes = ['web-1', 'web-2'].map((name) => ({ name }));
    opened = await openCluster({ settings: partSettings(), nodes });
    client = connectCluster(opened.handle);
    [ground, dir, namespace] = await Promise.all([
      openActionGround({ clusters }),
      mkdtemp(join(tmpdir(), 'reeve-hands-')),
      client.namespace(),
    ]);
    hands = await kubeconfigWithRoles(client, { roles: HANDS, dir, namespace });
    eyes = await kubeconfigWithRoles(client, { roles: HANDS.slice(0, 1), dir, namespace });
  }, BUILD_MS);
  afterAll(async () => {
    await ground?.close();
    await opened?.close();
    await rm(dir, { recursive: true, force: true });
  }, 60_000);

  beforeEach(async () => {
    clusters['prod'] = aPlace(hands);
    await client.core.deleteCollectionNamespacedPod({ namespace, gracePeriodSeconds: 0 });
    await client.apps.deleteCollectionNamespacedDeployment({ namespace });
    await client.config.makeApiClient(PolicyV1Api).deleteCollectionNamespacedPodDisruptionBudget({ namespace });
    for (const name of ['web-1', 'web-2'])
      await merge(client.core, 'patchNode', name, {
        ...{ metadata: { annotations: { 'reeve.dev/drained-by': null } } },
        spec: { unschedulable: null, providerID: `aws:///eu/${name}` },
      });
    await eventually(async () => (await podsOn('web-1')).length === 0);
    await ground.sql('DELETE FROM reeve.node_task');
    await ground.sql(
      `UPDATE reeve.instance SET busy_until = NULL, draining_until = NULL, facts = '{}', provider_status = NULL, provider_id = NULL,
         provider_says = '{"facts": {"machine": "aws:///eu/web-1"}}', status = 'running', provider = 'kubernetes'`,
    );
    await ground.sql('DELETE FROM reeve.heartbeat');
  });

  const podsOn = async (node: string) =>
    (await client.core.listNamespacedPod({ namespace, fieldSelector: `spec.nodeName=${node}` })).items;
  const isClosed = async () => (await client.core.readNode({ name: 'web-1' })).spec?.unschedulable === true;
  const makeNode = (name: string) => {
    const size = { cpu: '8', memory: '32Gi', pods: '110' };
    return client.core.createNode({ body: { metadata: { name }, status: { capacity: size, allocatable: size } } });
  };
  /** A Deployment of which some pods are on web-1. */
  const shop = async (replicas: number, container: object = {}) => {
    await merge(client.core, 'patchNode', 'web-2', { spec: { unschedulable: true } });
    const body = aDeployment('shop', { replicas, container });
    await client.apps.createNamespacedDeployment({ namespace, body });
    await untilReady(client, namespace, 'shop');
    await merge(client.core, 'patchNode', 'web-2', { spec: { unschedulable: null } });
  };
  const budget = (minAvailable: number) =>
    client.config.makeApiClient(PolicyV1Api).createNamespacedPodDisruptionBudget({
      namespace,
      body: {
        metadata: { name: 'shop' },
        spec: { minAvailable, selector: { matchLabels: { app: 'shop' } } },
      },
    });

  describe('instance-drain', () => {
    it('lets pods leave for other nodes, is verified there, and takes pods again when it is put back', async () => {
      await shop(3);
      const plan = await ground.planOf('instance-drain', at);
      expect(plan).toMatchObject({
        effects: [
          { path: 'by', before: 'kubernetes prod/web-1', after: 'kubernetes prod/web-1' },
          { path: 'node', before: expect.any(String) },
          { path: 'draining', before: false, after: true },
          { path: 'pods', before: 3, after: 0, volatile: true },
        ],
        inverse: { draining: false },
      });
      expect(plan.impossible).toBeUndefined();
      const begun = await ground.applied('instance-drain', at);
      const found = await eventually(async () => {
        const look = await begun.look();
        return look.says !== 'not-yet' && look;
      });
      expect(found).toEqual({ says: 'yes', because: 'web-1 takes no pods, and none that could leave is there' });
      await untilReady(client, namespace, 'shop');
      expect(await podsOn('web-2')).toHaveLength(3);
      expect(await ground.row('instance', { id: 'web-1' })).toMatchObject({ draining_until: expect.any(Date) });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await begun.look('undo')).toEqual({ says: 'yes', because: 'web-1 takes pods' });
      expect(await ground.row('instance', { id: 'web-1' })).toMatchObject({ draining_until: null });
      const { metadata } = await client.core.readNode({ name: 'web-1' });
      expect(metadata?.annotations).not.toHaveProperty('reeve.dev/drained-by');
    });

    it('does not move what a disruption budget holds, says which, and leaves the node as it was', async () => {
      await shop(2);
      await budget(2);
      await eventually(async () => {
        const read = client.config
          .makeApiClient(PolicyV1Api)
          .readNamespacedPodDisruptionBudget({ namespace, name: 'shop' });
        return (await read).status?.currentHealthy === 2;
      });
      const begun = await ground.applied('instance-drain', at);
      expect(await begun.look()).toMatchObject({
        says: 'no',
        because: expect.stringMatching(/shop-.* did not leave web-1: .*disruption budget/),
      });
      expect(await podsOn('web-1')).toHaveLength(2);
      expect(await isClosed()).toBe(true);
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await isClosed()).toBe(false);
    });

    it('waits as long as a budget lets them go one by one', async () => {
      clusters['prod'] = aPlace(hands, { drainMs: 60_000 });
      await shop(2);
      await budget(1);
      const begun = await ground.applied('instance-drain', at);
      await eventually(async () => (await begun.look()).says === 'yes');
      expect(await podsOn('web-1')).toHaveLength(0);
    });

    it('is not begun where something would be lost, and is where that is meant', async () => {
      await client.core.createNamespacedPod({
        namespace,
        body: {
          metadata: { name: 'alone' },
          spec: { nodeName: 'web-1', containers: [{ name: 'a', image: 'x.test/a' }] },
        },
      });
      expect((await ground.planOf('instance-drain', at)).impossible).toBe(
        `nothing would bring ${namespace}/alone back elsewhere: move or delete it first`,
      );
      await client.core.deleteNamespacedPod({ namespace, name: 'alone', gracePeriodSeconds: 0 });
      await eventually(async () => (await podsOn('web-1')).length === 0);
      const body = aDeployment('shop');
      body.spec!.template.spec!.volumes = [{ name: 'cache', emptyDir: {} }];
      body.spec!.template.spec!.nodeName = 'web-1';
      await client.apps.createNamespacedDeployment({ namespace, body });
      await untilReady(client, namespace, 'shop');
      expect((await ground.planOf('instance-drain', at)).impossible).toMatch(
        /the data in emptyDir of .*shop-.* would be gone/,
      );
      expect((await ground.planOf('instance-drain', at, { emptyDir: true })).impossible).toBeUndefined();
    });

    it('is refused beforehand where the rights are missing, and where nobody may reach the cluster', async () => {
      clusters['prod'] = aPlace(eyes);
      expect((await ground.planOf('instance-drain', at)).impossible).toBe(
        'Reeve may not list pods there: deploy/kubernetes/nodes.yaml has the right',
      );
      expect(await isClosed()).toBe(false);
      clusters['prod'] = aPlace(hands, { accounts: ['somebody'] });
      expect(await ground.planOf('instance-drain', at)).toMatchObject({
        impossible: 'web-1 has never reported, so no task reaches it, and Kubernetes has no way to drain it',
        effects: [{ path: 'steps', after: ['let its pods leave: aws:///eu/web-1'] }],
      });
    });

    it('is not known where the cluster does not answer, and nothing is called done', async () => {
      const begun = await ground.begin('instance-drain', at);
      clusters['prod'] = aPlace(await kubeconfigWith(client, { dir, name: 'away', server: 'https://127.0.0.1:1' }));
      await expect(begun.apply()).rejects.toThrow('ECONNREFUSED');
      expect(await begun.look()).toMatchObject({ says: 'unknown', because: expect.stringContaining('ECONNREFUSED') });
      await expect(ground.planOf('instance-drain', at)).rejects.toThrow('ECONNREFUSED');
      clusters['prod'] = aPlace(hands);
      expect(await begun.apply()).toEqual({ state: 'applied' });
      expect(await begun.look()).toMatchObject({ says: 'yes' });
    });

    it('leaves a node alone that somebody else has closed, and one that was made anew', async () => {
      await merge(client.core, 'patchNode', 'web-1', { spec: { unschedulable: true } });
      const begun = await ground.applied('instance-drain', at);
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      expect(await begun.undo()).toEqual({ state: 'undone' });
      expect(await isClosed()).toBe(true);
      await merge(client.core, 'patchNode', 'web-1', { spec: { unschedulable: null } });
      const next = await ground.begin('instance-drain', at);
      await client.core.deleteNode({ name: 'web-1' });
      await makeNode('web-1');
      expect(await next.apply()).toMatchObject({ state: 'failed', because: 'web-1 is another Node by now' });
      expect(await isClosed()).toBe(false);
    });
  });

  describe('what Kubernetes can not do', () => {
    it('is for people, with the steps, unless the node reports', async () => {
      for (const action of ['instance-reboot', 'instance-reprovision']) {
        const plan = await ground.planOf(action, at);
        expect(plan.impossible).toContain(
          'web-1 has never reported, so no task reaches it, and Kubernetes has no way to',
        );
        expect(JSON.stringify(plan.effects)).toContain('aws:///eu/web-1');
        expect(JSON.stringify(plan.effects)).toContain('reeve propose instance-drain --target instance/web-1');
      }
      await ground.put('heartbeat', { instance: 'web-1', at: ground.ago(6 * 60_000) });
      expect((await ground.planOf('instance-reboot', at)).impossible).toContain('web-1 has been silent for 6 min');
      await ground.sql('UPDATE reeve.heartbeat SET at = now()');
      const plan = await ground.planOf('instance-reboot', at);
      expect(plan.impossible).toBeUndefined();
      expect(plan.effects).toMatchObject([{ path: 'boot' }, { path: 'how', after: 'reboot' }]);
    });
  });

  describe('instance-terminate', () => {
    it('takes no Node away that nobody lets it take, nor one that has pods, and says how people do it', async () => {
      const plan = await ground.planOf('instance-terminate', at);
      expect(plan.impossible).toContain('Kubernetes ends no machines');
      clusters['prod'] = aPlace(hands, { deleteNodes: true });
      expect((await ground.planOf('instance-terminate', at)).impossible).toContain(
        'Node web-1 takes pods: let its pods leave first',
      );
      await shop(1);
      await merge(client.core, 'patchNode', 'web-1', { spec: { unschedulable: true } });
      expect((await ground.planOf('instance-terminate', at)).impossible).toMatch(/shop-.* are still on Node web-1/);
      clusters['prod'] = aPlace(hands, { deleteNodes: true, accounts: ['somebody'] });
      expect(await ground.planOf('instance-terminate', at)).toMatchObject({
        impossible: expect.stringContaining('belongs to provider kubernetes'),
        effects: [
          {
            path: 'steps',
            after: [expect.any(String), 'end the machine where it runs: aws:///eu/web-1', expect.any(String)],
          },
          ...[{}, {}, {}],
        ],
      });
    });

    it('takes an empty Node away, says that its machine goes on, and ends what the instance could sign in with', async () => {
      clusters['prod'] = aPlace(hands, { deleteNodes: true });
      await merge(client.core, 'patchNode', 'web-1', { spec: { unschedulable: true } });
      const plan = await ground.planOf('instance-terminate', at);
      expect(plan.effects[2]).toEqual({
        path: 'machine',
        before: 'aws:///eu/web-1',
        after: 'aws:///eu/web-1, which goes on until somebody ends it where it runs',
      });
      const begun = await ground.applied('instance-terminate', at);
      await expect(client.core.readNode({ name: 'web-1' })).rejects.toMatchObject({ code: 404 });
      expect(await ground.row('instance', { id: 'web-1' })).toMatchObject({ status: 'terminated' });
      expect(await begun.look()).toMatchObject({
        says: 'not-yet',
        because: 'whether web-1 is silent shows in a moment',
      });
      await ground.sql(`UPDATE reeve.effect SET begun_at = begun_at - interval '91 seconds'`);
      expect(await begun.look()).toMatchObject({ says: 'yes' });
      await makeNode('web-1');
    });

    it('ends the row alone of what its provider calls gone', async () => {
      await ground.sql(`UPDATE reeve.instance SET provider_status = 'missing', provider = 'cloud' WHERE id = 'web-2'`);
      const plan = await ground.planOf('instance-terminate', { kind: 'instance', name: 'web-2' });
      expect(plan.impossible).toBeUndefined();
      expect(plan.effects[0]).toMatchObject({ path: 'machine', after: 'gone, as cloud says' });
    });
  });
});
