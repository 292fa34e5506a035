import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { type Expected, judge } from './judging.js';

interface Blind {
  readonly id: string;
  readonly expected: Expected & { readonly title: string };
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Whole bundles that were written without a look at the rules, one a line: their first run is what the rules are worth on what
 * nobody has seen (`docs/diagnosis.md` has the figures). They are packed because they are large; `brotli -dc` shows them.
 */
const BUNDLES = brotliDecompressSync(readFileSync(new URL('blind.jsonl.br', import.meta.url)))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Blind);
const tally = { right: 0, abstained: 0, wrong: 0 };

describe('bundles written blind', () => {
  it.each(BUNDLES.map((one) => [`${one.id}: ${one.expected.title}`, one] as const))('%s', (_name, one) => {
    const found = diagnose(parseBundle(new Map(Object.entries(one.files))));
    const { said, why } = judge(found, one.expected);
    tally[said] += 1;
    expect({ said, why, summary: found.summary }).toMatchObject({ said: 'right' });
  });

  it('are many, and of every kind', () => {
    const verdicts = BUNDLES.map(({ expected }) => expected.verdict);
    expect(BUNDLES.length).toBe(214);
    expect(verdicts.filter((verdict) => verdict === 'fault').length).toBe(154);
    expect(new Set(verdicts).size).toBe(5);
  });
});

afterAll(() => {
  const { right, abstained, wrong } = tally;
  console.log(`bundles written blind: ${right} right, ${abstained} abstained, ${wrong} wrong of ${BUNDLES.length}`);
});
