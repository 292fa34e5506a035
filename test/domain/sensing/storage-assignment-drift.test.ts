import { describe, expect, it } from 'vitest';
import {
  backoffMs,
  type Mount,
  storageAssignmentDrift,
} from '../../../domain/sensing/sensors/storage-assignment-drift.js';
import { briefly, MINUTE, NOW, say, SECOND } from './said.js';

const aMount = (over: Partial<Mount> = {}): Mount => ({
  ...{ assignment: 's-1', instance: 'web-1', template: 'web', mount_path: '/data', status: 'degraded' },
  ...{ status_at: NOW - 6 * MINUTE, assigned_at: null, attempt: 0, backoff_until: null, aside_until: null },
  ...{ error: '', report: 'r-1', ...over },
});
const since = (ms: number) => ({ status_at: NOW - ms });

describe('storage_assignment_drift', () => {
  it.each([
    ['no news for 5 min', since(5 * MINUTE), []],
    ['for a moment more', since(5 * MINUTE + 1), ['warning']],
    ...(['pending', 'provisioning', 'degraded', 'failed'] as const).map(
      (status) => [status, { status }, ['warning']] as const,
    ),
    ...(['mounted', 'unmounting', 'disabled'] as const).map((status) => [status, { status }, []] as const),
    ['never any news', { status_at: null }, ['warning']],
    ['never any news of a new one', { status_at: null, assigned_at: NOW - 5 * MINUTE }, []],
    ['of one a moment older', { status_at: null, assigned_at: NOW - 5 * MINUTE - 1 }, ['warning']],
    ['its node waits until it tries again', { backoff_until: NOW + 1 }, []],
    ['its node should have tried by now', { backoff_until: NOW }, ['warning']],
    ['the 5th try is 8 min after the last', { ...since(8 * MINUTE - 1), attempt: 5 }, []],
    ['and is late from then on', { ...since(8 * MINUTE), attempt: 5 }, ['warning']],
    ['something is under way with its instance', { aside_until: NOW + 1 }, []],
  ] as const)('%s', (_name, over, said) => {
    expect(briefly(say(storageAssignmentDrift, aMount(over)))).toEqual(said);
  });

  it.each([
    ['holds while it tries again', { backoff_until: NOW + 1 }, 'hold'],
    ['holds while there is news and it is not up', since(MINUTE), 'hold'],
    ['clears when it is mounted', { status: 'mounted' }, 'clear'],
  ] as const)('%s', (_name, over, says) => {
    expect(briefly(say(storageAssignmentDrift, aMount(over), { open: ['storage_drift:s-1'] }))).toEqual([says]);
  });

  it.each([
    [0, 0],
    [1, 30 * SECOND],
    [2, 60 * SECOND],
    [6, 16 * MINUTE],
    [7, 30 * MINUTE],
    [9_999, 30 * MINUTE],
  ])('waits after try %i for %i ms', (attempt, ms) => {
    expect(backoffMs(attempt, { reconcile_backoff_base_seconds: 30, reconcile_backoff_max_minutes: 30 })).toBe(ms);
  });

  it('says where it stands', () => {
    expect(say(storageAssignmentDrift, aMount({ attempt: 2 }))).toMatchObject([
      {
        ...{ kind: 'system.storage_assignment_drift', fingerprint: 'storage_drift:s-1' },
        subject: { kind: 'storage', name: 's-1' },
        groups: ['storage/s-1', 'instance/web-1', 'template/web'],
        payload: {
          ...{
            storage_assignment_id: 's-1',
            instance_id: 'web-1',
            mount_path: '/data',
            status: 'degraded',
            attempt: 2,
          },
          ...{ last_status_at: new Date(NOW - 6 * MINUTE).toISOString(), backoff_until: null, report: 'r-1' },
        },
      },
    ]);
  });
});
