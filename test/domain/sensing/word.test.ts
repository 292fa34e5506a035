import { describe, expect, it } from 'vitest';
import { readWord, wordText } from '../../../domain/sensing/word.js';

describe('a word of the database', () => {
  it('says again what was put into it, and fits into what a word may hold', () => {
    const ids = Array.from({ length: 100 }, (_one, nth) => `${'x'.repeat(33)}${String(nth).padStart(3, '0')}`);
    const text = wordText('home', { what: 'decision', ids });
    expect(text.length).toBeLessThan(8_000);
    expect(readWord(text)).toEqual({ account: 'home', what: 'decision', ids, many: false });
  });
  it('names none where there are too many', () => {
    const ids = Array.from({ length: 101 }, String);
    expect(readWord(wordText('home', { what: 'condition.opened', ids }))).toMatchObject({ ids: [], many: true });
  });
  it.each([
    '',
    'x',
    '{}',
    'null',
    '["home"]',
    '["..","decision",[]]',
    '["home","other",[]]',
    '["home","decision",[7]]',
    '["home","decision","a"]',
  ])('is none: %s', (text) => {
    expect(readWord(text)).toBeUndefined();
  });
});
