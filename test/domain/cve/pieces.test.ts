import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENTRY_CHARS_MAX, type Piece, splitFeed } from '../../../domain/cve/pieces.js';

function split(text: string, size = text.length || 1): { readonly pieces: readonly Piece[]; readonly end?: string } {
  const splitter = splitFeed();
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(...splitter.push(text.slice(at, at + size)));
  const end = splitter.end();
  return { pieces, ...(end !== undefined && { end }) };
}
const entries = (text: string, size?: number) =>
  split(text, size).pieces.map(({ format, text: one = '' }) => [format, JSON.parse(one) as unknown]);

const A = { id: 'A', text: 'a "quoted" {brace} and \\ [bracket', list: [{ deep: [] }] };
const B = { id: 'B', vulns: [{ id: 'inner' }] };

describe('a file of advisories', () => {
  it.each([
    ['one object', JSON.stringify(A), [['osv', A]]],
    [
      'objects line by line',
      `${JSON.stringify(A)}\n${JSON.stringify({ id: 'C' })}\n`,
      [
        ['osv', A],
        ['osv', { id: 'C' }],
      ],
    ],
    [
      'a list',
      JSON.stringify([A, B], null, 2),
      [
        ['osv', A],
        ['osv', B],
      ],
    ],
    [
      'a list within an answer',
      JSON.stringify({ next: {}, vulns: [A, B], rest: {} }),
      [
        ['osv', A],
        ['osv', B],
      ],
    ],
    [
      'an answer of NVD',
      JSON.stringify({ n: 2, vulnerabilities: [A, B], end: [{}] }),
      [
        ['nvd', A],
        ['nvd', B],
      ],
    ],
    ['an empty list', '[]', []],
    ['nothing', '', []],
  ])('is cut into its entries where it is %s', (_what, text, wanted) => {
    for (const size of [undefined, 1, 7]) expect(entries(text, size)).toEqual(wanted);
  });

  it.each([
    ['breaks off', '[{"id":"A"},{"id', 'it breaks off in the middle', 1],
    ['closes too much', '{"id":"A"}]', 'it closes what it did not open', 1],
    ['is nested without end', '['.repeat(1000), 'it is nested more than 100 deep', 0],
  ])('that %s says so, and gives what came before', (_what, text, because, before) => {
    expect(split(text)).toMatchObject({ end: because });
    expect(split(text).pieces).toHaveLength(before);
  });

  it('passes over an entry that is too long, and goes on', () => {
    const text = JSON.stringify([{ id: 'long', text: 'x'.repeat(ENTRY_CHARS_MAX) }, A]);
    expect(split(text, 65_536).pieces).toEqual([{ format: 'osv' }, { format: 'osv', text: JSON.stringify(A) }]);
  });

  it('gives any list of objects back, however it is cut', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(object, { maxLength: 5 }), fc.integer({ min: 1, max: 30 }), (list, size) => {
        expect(entries(JSON.stringify(list), size).map(([, one]) => one)).toEqual(JSON.parse(JSON.stringify(list)));
      }),
    );
  });
});
