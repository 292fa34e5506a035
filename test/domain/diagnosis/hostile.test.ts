import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { reportOf } from '../../../domain/diagnosis/report.js';

/** No figure to keep: unbounded, each of these took minutes or never ended. */
const WITHIN_MS = 60_000;
const NOW = '2026-01-01T00:10:00Z';
const many = <T>(count: number, make: (place: number) => T) => Array.from({ length: count }, (_, place) => make(place));
const meta = (name: string, more: object = {}) => ({ metadata: { name, namespace: 'shop', ...more } });
const pod = (place: number) => ({
  kind: 'Pod',
  ...meta(`web-${place}`, { labels: { app: 'web' } }),
  spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'web:1' }] },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        ...{ name: 'web', ready: false, restartCount: 9 },
        state: { waiting: { reason: 'CrashLoopBackOff', message: `back-off ${place}` } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: NOW } },
      },
    ],
  },
});
const ofKind = (kind: string, spec: unknown) => (place: number) => ({ kind, ...meta(`${kind}-${place}`), spec });
const objects = (...items: readonly unknown[]) => ['objects.json', JSON.stringify({ kind: 'List', items })] as const;
const log = (lines: readonly string[]) => ['logs/shop/web-0/web.log', lines.join('\n')] as const;
const lettersOf = (place: number) => place.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
const diagnosed = (...files: readonly (readonly [string, string])[]) =>
  diagnose(parseBundle(new Map([['bundle.json', JSON.stringify({ capturedAt: NOW })], ...files])));

describe('what is made to be slow is diagnosed in time', { timeout: WITHIN_MS }, () => {
  it.each([
    ['thousands of pods that fail alike', many(4_000, pod)],
    [
      'a Service for each pod of all',
      [...many(1_000, pod), ...many(1_000, ofKind('Service', { selector: { app: 'web' } }))],
    ],
    [
      'thousands of Services that each choose thousands of pods, and some that choose none',
      [
        ...many(4_000, pod),
        ...many(4_000, ofKind('Service', { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 81 }] })),
        ...many(1_000, (place) => ofKind('Service', { selector: { app: 'web', tier: `${place}` } })(place + 4_000)),
      ],
    ],
    [
      'policies that choose everything',
      [
        ...many(1_500, pod),
        ...many(1_000, ofKind('NetworkPolicy', { podSelector: {} })),
        ...many(1_000, ofKind('PodDisruptionBudget', { selector: {} })),
      ],
    ],
    [
      'Services that choose nobody',
      [
        ...many(1_500, pod),
        ...many(2_000, ofKind('Service', { selector: { app: 'none' } })),
        ...many(2_000, ofKind('Deployment', { template: { metadata: { labels: { app: 'other' } } } })),
      ],
    ],
  ])(
    '%s',
    (_what, items) => {
      expect(diagnosed(objects(...items))).toMatchObject({ cause: { code: 'container.oom_killed' } });
    },
    WITHIN_MS,
  );

  it.each([
    'https://a:',
    'http://',
    '/',
    'a/',
    'A',
    'a.',
    '-',
    ' ',
    '[',
    '"',
    '\\',
    'a@',
    'eyJ',
    'error from ',
    '{"a":',
  ])(
    'a log of 2 MiB that repeats %j',
    (piece) => {
      const run = (chars: number) => piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars);
      const lines = many(5_000, (place) => `ERROR ${lettersOf(place)} ${run(390)}`);
      expect(diagnosed(objects(pod(0)), log(lines)).verdict).toBe('fault');
      expect(diagnosed(objects(pod(0)), log([run(2 ** 21)])).verdict).toBe('fault');
    },
    WITHIN_MS,
  );

  it('texts, queries and logs without an end', () => {
    const happened = { kind: 'Event', ...meta('e'), type: 'Warning', reason: 'Failed', message: 'a '.repeat(2 ** 23) };
    const asked = ['{', 'A', 'disk '].map((piece) => [piece.repeat(40_000), { result: [{ value: [1, '1'] }] }]);
    const lines = many(14_000, (place) => `${NOW} INFO request ${lettersOf(place)} answered 200`).join('\n');
    const logs = many(200, (place) => [`logs/shop/web-${place}/web.log`, `${lines}\nlast line`] as const);
    const { verdict } = diagnosed(
      objects(pod(0), happened),
      ['metrics.json', JSON.stringify(Object.fromEntries(asked))],
      ...logs,
    );
    expect(verdict).toBe('fault');
  });
});

