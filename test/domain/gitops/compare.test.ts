import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, summaryOf } from '../../../domain/gitops/compare.js';
import { type Declared, readDocument } from '../../../domain/gitops/document.js';

const module = (id: string, version: number): Declared => ({ kind: 'module', id, fields: { version } });

describe('three ways', () => {
  it.each([
    ['nothing, where all is as declared', 1, 1, 1, []],
    ['what the repository changed', 1, 1, 2, ['declared']],
    ['what somebody changed here', 1, 3, 1, ['drifted']],
    ['what both changed, and not alike', 1, 3, 2, ['both']],
    ['nothing, where both changed alike', 1, 2, 2, []],
  ])('finds %s', (_what, applied, live, declared, whys) => {
    const diffs = compare([module('m', applied)], [module('m', live)], [module('m', declared)]);
    expect(diffs.flatMap(({ fields }) => fields.map(({ why }) => why))).toEqual(whys);
  });

  it('makes what is missing, takes away only what it brought, and leaves alone what is not its own', () => {
    const live = [module('mine', 1), module('theirs', 1)];
    const diffs = compare([module('mine', 1), module('lost', 1)], live, [module('new', 1), module('lost', 1)]);
    expect(diffs).toMatchObject([
      { does: 'create', id: 'new', why: 'declared' },
      { does: 'create', id: 'lost', why: 'drifted' },
      { does: 'destroy', id: 'mine' },
    ]);
    expect(summaryOf(diffs)).toBe('2 to create, 1 to destroy');
  });

  it('brings what is leant on first, and takes it away last', () => {
    const things: Declared[] = [
      { kind: 'assignment', id: 'n/m', fields: {} },
      { kind: 'node', id: 'n', fields: { template: 't' } },
      { kind: 'template', id: 't', fields: {} },
      { kind: 'module', id: 'm', fields: {} },
    ];
    expect(compare([], [], things).map(({ kind }) => kind)).toEqual(['module', 'template', 'node', 'assignment']);
    expect(compare(things, things, []).map(({ kind }) => kind)).toEqual(['assignment', 'node', 'template', 'module']);
  });

  it('comes to rest: what was brought is not brought again', () => {
    const thing = fc.record({
      kind: fc.constant('module' as const),
      id: fc.constantFrom('a', 'b', 'c'),
      fields: fc.record({ version: fc.integer({ min: 1, max: 3 }) }),
    });
    const things = fc.uniqueArray(thing, { selector: ({ id }) => id });
    fc.assert(
      fc.property(things, things, things, (applied, live, declared) => {
        const after = new Map<string, Declared>(live.map((one) => [one.id, one]));
        for (const diff of compare(applied, live, declared)) {
          if (diff.does === 'destroy') after.delete(diff.id);
          else after.set(diff.id, declared.find(({ id }) => id === diff.id) as Declared);
        }
        expect(compare(declared, [...after.values()], declared)).toEqual([]);
      }),
    );
  });
});

describe('a document', () => {
  it('is read whole', () => {
    const sent = {
      version: 1,
      account: 'home',
      modules: [{ name: 'nginx', enabled: true, version: 4 }],
      templates: [{ name: 'web', modules: ['nginx', 'app', 'nginx'], configHash: null }],
      nodes: [{ name: 'web-1', template: 'web', lifecycle: 'spot' }],
      assignments: [{ node: 'web-1', module: 'nginx', version: 3 }],
    };
    expect(readDocument(sent)).toEqual({
      things: [
        { kind: 'module', id: 'nginx', fields: { enabled: true, version: 4 } },
        { kind: 'template', id: 'web', fields: { modules: ['app', 'nginx'], configHash: null } },
        { kind: 'node', id: 'web-1', fields: { template: 'web', lifecycle: 'spot' } },
        { kind: 'assignment', id: 'web-1/nginx', fields: { version: 3 } },
      ],
    });
  });

  it.each([
    [{ machines: [] }, 'machines: is not known here'],
    [{ modules: {} }, 'modules: must be a list'],
    [{ modules: [{ enabled: true }] }, 'modules[0]: needs name'],
    [{ modules: [{ name: 'a', version: 0 }] }, 'modules[0]: version: 0 does not fit'],
    [{ modules: [{ name: 'a', digest: 'x' }] }, 'modules[0]: has "digest"'],
    [{ modules: [{ name: 'a' }, { name: 'a' }] }, 'module a: is declared twice'],
    [{ nodes: [{ name: '../../x' }] }, 'nodes[0]: needs name'],
    [[], 'it is no mapping'],
  ])('is refused whole: %j', (sent, mistake) => {
    expect(readDocument(sent)).toEqual({ mistakes: [expect.stringContaining(mistake)] });
  });

  it('takes anything without failing', () => {
    fc.assert(
      fc.property(fc.anything(), (sent) => {
        expect(readDocument({ modules: [sent], templates: sent })).toBeTypeOf('object');
      }),
    );
  });
});
