import { afterAll, describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { filesOf } from './cases.js';
import { SECOND } from './second.js';

const RESTART = /restart|delete/;
const tally = { right: 0, abstained: 0, wrong: 0 };

describe('bundles of the second corpus', () => {
  it.each(SECOND.map((one) => [`${one.verdict}: ${one.name}`, one] as const))('%s', (_name, one) => {
    const found = diagnose(parseBundle(filesOf(one)));
    const code = found.cause?.code ?? '';
    const verdicts = [one.verdict, ...(one.or ?? [])];
    const isRight = verdicts.includes(found.verdict) && (found.verdict !== 'fault' || one.causes.includes(code));
    tally[isRight ? 'right' : found.verdict === 'unknown' ? 'abstained' : 'wrong'] += 1;
    const told = { verdict: found.verdict, code, summary: found.summary };
    expect(verdicts, JSON.stringify(told)).toContain(found.verdict);
    const codes = found.verdict === 'fault' ? one.causes : [code];
    expect(codes, JSON.stringify(told)).toContain(code);
    expect(one.not ?? []).not.toContain(code);
    for (const word of one.words ?? []) expect(found.summary).toContain(word);
    const { kind, name } = found.cause?.resource ?? { kind: '', name: '' };
    expect(one.on ?? [`${kind}/${name}`]).toContain(`${kind}/${name}`);
    expect(found.proposals.filter(({ action }) => RESTART.test(action))).toEqual([]);
    expect(found.verdict === 'fault' ? [] : found.proposals).toEqual([]);
  });
});

afterAll(() => {
  const { right, abstained, wrong } = tally;
  console.log(`second corpus: ${right} right, ${abstained} abstained, ${wrong} wrong of ${SECOND.length}`);
});
