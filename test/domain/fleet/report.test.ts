import { describe, expect, it } from 'vitest';
import { parseReports, skewOf } from '../../../domain/fleet/report.js';
import { parseResult, parseWork, TASK_KINDS } from '../../../domain/fleet/task-kinds.js';

const LEAST = { boot: 'b-1', seq: 1, at: 1_700_000_000_000 };
const many = (count: number) => Array.from({ length: count }, (_unused, place) => ({ ...LEAST, seq: place }));
const modules = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_unused, place) => [`m-${place}`, 'sha256:0']));
const path = (mountPath: unknown) => ({ id: 's', storage: 'x', mountPath, readOnly: false });

describe('a report', () => {
  it.each([
    ['the least that can be said', LEAST],
    ['seq 0', { ...LEAST, seq: 0 }],
    ['what nobody knows yet, from a newer agent', { ...LEAST, moods: ['good'] }],
    ['a hundred at once', { reports: many(100) }],
    ['400 modules', { ...LEAST, running: modules(400) }],
    ['a module with the name of a property', { ...LEAST, running: { constructor: 'sha256:0' } }],
  ])('may be %s', (_name, sent) => {
    expect(parseReports(sent)).toHaveProperty('value');
  });

  it.each([
    ['no object', 7, 'it must be an object'],
    ['a list', [LEAST], 'it must be an object'],
    ['no boot', { seq: 1, at: 1 }, 'boot is missing'],
    ['a seq below 0', { ...LEAST, seq: -1 }, 'seq must be a whole number'],
    ['a seq that no number holds', { ...LEAST, seq: 2 ** 53 }, 'seq must be a whole number'],
    ['a time that is text', { ...LEAST, at: 'now' }, 'at must be a whole number'],
    ['a state that only a provider can see', { ...LEAST, status: 'terminated' }, 'status must be one of'],
    ['a hundred and one', { reports: many(101) }, 'reports must hold at most 100'],
    ['none', { reports: [] }, 'reports must hold at least 1'],
    ['401 modules', { ...LEAST, running: modules(401) }, 'running must hold at most 400'],
    ['a key of the prototype', { ...LEAST, running: JSON.parse('{"__proto__":"x"}') }, 'a name in running must be'],
    ['a digest that is an object', { ...LEAST, running: { web: {} } }, 'running.web must be a name'],
    ['a peer that says nothing', { ...LEAST, peers: [{}] }, 'peers.0.up is missing'],
    ['an ecosystem of its own', { ...LEAST, packages: { digest: 'd', packages: { cobol: [] } } }, 'must be one of'],
    ['facts that are a list', { ...LEAST, facts: [] }, 'facts must be an object'],
    [
      'facts that are long together',
      { ...LEAST, facts: Object.fromEntries(many(20).map(({ seq }) => [`f${seq}`, 'x'.repeat(2000)])) },
      'facts must have at most 16000 characters in all',
    ],
  ])('can not be %s', (_name, sent, because) => {
    expect(parseReports(sent)).toMatchObject({ because: expect.stringContaining(because) });
  });

  it('holds nothing that the database can not keep', () => {
    const found = parseReports({ ...LEAST, facts: { os: 'a\0b\nc\uD800' } });
    expect(found).toMatchObject({ value: [{ facts: { os: 'a b c\uFFFD' } }] });
  });

  it.each([
    ['the same time', 1000, 1000, 0],
    ['a node ahead', 61_000, 1000, 60_000],
    ['a node behind', 0, 60_000, -60_000],
    ['the end of time', 8_640_000_000_000_000, 0, 3_153_600_000_000],
  ])('tells how far the clocks are apart: %s', (_name, at, now, skew) => {
    expect(skewOf({ at }, now)).toBe(skew);
  });
});

describe('a task', () => {
  it('is of one of the kinds', () => {
    expect(TASK_KINDS).toHaveLength(18);
    expect(parseWork('shell.run', { line: 'rm -rf /' })).toEqual({ because: 'there is no kind of task "shell.run"' });
    expect(parseWork('toString', {})).toHaveProperty('because');
  });

  it.each([
    ['module.apply', { modules: { web: 'sha256:1', old: null } }],
    ['certificate.rotate', {}],
    ['sdwan.key-rotate', { peer: 'p', network: 'n', credential: 'c', kind: 'wireguard_psk', revision: 2 }],
    ['storage.attach', path('/srv/data')],
    ['packages.upgrade', { packages: ['openssl'] }],
  ])('takes %s as it is', (kind, parameters) => {
    expect(parseWork(kind, parameters)).toEqual({ value: { kind, parameters } });
  });

  it.each([
    ['module.apply', { modules: { web: 1 } }],
    ['instance.drain', { seconds: -1 }],
    ['instance.drain', { seconds: 86_401 }],
    ['sdwan.key-rotate', { peer: 'p', network: 'n', credential: 'c', kind: 'telepathy', revision: 2 }],
    ['packages.upgrade', { packages: [] }],
    ['packages.upgrade', { packages: ['-o=x'] }],
    ...['srv', '/srv/../etc', '/..', '/srv/./x', '/srv//x', '/a\nb', ''].map((one) => ['storage.attach', path(one)]),
  ] as [string, object][])('refuses %s with %j', (kind, parameters) => {
    expect(parseWork(kind, parameters)).toHaveProperty('because');
  });

  it('has a result that says whether it was done', () => {
    expect(parseResult({ ok: false, attempt: 1, said: 'this host can not' })).toHaveProperty('value');
    expect(parseResult({ attempt: 1 })).toEqual({ because: 'ok is missing' });
  });
});
