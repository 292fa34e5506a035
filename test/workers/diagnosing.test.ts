import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { packFiles } from '../../activities/bundle/pack.js';
import { type Diagnosing, type DiagnosingSpec, openDiagnosing } from '../../workers/diagnosing.js';
import { OOM_FILES } from '../support/oom-bundle.js';

const GOOD = { bytes: packFiles(OOM_FILES), name: 'good.tgz' };
/** Ever so many objects: it takes its time, and memory. */
const HUGE = {
  bytes: Buffer.from(`{"items":[${'{"kind":"Pod","metadata":{"name":"x"}},'.repeat(49_000)}{}]}`),
  name: 'huge.json',
};

describe('the thread that bundles are diagnosed in', () => {
  const opened: Diagnosing[] = [];
  const open = (spec?: DiagnosingSpec) => {
    const diagnosing = openDiagnosing(spec);
    opened.push(diagnosing);
    return diagnosing;
  };
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  it('answers, and is there for the next one', async () => {
    const { diagnose } = open();
    for (let again = 0; again < 3; again += 1)
      expect(await diagnose(GOOD)).toMatchObject({ state: 'diagnosed', report: { verdict: 'fault' } });
    expect(await diagnose({ bytes: Buffer.from('x'), name: 'x' })).toMatchObject({ state: 'refused' });
  });

  it.each([
    ['that takes too long', { withinMs: 50 }, 'huge.json took longer than 0.05 seconds: capture less of it'],
    ['that takes too much memory', { memoryMiB: 20 }, 'huge.json takes more memory than it may: capture less of it'],
  ])('is ended by one %s', async (_what, spec, because) => {
    const { diagnose } = open(spec);
    expect(await diagnose(HUGE)).toMatchObject({ state: 'refused', because: expect.stringContaining(because) });
  });

  it('is there again after it died', async () => {
    const { diagnose } = open();
    const answer = await diagnose({ bytes: 7 as never, name: 'broken' });
    expect(answer).toMatchObject({ because: expect.stringContaining('broken could not be diagnosed') });
    expect(await diagnose(GOOD)).toMatchObject({ state: 'diagnosed' });
  });

  it('ends what is under way when Reeve stops, and begins nothing that waits', async () => {
    const { diagnose, close } = open();
    const begun = performance.now();
    const sent = [diagnose(HUGE), diagnose(HUGE), diagnose(HUGE)];
    await setTimeout(200);
    await close();
    expect(performance.now() - begun).toBeLessThan(5_000);
    const answers = await Promise.all(sent);
    expect(answers.at(-1)).toEqual({ state: 'busy', because: expect.stringContaining('is stopping') });
  });

  it('lets so many wait, and tells the others to come back', async () => {
    const { diagnose } = open({ waitingMax: 2 });
    const answers = await Promise.all([diagnose(GOOD), diagnose(GOOD), diagnose(GOOD)]);
    expect(answers.map(({ state }) => state)).toEqual(['diagnosed', 'diagnosed', 'busy']);
    expect(answers[2]).toMatchObject({ because: expect.stringContaining('2 bundles wait') });
    expect(await diagnose(GOOD)).toMatchObject({ state: 'diagnosed' });
  });
});
