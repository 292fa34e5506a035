import { afterAll, describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { CASES, filesOf } from './cases.js';

const RESTART = /restart|delete/;
const tally = { right: 0, abstained: 0, wrong: 0 };

describe('bundles made by hand', () => {
  it.each(CASES.map((one) => [`${one.verdict}: ${one.name}`, one] as const))('%s', (_name, one) => {
    const found = diagnose(parseBundle(filesOf(one)));
    const code = found.cause?.code ?? '';
    const isRight = found.verdict === one.verdict && (one.verdict !== 'fault' || one.causes.includes(code));
    tally[isRight ? 'right' : found.verdict === 'unknown' ? 'abstained' : 'wrong'] += 1;
    expect({ verdict: found.verdict, code: one.verdict === 'fault' ? code : '', summary: found.summary }).toMatchObject(
      {
        verdict: one.verdict,
        code: one.causes.includes(code) ? code : (one.causes[0] ?? ''),
      },
    );
    expect(one.not ?? []).not.toContain(code);
    for (const word of one.words ?? []) expect(found.summary).toContain(word);
    expect(found.proposals.filter(({ action }) => RESTART.test(action))).toEqual([]);
    expect(one.verdict === 'fault' ? [] : found.proposals).toEqual([]);
  });

  it('are of every kind: at least 60, of which 10 are no fault and 20 tempt to a wrong answer', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(CASES.filter(({ verdict }) => verdict !== 'fault').length).toBeGreaterThanOrEqual(10);
    expect(CASES.filter(({ not = [] }) => not.length > 0).length).toBeGreaterThanOrEqual(20);
  });
});

afterAll(() => {
  console.log(
    `corpus by hand: ${tally.right} right, ${tally.abstained} abstained, ${tally.wrong} wrong of ${CASES.length}`,
  );
});
