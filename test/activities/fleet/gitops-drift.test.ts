import { beforeEach, describe, expect, it } from 'vitest';
import { endings, fleetPair, standing } from '../../support/fleet-pair.js';

const HOUR = 3_600_000;

describe('repositories that the fleet differs from', () => {
  const { home, other } = fleetPair();
  beforeEach(() => home().put('gitops_source', { id: 'estate', url: 'https://git.example/fleet.git' }));
  const run = (id: string, ms: number, over: object = {}) =>
    home().put('gitops_run', {
      ...{ id, source: 'estate', started_at: home().ago(ms + 1_000), ended_at: home().ago(ms), state: 'success' },
      ...{ revision: 'abc', ...over },
    });
  const diffs = [{ action: 'update', kind: 'template', name: 'web' }];

  it('are raised, put to people, and over once a comparison finds nothing', async () => {
    await run('1', HOUR, { diffs });
    await home().tick();
    expect(await standing(home())).toEqual(['gitops.drift_detected warning gitops_drift:estate:abc']);
    expect(await home().conditions()).toMatchObject([
      { subject: 'gitops/estate', payload: { diff_count: 1, diff_summary: { update: 1 }, repository_name: 'fleet' } },
    ]);
    const [decided] = await home().decisions();
    expect(decided).toMatchObject({ outcome: 'proposed', category: 'gitops.apply', target: 'gitops/estate' });
    await home().tick();
    expect(await home().conditions()).toMatchObject([
      { times: 2, payload: { pending_proposal_count: 1, proposal: decided?.['intervention'] } },
    ]);
    expect(await home().decisions()).toHaveLength(1);
    await run('2', 60_000, { diffs: [] });
    await home().tick();
    expect(await standing(home())).toEqual([]);
    expect(await endings(home())).toEqual(['the fleet is what its repository says again']);
    await other().tick();
    expect(await other().conditions()).toEqual([]);
  });

  it('are raised anew by a newer revision, and the older one is over', async () => {
    await run('1', HOUR, { diffs });
    await home().tick();
    await run('2', 60_000, { revision: 'def', diffs: [...diffs, { action: 'destroy', kind: 'node', name: 'n' }] });
    await home().tick();
    expect(await standing(home())).toEqual(['gitops.drift_detected high gitops_drift:estate:def']);
    expect(await endings(home())).toEqual(['revision def took its place']);
  });

  it.each<[string, object]>([
    ['still runs', { ended_at: null, state: 'running', diffs: [] }],
    ['failed', { state: 'failed', diffs: [], error: 'no route' }],
  ])('stay as they are while the newest comparison %s', async (_name, over) => {
    await run('1', HOUR, { diffs });
    await home().tick();
    await run('2', 60_000, over);
    await home().tick();
    expect(await standing(home())).toEqual(['gitops.drift_detected warning gitops_drift:estate:abc']);
  });

  it.each<[string, object]>([
    ['that are no differences', { diffs: { not: 'a list' } }],
    ['that is too old', { diffs, ended_at: '2026-01-01T00:00:00Z' }],
    ['without a revision', { diffs, revision: null }],
  ])('are not raised by a result %s', async (_name, over) => {
    await run('1', HOUR, over);
    await home().tick();
    expect(await standing(home())).toEqual([]);
  });

  it('are counted also where a difference says nothing of itself', async () => {
    await run('1', HOUR, { diffs: ['?', 1, {}] });
    await home().tick();
    expect(await home().conditions()).toMatchObject([{ payload: { diff_count: 3, diff_summary: { other: 3 } } }]);
  });
});
