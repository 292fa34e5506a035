import { describe, expect, it } from 'vitest';
import { clip, clipStart, saySame, sentence, storable, utcOf } from '../../domain/wording.js';

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

describe('a clause that stands alone', () => {
  it.each([
    ['begins as a sentence does', 'nobody is there', 'Nobody is there.'],
    ['leaves the kind that it begins with', 'cert.expiring opened at high', 'cert.expiring opened at high.'],
    ['leaves the name that it begins with', 'fleet_autonomy rests', 'fleet_autonomy rests.'],
    ['leaves who it begins with', 'reeve/spine, trust: moved', 'reeve/spine, trust: moved.'],
    ['has an end already', 'again? again!', 'Again? again!'],
    ['of one word too', 'done.', 'Done.'],
  ])('%s', (_what, text, said) => {
    expect(sentence(text)).toBe(said);
  });
});

describe('a quote', () => {
  it.each([
    ['that is short stays as it is', 'no  space\nleft', 20, 'no space left'],
    ['ends with a whole word', 'no space left on device', 15, 'no space left …'],
    ['ends where a word ends', 'no space left', 8, 'no space …'],
    [
      'of one long address ends at a sign',
      'https://registry.example/a/very/long/path',
      30,
      'https://registry.example/a …',
    ],
    ['of one word without an end is cut', 'a'.repeat(50), 10, `${'a'.repeat(10)} …`],
  ])('%s', (_what, text, most, cut) => {
    expect(clip(text, most)).toBe(cut);
  });

  it.each([
    ['that is short stays as it is', 'left on device', 20, 'left on device'],
    ['begins with a whole word', 'no space left on device', 12, '… on device'],
    ['begins where a word begins', 'no space left on device', 9, '… on device'],
  ])('of an end %s', (_what, text, most, cut) => {
    expect(clipStart(text, most)).toBe(cut);
  });

  it('is the same as another that is longer or begins otherwise', () => {
    expect(saySame('FailedCreate: no endpoints available', 'Error creating: no endpoints available for it')).toBe(
      false,
    );
    expect(saySame('no space left on device', 'write /data/wal: no space left on device')).toBe(true);
    expect(saySame('connection refused', 'exit code 137')).toBe(false);
  });
});

it('a time has its date and its zone, and none where there was none', () => {
  expect(utcOf('2026-10-06T05:22:30.000Z')).toBe('2026-10-06 05:22:30 UTC');
  expect(utcOf(Date.parse('2026-10-06T05:22:30Z'))).toBe('2026-10-06 05:22:30 UTC');
  expect(utcOf(0)).toBe('');
  expect(utcOf(Number.NaN)).toBe('');
});
