import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../../activities/bundle/files.js';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { CAUSES } from '../../../domain/diagnosis/causes/index.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { CASES, filesOf } from './cases.js';
import { type Expected, judge, renamed } from './judging.js';

// Samples lie beside the project where it is developed, and are no part of it.
const BESIDE = process.env['REEVE_TEST_SHARED'] ?? '../shared';
const FOLDER = `${BESIDE}/samples/bundles`;
const TABLE = `${BESIDE}/data/causes.json`;
const samples = existsSync(FOLDER) ? readdirSync(FOLDER).toSorted() : [];
const tables = existsSync(TABLE) ? [TABLE] : [];
const tally = { right: 0, abstained: 0, wrong: 0 };

describe.each(samples)('%s', (name) => {
  it.each(['as it is', 'renamed'])('%s', async (how) => {
    const expected = JSON.parse(readFileSync(join(FOLDER, name, 'expected.json'), 'utf8')) as Expected;
    const files = await readFiles(join(FOLDER, name));
    const begun = performance.now();
    const [given, wanted] = how === 'renamed' ? renamed(files, expected) : [files, expected];
    const found = diagnose(parseBundle(given));
    const { said, why } = judge(found, wanted);
    tally[said] += 1;
    expect({ said, why, summary: found.summary }).toMatchObject({ said: 'right' });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

it.each(tables)('every cause of the vocabulary is there, in its words: %s', (table) => {
  type Row = { readonly code: string; readonly means: string };
  const { causes } = JSON.parse(readFileSync(table, 'utf8')) as { causes: readonly Row[] };
  const rows = (of: readonly Row[]) => of.map(({ code, means }) => `${code} ${means}`).toSorted();
  expect(rows(CAUSES)).toEqual(rows(causes));
});

it('is judged by what is expected: a wrong cause, resource, word or proposal is found', () => {
  const [memory] = CASES;
  const found = diagnose(parseBundle(filesOf(memory!)));
  const right: Expected = {
    ...{ verdict: 'fault', cause: 'container.oom_killed', mustNotCauses: [], mustNotPropose: ['restart'] },
    ...{ resources: [{ kind: 'Deployment', namespace: 'shop', namePattern: 'ap*' }], keywordsAllOf: [['memory']] },
  };
  expect(judge(found, right)).toEqual({ said: 'right', why: [] });
  const wrong = { ...right, cause: 'x', resources: [], keywordsAllOf: [['zebra']], mustNotPropose: ['set-'] };
  expect(judge(found, wrong)).toMatchObject({ said: 'wrong', why: { length: 4 } });
});

afterAll(() => {
  const { right, abstained, wrong } = tally;
  if (samples.length > 0) console.log(`samples: ${right} right, ${abstained} abstained, ${wrong} wrong, each twice`);
  else console.log(`left out: the samples of ${FOLDER}, which are not beside this clone`);
});
