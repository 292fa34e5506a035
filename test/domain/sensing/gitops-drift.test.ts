import { describe, expect, it } from 'vitest';
import { gitopsDrift, type Synced } from '../../../domain/sensing/sensors/gitops-drift.js';
import { ago, judged, lines, raisedIn, type Scene } from '../../support/sensor-table.js';

const HOUR = 3_600_000;
const KIND = 'gitops.drift_detected';
const aResult = (over: Partial<Synced> = {}): Synced => ({
  ...{ source: 'estate', url: 'https://git.example/ops/fleet.git', branch: 'main', revision: 'abc', run: 'run-1' },
  ...{ ended_at: ago(HOUR), diffs: { update: 1 }, open_revisions: [], pending: 0, proposal: null },
  ...over,
});
const open = (...revisions: readonly string[]) => ({
  open: Object.fromEntries(revisions.map((revision) => [`gitops_drift:estate:${revision}`, {}])),
});

describe('a repository', () => {
  it.each<[string, Partial<Synced>, Scene, readonly string[]]>([
    ['says the same', { diffs: {} }, {}, []],
    ['differs in one thing', {}, {}, [`raise warning ${KIND}`]],
    ['differs in 9', { diffs: { create: 9 } }, {}, [`raise warning ${KIND}`]],
    ['differs in 10', { diffs: { create: 4, update: 6 } }, {}, [`raise warning ${KIND}`]],
    ['differs in 11', { diffs: { create: 5, update: 6 } }, {}, [`raise high ${KIND}`]],
    ['would destroy one', { diffs: { destroy: 1 } }, {}, [`raise high ${KIND}`]],
    ['would destroy none', { diffs: { update: 1, destroy: 0 } }, {}, [`raise warning ${KIND}`]],
    ['was compared 24 h ago less 1 ms', { ended_at: ago(24 * HOUR - 1) }, {}, [`raise warning ${KIND}`]],
    ['was compared 24 h ago', { ended_at: ago(24 * HOUR) }, {}, [`raise warning ${KIND}`]],
    ['was compared longer ago', { ended_at: ago(24 * HOUR + 1) }, {}, []],
    ['was never compared', { ended_at: null, revision: null }, {}, []],
    [
      'stays open while nobody compares',
      { ended_at: ago(25 * HOUR), diffs: {}, open_revisions: ['abc'] },
      open('abc'),
      [`hold ${KIND}`],
    ],
    ['says the same again', { diffs: {}, open_revisions: ['abc'] }, open('abc'), [`clear ${KIND}`]],
    [
      'differs in a newer revision',
      { open_revisions: ['old'] },
      open('old'),
      [`clear ${KIND}`, `raise warning ${KIND}`],
    ],
    ['says the same in a newer revision', { diffs: {}, open_revisions: ['old'] }, open('old'), [`clear ${KIND}`]],
    ['stays open as it is', { open_revisions: ['abc'] }, open('abc'), [`raise warning ${KIND}`]],
    [
      'may differ in as much as is set',
      { diffs: { update: 2 } },
      { set: [{ place: 'gitops/estate', values: { min_diffs: 3 } }] },
      [],
    ],
  ])('%s', (_name, over, scene, said) => {
    expect(lines(judged(gitopsDrift, aResult(over), scene))).toEqual(said);
  });

  it('says what differs from which revision, and who was asked', () => {
    const one = raisedIn(judged(gitopsDrift, aResult({ pending: 2, proposal: 'fleet.x.1' })));
    expect(one).toMatchObject({ fingerprint: 'gitops_drift:estate:abc', subject: { kind: 'gitops', name: 'estate' } });
    expect(one.payload).toEqual({
      ...{ repository_id: 'estate', repository_name: 'fleet', branch: 'main', synced_revision: 'abc', report: 'run-1' },
      ...{ last_sync_at: '2026-06-16T11:00:00.000Z', diff_count: 1, diff_summary: { update: 1 } },
      ...{ pending_proposal_count: 2, proposal: 'fleet.x.1' },
    });
    expect(gitopsDrift.kinds[0]?.steps.map(({ category, parameters }) => [category, parameters?.(one)])).toEqual([
      ['gitops.apply', { revision: 'abc' }],
    ]);
  });

  it.each([
    ['https://bob:secret@git.example/ops/fleet.git?token=x', 'fleet'],
    ['git@git.example:fleet.git', 'fleet'],
    ['/srv/git/fleet/', 'fleet'],
  ])('shows of %s only %s', (url, name) => {
    expect(raisedIn(judged(gitopsDrift, aResult({ url }))).payload['repository_name']).toBe(name);
  });
});
