import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../domain/canonical-json.js';

describe('canonicalJson', () => {
  it.each([
    [
      'orders names by UTF-16 code units',
      { é: 1, b: 2, a: 3, '😀': 4, '\uFB33': 5 },
      '{"a":3,"b":2,"é":1,"😀":4,"\uFB33":5}',
    ],
    ['writes numbers as ECMAScript does', [1e21, 1e-7, -0, 4.5], '[1e+21,1e-7,0,4.5]'],
    ['leaves out what is undefined', { a: undefined as unknown as null, b: 1 }, '{"b":1}'],
    ['escapes only what must be', '"\\\u0001/€', '"\\"\\\\\\u0001/€"'],
    ['keeps order in lists', [3, 1, 2], '[3,1,2]'],
  ] as const)('%s', (_name, value, text) => {
    expect(canonicalJson(value as Json)).toBe(text);
  });

  it.each([
    ['what is not a number', Number.NaN],
    ['the infinite', Number.POSITIVE_INFINITY],
    ['a lone surrogate', '\uD800'],
    ['a lone surrogate in a name', { '\uDC00': 1 }],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(RangeError);
  });

  it('agrees with the reference implementation on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false } as never), (value) => {
        expect(canonicalJson(value as Json)).toBe(canonicalize(value));
      }),
    );
  });
});
