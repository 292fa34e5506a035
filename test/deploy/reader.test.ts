import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { KINDS } from '../../activities/collect/kinds.js';

interface Role {
  readonly kind: string;
  readonly rules: readonly {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
  }[];
}
const role = parse(readFileSync('deploy/kubernetes/reader.yaml', 'utf8')) as Role;

describe('the rights that reading a cluster takes', () => {
  it('are those for every kind that is read, and no more', () => {
    const granted = role.rules.flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
    );
    const read = KINDS.map(({ api, plural }) => `${api.includes('/') ? (api.split('/')[0] ?? '') : ''}/${plural}`);
    expect(granted.toSorted()).toEqual([...read, '/events', '/pods/log'].toSorted());
  });

  it('change nothing', () => {
    expect(new Set(role.rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
  });
});

describe('the rights over nodes', () => {
  const roles = parseAllDocuments(readFileSync('deploy/kubernetes/nodes.yaml', 'utf8')).map(
    (one) => one.toJS() as Role & { readonly metadata: { readonly name: string } },
  );
  const verbs = (name: string) =>
    roles
      .find(({ metadata }) => metadata.name === name)
      ?.rules.flatMap(({ resources, verbs: all }) => all.map((verb) => `${verb} ${resources.join()}`));

  it('are apart for who looks, who lets pods leave, and who takes Nodes away', () => {
    expect(verbs('reeve-nodes')).toEqual(['get nodes', 'list nodes']);
    expect(verbs('reeve-node-hands')).toEqual([
      'get nodes',
      'list nodes',
      'patch nodes',
      'list pods',
      'create pods/eviction',
    ]);
    expect(verbs('reeve-node-ends')).toEqual(['delete nodes']);
  });
});
