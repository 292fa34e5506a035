import { afterAll, describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { judge } from './judging.js';
import { WHOLE } from './whole/cases.js';
import { ago, days, type Json, thing } from './whole/pods.js';
import { service } from './whole/surroundings.js';
import { deploy } from './whole/workloads.js';

const tally = { right: 0, abstained: 0, wrong: 0 };
const byVerdict = new Map<string, typeof tally>();

describe('whole bundles, with neighbours and noise', () => {
  it.each(WHOLE.map((one) => [`${one.id}: ${one.title}`, one] as const))('%s', (_name, { files, expected }) => {
    const found = diagnose(parseBundle(files));
    const { said, why } = judge(found, expected);
    tally[said] += 1;
    const own = byVerdict.get(expected.verdict) ?? { right: 0, abstained: 0, wrong: 0 };
    byVerdict.set(expected.verdict, { ...own, [said]: own[said] + 1 });
    expect({ said, why, summary: found.summary }).toMatchObject({ said: 'right' });
    expect(expected.verdict === 'fault' ? [] : found.proposals).toEqual([]);
  });

  it('are of every kind: at least 100 faults, 40 that need no repair, and most with a tempting wrong answer', () => {
    const faults = WHOLE.filter(({ expected }) => expected.verdict === 'fault');
    expect(faults.length).toBeGreaterThanOrEqual(100);
    expect(WHOLE.length - faults.length).toBeGreaterThanOrEqual(40);
    expect(WHOLE.filter(({ expected }) => expected.mustNotCauses.length > 0).length).toBeGreaterThan(WHOLE.length / 2);
    expect(new Set(WHOLE.map(({ id }) => id)).size).toBe(WHOLE.length);
  });
});

describe('what could not be read never makes it name another cause', () => {
  const without = (source: 'logs' | 'events', files: ReadonlyMap<string, string>) => {
    const head = JSON.parse(files.get('bundle.json') ?? '{}') as { sources: Record<string, string> };
    const { items } = JSON.parse(files.get('objects.json') ?? '{}') as { items: readonly { kind: string }[] };
    head.sources[source] = 'unavailable: 503';
    const rest = [...files].filter(([path]) => source !== 'logs' || !path.endsWith('.log'));
    const left = source === 'events' ? items.filter(({ kind }) => kind !== 'Event') : items;
    return new Map([...rest, ['bundle.json', JSON.stringify(head)], ['objects.json', JSON.stringify({ items: left })]]);
  };
  it.each(['logs', 'events'] as const)('without %s', (source) => {
    const wrong = WHOLE.filter(({ files, expected }) => {
      const { cause, verdict } = diagnose(parseBundle(without(source, files)));
      return verdict === 'fault' && expected.mustNotCauses.includes(cause?.code ?? '');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('old mistakes of strangers are never the answer', () => {
  const served = { path: '/', pathType: 'Prefix', backend: { service: { name: 'gone', port: { number: 80 } } } };
  const expired = { type: 'Ready', status: 'False', reason: 'Expired', message: 'Certificate expired' };
  const relics: readonly (readonly [string, readonly Json[]])[] = [
    ['a Service of a workload long gone', service('attic', 'legacy', { selector: { app: 'legacy' }, ready: [] })],
    [
      'a Service that selects an old label',
      [
        ...deploy('attic', 'old', { port: 8080, labels: { v: 'b' } }),
        ...service('attic', 'old', { selector: { app: 'old', v: 'a' }, ready: [] }),
      ],
    ],
    [
      'an Ingress of a class and a Service that are gone',
      [
        thing('networking.k8s.io/v1', 'Ingress', 'attic', 'old', {
          spec: { ingressClassName: 'gone', rules: [{ host: 'old.example', http: { paths: [served] } }] },
        }),
      ],
    ],
    [
      'a certificate that nobody renews',
      [
        thing('cert-manager.io/v1', 'Certificate', 'attic', 'old', {
          spec: { secretName: 'old', issuerRef: { name: 'x' } },
          status: { notAfter: ago(days(90)), conditions: [expired] },
        }),
      ],
    ],
  ];
  it.each(relics)('%s', (_name, things) => {
    const told = WHOLE.filter(({ files }) => {
      const { items } = JSON.parse(files.get('objects.json') ?? '{}') as { items: readonly Json[] };
      const list = JSON.stringify({ kind: 'List', items: [...items, ...things] });
      return diagnose(parseBundle(new Map([...files, ['objects.json', list]]))).cause?.resource.namespace === 'attic';
    });
    expect(told.map(({ id }) => id)).toEqual([]);
  });
});

it('reads an address that is a pattern, and an end before all time, without a fall', () => {
  const meta = (name: string) => ({ name, namespace: 'a' });
  const items = [
    { kind: 'Service', metadata: meta('s'), spec: { clusterIP: '1(((' } },
    { kind: 'NetworkPolicy', metadata: meta('n'), spec: {} },
    { kind: 'Pod', metadata: meta('p'), spec: {} },
  ];
  const result = [{ metric: { instance: 'x' }, value: [1, '-1e300'] }];
  const files = new Map([
    ['objects.json', JSON.stringify({ kind: 'List', items })],
    ['logs/a/p/c.log', 'i/o timeout 1((('],
    ['metrics.json', JSON.stringify({ 'probe_ssl_earliest_cert_expiry - time()': { result } })],
  ]);
  expect(diagnose(parseBundle(files)).cause?.code).not.toBe('certificate.expired');
});

afterAll(() => {
  console.log(
    `whole bundles: ${tally.right} right, ${tally.abstained} abstained, ${tally.wrong} wrong of ${WHOLE.length}`,
  );
  for (const [verdict, { right, abstained, wrong }] of byVerdict)
    console.log(`  ${verdict.padEnd(10)} ${right} right, ${abstained} abstained, ${wrong} wrong`);
});
