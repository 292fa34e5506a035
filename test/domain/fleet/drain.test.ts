import { describe, expect, it } from 'vitest';
import { some, sortPods, whyNotEmptied } from '../../../domain/fleet/drain.js';

const owned = (kind: string) => ({ ownerReferences: [{ kind, controller: true }] });
const aPod = (name: string, metadata: object = owned('ReplicaSet'), more: object = {}) => ({
  metadata: { namespace: 'shop', name, uid: `uid-${name}`, ...metadata },
  ...more,
});
const GOING = { ...owned('ReplicaSet'), deletionTimestamp: '2026-06-16T12:00:00Z' };

describe('who leaves a node', () => {
  it.each<[string, object, readonly string[]]>([
    ['a pod of a ReplicaSet', aPod('a'), ['a']],
    ['not a daemon', aPod('a', owned('DaemonSet')), []],
    ['not what a kubelet runs by a file', aPod('a', { annotations: { 'kubernetes.io/config.mirror': 'x' } }), []],
    ['not what is over', aPod('a', owned('Job'), { status: { phase: 'Succeeded' } }), []],
    ['nor what failed', aPod('a', owned('Job'), { status: { phase: 'Failed' } }), []],
    ['what is on its way', aPod('a', GOING), ['a']],
    ['what nobody owns', aPod('a', {}), ['a']],
    ['nothing that has no name', { metadata: { namespace: 'shop' } }, []],
    ['nothing that is no pod', { metadata: 7 }, []],
  ])('%s', (_name, pod, names) => {
    expect(sortPods([pod, null, 'x']).leaving.map(({ name }) => name)).toEqual(names);
  });

  it.each<[string, object, boolean, string | undefined]>([
    ['is refused where nothing brings it back', aPod('a', {}), true, 'would bring shop/a back'],
    ['also where what owns it is no controller', aPod('a', { ownerReferences: [{ kind: 'Node' }] }), true, 'shop/a'],
    [
      'is refused where its data is gone',
      aPod('a', undefined, { spec: { volumes: [{ emptyDir: {} }] } }),
      false,
      'emptyDir',
    ],
    [
      'and is not where that is meant',
      aPod('a', undefined, { spec: { volumes: [{ emptyDir: {} }] } }),
      true,
      undefined,
    ],
    ['is not asked where it goes already', aPod('a', { deletionTimestamp: '2026-06-16T12:00:00Z' }), false, undefined],
    ['is well with other volumes', aPod('a', undefined, { spec: { volumes: [{ configMap: {} }] } }), false, undefined],
  ])('%s', (_name, pod, emptyDir, because) => {
    const why = whyNotEmptied(sortPods([pod]), { emptyDir });
    expect(why ?? 'well').toContain(because ?? 'well');
  });

  it('are named by the first few', () => {
    expect(some(['a', 'b', 'c'])).toBe('a, b, c');
    expect(some(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more');
  });
});
