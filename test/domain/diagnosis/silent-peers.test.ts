import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { alerting, bundleOf, minutesAgo, type Parts, serviceFor, workload } from './bundles.js';
import { env, logsOf, podOf, unit, unready } from './company.js';

const refused = 'error call geo.shop.svc failed: connect ECONNREFUSED 10.43.1.1:80\n'.repeat(6);
const scaled = {
  at: minutesAgo(20),
  kind: 'scale',
  namespace: 'shop',
  name: 'geo',
  revision: '2 -> 0',
  status: 'SUCCESS',
};
const found = (parts: Parts) => diagnose(parseBundle(bundleOf(parts)));
const asleep = [...workload('geo', [], { wanted: 0 }), serviceFor('geo')];
const calling = {
  objects: [...unit('track'), ...asleep],
  logs: logsOf('track', refused),
  alert: alerting('TrackErrors', { deployment: 'track' }),
};

describe('a callee without a pod', () => {
  it('is the root where it was scaled to 0, and its caller only feels it', () => {
    const { cause, alternatives, others, inWords, proposals } = found({ ...calling, changes: [scaled] });
    expect(cause).toMatchObject({
      code: 'dependency.unreachable',
      resource: { kind: 'Deployment', namespace: 'shop', name: 'geo' },
    });
    expect(cause?.confidence).toBeGreaterThan(0.85);
    expect(inWords).toMatch(
      /^Deployment shop\/geo is scaled to 0 replicas, so nothing answers behind the Service geo, which Deployment shop\/track calls\./,
    );
    expect(alternatives.find(({ resource }) => resource.name === 'track')?.whyNot).toBe(
      'it follows from dependency.unreachable at Deployment shop/geo',
    );
    expect([others, proposals]).toEqual([
      [],
      [expect.objectContaining({ action: 'scale', target: cause?.resource, params: { replicas: 2 } })],
    ]);
  });

  it('is woken by no action where nobody knows how many it were', () => {
    expect(found(calling)).toMatchObject({ cause: { resource: { name: 'geo' } }, proposals: [] });
  });

  it('is the root where it never got one', () => {
    const objects = [...unit('track'), ...workload('geo', [], { wanted: 2 }), serviceFor('geo')];
    expect(found({ ...calling, objects }).cause).toMatchObject({
      code: 'dependency.unreachable',
      resource: { kind: 'Deployment', name: 'geo' },
    });
  });

  it('is found by the settings of its caller, where no log was read', () => {
    const settings = env({ GEO: 'http://geo.shop.svc:80' });
    const { cause } = found({
      objects: [...unit('track', [{ ...unready(), ...settings }], { container: settings.container ?? {} }), ...asleep],
      alert: alerting('KubePodNotReady', { pod: podOf('track') }),
      sources: { logs: 'unavailable: 503' },
    });
    expect(cause?.resource).toMatchObject({ kind: 'Deployment', name: 'geo' });
  });

  it('is no fault where nobody complains, and expected where it was asked about', () => {
    expect(found({ objects: [...unit('track'), ...asleep], question: 'Is geo in shop all right?' })).toMatchObject({
      verdict: 'expected',
      proposals: [],
    });
  });
});
