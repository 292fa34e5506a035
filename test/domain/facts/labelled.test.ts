import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { byLabels } from '../../../domain/facts/labelled.js';
import { holdsAll } from '../../../domain/facts/selectors.js';

const aWord = fc.constantFrom('a', 'b', 'ab', '');
const labels = fc.dictionary(fc.constantFrom('a', 'b', 'c'), aWord, { maxKeys: 3 });
const aThing = fc.record({
  namespace: fc.constantFrom('x', 'y'),
  name: fc.constantFrom('a-1', 'a-2', 'ab', 'b'),
  labels,
});
const setOf = (items: readonly unknown[]) => new Set(items);

it('finds what a look at each object finds', () => {
  fc.assert(
    fc.property(fc.array(aThing), labels, aWord, (things, wanted, word) => {
      const index = byLabels(things);
      const here = things.filter(({ namespace }) => namespace === 'x');
      expect(index.holding('x', wanted)).toEqual(here.filter((one) => holdsAll(wanted, one.labels)));
      expect(setOf(index.named('x', word))).toEqual(setOf(here.filter(({ name }) => name.startsWith(word))));
      expect(setOf(index.valued('x', word))).toEqual(
        setOf(here.filter((one) => Object.values(one.labels).includes(word))),
      );
      expect(setOf(index.partly('x', wanted))).toEqual(
        setOf(
          here.filter(
            (one) =>
              Object.entries(wanted).some(([key, value]) => one.labels[key] === value) &&
              Object.keys(wanted).every((key) => Object.hasOwn(one.labels, key)),
          ),
        ),
      );
    }),
  );
});

it('knows labels whose signs are those of others, and gives the same list again', () => {
  const [one, other] = [
    { namespace: 'x', name: '1', labels: { 'a=b': 'c' } },
    { namespace: 'x', name: '2', labels: { a: 'b=c' } },
  ];
  const { holding } = byLabels([one, other]);
  expect([holding('x', { 'a=b': 'c' }), holding('x', { a: 'b=c' })]).toEqual([[one], [other]]);
  expect(holding('x', { a: 'b=c' })).toBe(holding('x', { a: 'b=c' }));
});
