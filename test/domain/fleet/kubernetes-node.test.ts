import { describe, expect, it } from 'vitest';
import { truthOfNode, UNREADY_MS } from '../../../domain/fleet/kubernetes-node.js';

const NOON = Date.UTC(2026, 5, 16, 12);
const iso = (ms: number) => new Date(ms).toISOString();
const aNode = (ready: object | undefined, more: object = {}) => ({
  metadata: { name: 'n-1', uid: 'u-1', labels: { 'topology.kubernetes.io/zone': 'eu-1', secret: 'x' }, ...more },
  spec: { providerID: 'aws:///eu-1/i-7' },
  status: { conditions: ready ? [{ type: 'Ready', ...ready }] : [], nodeInfo: { kubeletVersion: 'v1.36.3' } },
});
const said = (node: unknown) => truthOfNode(node, { cluster: 'prod', now: NOON });
const unready = (ageMs: number) => ({
  ...{ status: 'False', reason: 'KubeletNotReady', message: 'no network', lastTransitionTime: iso(NOON - ageMs) },
});
const tainted = (node: ReturnType<typeof aNode>) => ({
  ...node,
  spec: { taints: [{ key: 'node.cloudprovider.kubernetes.io/shutdown', timeAdded: iso(NOON - 9) }] },
});

describe('what a Node says of its machine', () => {
  it.each([
    ['runs where it is ready', aNode({ status: 'True' }), 'running'],
    ['runs while it is not ready for a moment', aNode(unready(UNREADY_MS - 1)), 'running'],
    ['is in trouble once that lasts', aNode(unready(UNREADY_MS)), 'error'],
    ['is in trouble where nobody says since when', aNode({ status: 'False' }), 'error'],
    ['is not known where its kubelet is silent', aNode({ status: 'Unknown' }), 'unknown'],
    ['is not known where nobody has said anything', aNode(undefined), 'unknown'],
    ['is not known by a word that nobody knows', aNode({ status: { yes: 1 } }), 'unknown'],
    ['is stopped where its cloud says so, whatever the kubelet said', tainted(aNode({ status: 'True' })), 'stopped'],
    ['is leaving while its Node is', aNode({ status: 'True' }, { deletionTimestamp: iso(NOON) }), 'stopping'],
  ])('%s', (_name, node, state) => {
    expect(said(node)).toMatchObject({ providerId: 'prod/n-1', state });
  });

  it('is told with its words and its time, and with little else', () => {
    expect(said(aNode(unready(UNREADY_MS)))).toEqual({
      ...{ providerId: 'prod/n-1', state: 'error', since: NOON - UNREADY_MS },
      says: 'its kubelet says that it is not ready since 2026-06-16T11:58:00.000Z: KubeletNotReady: no network',
      facts: { uid: 'u-1', machine: 'aws:///eu-1/i-7', kubelet: 'v1.36.3', takesPods: 'yes', zone: 'eu-1' },
    });
  });

  it('is nothing where it is no Node, and bounded where it is a lot', () => {
    for (const none of [undefined, null, 7, 'n-1', {}, { metadata: { name: {} } }]) expect(said(none)).toBeUndefined();
    const huge = said(aNode({ ...unready(0), message: `\u0000\n${'x '.repeat(100_000)}`, lastTransitionTime: 'soon' }));
    expect(huge?.says.length).toBeLessThan(410);
    expect(huge?.says).not.toMatch(/\p{Cc}/u);
    expect(huge).not.toHaveProperty('since');
    // A row of JSON refuses half of a pair, and with it the words of all other machines.
    const half = { ...aNode({ status: 'True' }), spec: { providerID: 'aws:///\ud83d' } };
    expect(said(half)?.facts['machine']).toBe('aws:///\ufffd');
  });
});
