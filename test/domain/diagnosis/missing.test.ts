import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { alerting, bundleOf, event, type Parts, pod, workload } from './bundles.js';
import { unit } from './company.js';

const found = (parts: Parts) => diagnose(parseBundle(bundleOf(parts)));
const away = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'unavailable: 503']));
const unpulled = [
  ...workload('mail', [pod('mail', 'a', { waiting: 'ErrImagePull', message: 'reg.example/mail:9: not found' })]),
  event(['Pod', 'mail-7d9f8b6c5d-a'], 'Failed', 'Failed to pull image "reg.example/mail:9": not found'),
];

describe('to be surer', () => {
  it('nothing is read that a cause does not rest on', () => {
    const sources = away('logs', 'metrics', 'changes');
    expect(found({ objects: unpulled, sources })).toMatchObject({ cause: { code: 'image.not_found' }, missing: [] });
  });

  it('metrics are read where behaviour was asked about, and not where nothing was', () => {
    const objects = unit('web');
    const sources = away('metrics');
    expect(found({ objects, sources }).missing).toEqual([]);
    const asked = found({ objects, sources, alert: alerting('WebSlow', { deployment: 'web' }) });
    expect([asked.verdict, asked.missing]).toEqual([
      'unknown',
      [expect.stringMatching(/^metrics around .*: unavailable: 503$/)],
    ]);
  });

  it('what was read and held nothing is not read again, and an address that nobody gave is no trouble', () => {
    const sources = { logs: 'absent', changes: 'absent', alerts: 'unavailable: no --alertmanager URL was given' };
    expect(found({ objects: unit('web'), sources }).missing).toEqual([]);
  });
});

describe('what looks healthy', () => {
  it.each([
    [[], 0.9, ''],
    [['events'], 0.75, 'Its events were not read'],
    [['logs'], 0.7, 'Its logs were not read'],
    [['logs', 'events'], 0.55, 'Its logs and events were not read'],
  ] as const)('without %j is %d sure', (names, confidence, said) => {
    const { verdict, cause, summary, missing } = found({ objects: unit('web'), sources: away(...names) });
    expect([verdict, cause?.confidence, missing.length]).toEqual(['healthy', confidence, names.length]);
    expect(summary).toContain(said);
    expect(summary.includes('not read')).toBe(names.length > 0);
  });
});
