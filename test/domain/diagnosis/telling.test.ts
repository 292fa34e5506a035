import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { CASES, filesOf } from './cases.js';
import { SECOND } from './second.js';
import { WHOLE } from './whole/cases.js';

const all = [
  ...[...CASES, ...SECOND].map((one) => [one.name, filesOf(one)] as const),
  ...WHOLE.map(({ id, files }) => [id, files] as const),
].map(([name, files]) => ({ name, files, found: diagnose(parseBundle(files)) }));
const faults = all.filter(({ found }) => found.verdict === 'fault');

describe('what a tired person reads', () => {
  it('begins with a sentence of plain words, and the quotes come after it', () => {
    for (const { name, found } of faults) {
      expect([name, found.summary.startsWith(found.inWords)]).toEqual([name, true]);
      expect([name, /^[^\n]{10,}[.!?](?: |$)/.test(found.inWords)]).toEqual([name, true]);
      expect([name, found.inWords.includes('Seen in')]).toEqual([name, false]);
    }
  });

  it('says no quote twice, and cuts none in the middle of a word', () => {
    for (const { name, found, files } of faults) {
      const quotes = [...found.summary.slice(found.inWords.length).matchAll(/“([^”]*)”/g)].map(
        ([, quote = '']) => quote,
      );
      expect([name, new Set(quotes).size]).toEqual([name, quotes.length]);
      const told = [...files.values()]
        .join('\n')
        .replaceAll(String.raw`\"`, '"')
        .replaceAll(/\s+/g, ' ');
      for (const quote of quotes.filter((one) => one.endsWith(' …'))) {
        const head = quote.slice(0, -2);
        const next = told.charAt(told.indexOf(head) + head.length);
        expect([name, told.includes(head) && /[\p{L}\p{N}]/u.test(next) && /[\p{L}\p{N}]$/u.test(head)]).toEqual([
          name,
          false,
        ]);
      }
    }
  });

  it('says when the last change was, with its date and zone', () => {
    const changed = all.filter(({ found }) => found.inWords.includes('The last change:'));
    expect(changed.length).toBeGreaterThan(20);
    for (const { name, found } of changed)
      expect([name, found.inWords]).toEqual([
        name,
        expect.stringMatching(/\d+ min before the capture \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)/),
      ]);
  });

  it('speaks of no bundle and no capture where a cluster was read', () => {
    for (const { name, files } of all) {
      const { summary, missing } = diagnose({ ...parseBundle(files), live: true });
      expect([name, /\b(?:the bundle|captured?)\b/.test(`${summary} ${missing.join(' ')}`)]).toEqual([name, false]);
    }
  });
});
