import { afterAll, describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { bundleOf } from './bundles.js';
import { CONFIG_TEXTS } from './config-texts.js';
import { DATABASE_TEXTS } from './database-texts.js';
import { HARMLESS_TEXTS } from './harmless-texts.js';
import { OWN_TEXTS } from './own-texts.js';
import { PEER_TEXTS } from './peer-texts.js';
import { START_TEXTS } from './start-texts.js';
import { saying } from './texts.js';

const TEXTS = [...START_TEXTS, ...CONFIG_TEXTS, ...OWN_TEXTS, ...PEER_TEXTS, ...DATABASE_TEXTS];
const QUESTIONS = ['', 'Is api in shop fine?', 'Why is api in shop slow?'];
const tally = { right: 0, abstained: 0, wrong: 0 };

describe('a text is understood where it is said', () => {
  it.each(TEXTS.map((one) => [`${one.codes.join(' or ')}: ${one.text.slice(0, 70)}`, one] as const))(
    '%s',
    (_name, one) => {
      const found = diagnose(parseBundle(bundleOf(saying(one))));
      const code = found.cause?.code ?? '';
      tally[one.codes.includes(code) ? 'right' : found.verdict === 'unknown' ? 'abstained' : 'wrong'] += 1;
      expect(one.codes).toContain(code);
    },
  );
});

describe('a program that is well may grumble', () => {
  it.each(HARMLESS_TEXTS.map((one) => [one.text.slice(0, 70), one] as const))('%s', (_name, one) => {
    for (const question of QUESTIONS)
      expect(diagnose(parseBundle(bundleOf(saying(one, question)))).verdict).not.toBe('fault');
  });
});

afterAll(() => {
  const { right, abstained, wrong } = tally;
  console.log(`texts of programs: ${right} right, ${abstained} abstained, ${wrong} wrong of ${TEXTS.length}`);
});
