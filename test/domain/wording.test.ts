import { describe, expect, it } from 'vitest';
import { storable } from '../../domain/wording.js';

describe('what can be kept of a text', () => {
  it.each([
    ['all of what is short enough', 'fine 😀', 10, 'fine 😀'],
    ['its beginning', 'abc', 2, 'ab'],
    ['no half of a character at the cut', 'ab😀', 3, 'ab'],
    ['no half of a character anywhere', 'a\ud83db', 5, 'a\ufffdb'],
    ['no NUL', 'a\0b', 5, 'ab'],
  ])('is %s', (_what, text, most, kept) => {
    expect(storable(text, most)).toBe(kept);
  });
});
