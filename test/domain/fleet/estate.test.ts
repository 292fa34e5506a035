import { describe, expect, it } from 'vitest';
import type { EstateRow } from '../../../domain/fleet/document.js';
import { ENTITIES } from '../../../domain/fleet/estate.js';
import { keyOf } from '../../../domain/fleet/entity.js';
import { carryOut } from '../../../domain/fleet/simulated/carry-out.js';
import { simulatedEstate } from '../../../domain/fleet/simulated/estate.js';
import { reportOf, virtualNodes } from '../../../domain/fleet/simulated/node.js';
import { parseReports } from '../../../domain/fleet/report.js';
import { openYamlWriter, rowsOfYaml } from '../../../workers/fleet/yaml-document.js';

const NOW = Date.parse('2026-03-04T10:00:00Z');
const estate = (instances: number, seed = 7) => [...simulatedEstate({ instances, seed, now: NOW })];
const count = (rows: readonly EstateRow[], kind: string) => rows.filter((row) => row.kind === kind).length;

describe('the simulated fleet', () => {
  it.each([6, 7, 40, 200, 1001])('has as many instances as are wished for: %i', (instances) => {
    const rows = estate(instances);
    expect(count(rows, 'instance')).toBe(instances);
    expect(rows.filter(({ isHub }) => isHub === true)).toHaveLength(6);
  });

  it('is the same for the same wish, and another for another seed', () => {
    expect(estate(30)).toEqual(estate(30));
    expect(estate(30, 8)).not.toEqual(estate(30));
  });

  it('has something of every kind that is told, names everything once, and names only what is there', () => {
    const rows = estate(60);
    const kinds = new Set(rows.map(({ kind }) => kind));
    const untold = ['assignment', 'tlsEndpoint', 'metricsSource', 'gitopsSource', 'pressure'];
    expect(ENTITIES.map(({ kind }) => kind).filter((kind) => !kinds.has(kind))).toEqual(untold);
    for (const entity of ENTITIES) {
      const own = rows.filter(({ kind }) => kind === entity.kind);
      expect(new Set(own.map((row) => keyOf(entity, row))).size, entity.kind).toBe(own.length);
      const lost = Object.entries(entity.columns).flatMap(([field, { of }]) =>
        own.filter(
          (row) =>
            of !== undefined && !rows.some((one) => one.kind === of && (one['id'] ?? one['module']) === row[field]),
        ),
      );
      expect(lost, entity.kind).toEqual([]);
    }
  });

  it('names no instance as anything else than simulated', () => {
    expect(estate(40).filter(({ kind, provider }) => kind === 'instance' && provider !== 'simulated')).toEqual([]);
  });

  it('says what the protocol takes, each of its machines', () => {
    for (const node of virtualNodes(estate(60))) {
      const report = reportOf({ ...node, boot: 'b', seq: 1 }, { now: NOW, packageDigest: 'sha256:0', whole: true });
      expect(parseReports(report), node.instance).toMatchObject({ value: [{ seq: 1 }] });
    }
  });
});

describe('a played machine', () => {
  const [first] = virtualNodes(estate(6));
  const node = { ...first!, boot: 'b' };
  const broken = (fault: string, on = true, of = node) =>
    carryOut(of, { kind: 'simulate.break', parameters: { fault, on } }, NOW)!.node;

  it('is mended by the task that would mend a real one', () => {
    const [module] = Object.keys(node.running).slice(-1);
    const mended = carryOut(
      broken('module-drift'),
      { kind: 'module.apply', parameters: { modules: { [module!]: node.running[module!]! } } },
      NOW,
    );
    expect(mended?.node.running).toEqual(node.running);
  });
  it('takes a module off where it is told null', () => {
    const [module = ''] = Object.keys(node.running);
    const done = carryOut(node, { kind: 'module.apply', parameters: { modules: { [module]: null } } }, NOW);
    expect(done?.node.running).not.toHaveProperty(module);
  });
  it('hears nothing but a restart while it is silent', () => {
    const silent = broken('silent');
    expect(carryOut(silent, { kind: 'config.apply', parameters: { hash: 'x' } }, NOW)).toBeUndefined();
    const back = carryOut(silent, { kind: 'instance.reboot', parameters: {} }, NOW)?.node;
    expect(back).toMatchObject({ silent: false, struck: {} });
    expect(back?.boot).not.toBe(node.boot);
  });
  it('is as it was when a fault is cleared, and one that is not on clears nothing', () => {
    expect(broken('peer-drift', false, broken('peer-drift'))).toEqual(node);
    expect(broken('peer-drift', false)).toEqual(node);
  });
  it('says so where it can not do what is asked', () => {
    expect(carryOut(node, { kind: 'bgp.reset', parameters: { neighbor: '1.1.1.1' } }, NOW)).toMatchObject({
      ok: false,
    });
    expect(carryOut(node, { kind: 'simulate.break', parameters: { fault: 'nonsense', on: true } }, NOW)).toMatchObject({
      ok: false,
    });
  });
});

describe('a document of lists', () => {
  it('is the same rows, each with its line', () => {
    const { text, from } = rowsOfYaml(
      'templates:\n  - id: web\n    title: Web\n  - { id: db }\nnodes:\n\n  - { id: a, template: web }\n',
    );
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { kind: 'template', id: 'web', title: 'Web' },
      { kind: 'template', id: 'db' },
      { kind: 'node', id: 'a', template: 'web' },
    ]);
    expect(from).toEqual([2, 4, 7]);
  });
  it('is written as lists, and read again as what it was', () => {
    const rows = estate(6);
    const write = openYamlWriter();
    const written = rows.toSorted((a, b) => a.kind.localeCompare(b.kind)).flatMap((row) => write(JSON.stringify(row)));
    const again = rowsOfYaml(written.join('\n'))
      .text.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EstateRow);
    expect(again).toEqual(rows.toSorted((a, b) => a.kind.localeCompare(b.kind)));
  });
  it.each([
    ['a list of no name', 'secrets:\n  - { id: x }', /line 1: "secrets" must be one of templates/],
    ['no list', 'templates: web', /line 1: templates must be a list/],
    ['no row', 'templates:\n  - web', /line 2: an entry of templates must be a row/],
    ['no YAML', 'templates: [', /^line \d+: /],
    ['no lists', '- a', /line 1: it must be lists/],
    ['one list twice', 'nodes: []\nnodes: []', /line 2: /],
    ['aliases without an end', `a: &a [x,x]\nb: &b [*a,*a]\ntemplates: *b`, /must be one of/],
  ])('is refused with its line where it is %s', (_name, source, says) => {
    expect(() => rowsOfYaml(source)).toThrow(says);
  });
});