it('names and questions without an end make no report without an end', () => {
  const long = 'x'.repeat(60_000);
  const bad = many(300, (place) => ({ ...pod(place), ...meta(`${place}${long}`, { labels: { app: 'web' } }) }));
  const head = { capturedAt: NOW, cluster: long, question: `why ${long}`, sources: { [long]: `denied: ${long}` } };
  const bundle = parseBundle(new Map([objects(...bad), ['bundle.json', JSON.stringify(head)]]));
  const report = reportOf(bundle, diagnose(bundle), 0);
  expect(report).toMatchObject({ verdict: 'fault', cluster: 'x'.repeat(512) });
  expect(JSON.stringify(report).length).toBeLessThan(2 ** 21);
});

it('of all logs the ends are read, and what short ones leave the long ones take', () => {
  const long = `${'x'.repeat(99)}\n`.repeat(40_000);
  const { logs } = parseBundle(
    new Map([
      ['logs/a/long/c.log', `${long}the end`],
      ['logs/a/longer/c.log', `${long}${long}the end`],
      ['logs/a/short/c.log', 'all of it\nthe end'],
    ]),
  );
  expect(logs.map(({ lines }) => lines.at(-1))).toEqual(['the end', 'the end', 'the end']);
  expect(logs.find(({ pod: name }) => name === 'short')?.lines).toHaveLength(2);
  expect(logs.every(({ lines }) => lines.every((line) => [7, 9, 99].includes(line.length)))).toBe(true);
});

it.each([
  ['metrics.json', JSON.stringify({ up: { result: many(20_001, () => ({})) } }), 'more than 20000 series'],
  [
    'metrics.json',
    JSON.stringify({ up: { result: [{ values: many(500_001, () => []) }] } }),
    'more than 500000 points',
  ],
  [
    'bundle.json',
    JSON.stringify({ sources: Object.fromEntries(many(1_001, (place) => [place, 'ok'])) }),
    'more than 1000 sources',
  ],
  ['alert.json', JSON.stringify({ alerts: many(2_001, () => ({})) }), 'more than 2000 alerts'],
  ['changes.json', JSON.stringify(many(20_001, () => ({ at: NOW }))), 'more than 20000 changes'],
])('refuses a %s without an end', (name, text, said) => {
  expect(() => parseBundle(new Map([[name, text]]))).toThrow(said);
});

it('a name is no evidence, whatever word is in it', () => {
  const at = { namespace: 'oom-killed', name: 'web-5' };
  const back = 'Back-off restarting failed container web in pod web-5_oom-killed(95cce7bb-d280-460d-88ae-488611a792f9)';
  const event = { kind: 'Event', metadata: { ...at, name: 'e' }, type: 'Warning', reason: 'BackOff', message: back };
  const happened = { ...event, involvedObject: { kind: 'Pod', ...at }, lastTimestamp: NOW, count: 9 };
  const state = { waiting: { reason: 'CrashLoopBackOff', message: back } };
  const status = { name: 'web', ready: false, restartCount: 9, state, lastState: { terminated: { exitCode: 1 } } };
  const { cause } = diagnosed(
    objects({ ...pod(5), metadata: at, status: { phase: 'Running', containerStatuses: [status] } }, happened),
  );
  expect(cause?.code).not.toBe('container.oom_killed');
});
