import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { bundleOf, crashing, minutesAgo, pod, workload } from './bundles.js';

const released = (minutes: number, revision: string, status = 'SUCCESS') => ({
  ...{ at: minutesAgo(minutes), kind: 'deploy', namespace: 'shop', name: 'web', revision, status },
});
const scaled = (minutes: number, revision: string) => ({ ...released(minutes, revision), kind: 'scale' });
const NEW = '2 reg.example/web:2';
const OLD = '1 reg.example/web:1';

/** The pods of the ReplicaSet with the revision 2 fail. */
function told(changes: readonly object[], created = minutesAgo(5000)): string {
  const log = 'Traceback (most recent call last):\n  File "/app/main.py", line 3\nKeyError: \'x\'';
  const objects = workload('web', [pod('web', 'a', crashing(1))]).map((one) =>
    one['kind'] === 'Deployment'
      ? { ...one, metadata: { name: 'web', namespace: 'shop', creationTimestamp: created } }
      : one,
  );
  const logs = { 'shop/web-7d9f8b6c5d-a/main': log, 'shop/web-7d9f8b6c5d-a/main.previous': log };
  const files = bundleOf({ objects, logs, changes: changes.map((one) => ({ ...one })) });
  return /The last change: (.*?), \d+ min/.exec(diagnose(parseBundle(files)).inWords)?.[1] ?? '';
}

describe('the last change', () => {
  it.each([
    ['is the newest', [released(90, OLD, 'SUPERSEDED'), released(20, NEW)], `deploy web ${NEW}`],
    [
      'is the release whose pods fail, of two in the same second',
      [released(20, OLD), released(20, NEW)],
      `deploy web ${NEW}`,
    ],
    [
      'is the release whose pods fail, though another came back after it',
      [released(30, NEW), released(5, '3 reg.example/web:1')],
      `deploy web ${NEW}`,
    ],
    ['is what a pipeline wrote', [released(20, '1.4.2')], 'deploy web 1.4.2'],
    [
      'is no release that was replaced',
      [released(40, '1.4.2', 'SUPERSEDED'), released(60, '1.4.1')],
      'deploy web 1.4.1',
    ],
    ['is no ReplicaSet that a rollout empties', [scaled(5, 'to 0 replicas'), released(20, NEW)], `deploy web ${NEW}`],
    ['is a scaling by somebody', [scaled(5, 'to 3 replicas'), released(20, NEW)], 'scale web to 3 replicas'],
    ['is not from the time to come', [released(-30, NEW)], ''],
    ['is not long ago', [released(200, NEW)], ''],
  ])('%s', (_name, changes, expected) => {
    expect(told(changes)).toBe(expected);
  });

  it('is not that a workload was made', () => {
    expect(told([released(20, OLD)], minutesAgo(20))).toBe('');
    expect(told([{ ...released(20, NEW) }], minutesAgo(20))).toBe(`deploy web ${NEW}`);
  });
});
