import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import type { Diagnosis } from '../../../domain/diagnosis/diagnosis.js';
import { type Bundle, SOURCES } from '../../../domain/facts/bundle.js';
import { CASES, filesOf } from './cases.js';
import { SECOND } from './second.js';

const bundles: readonly (readonly [string, Bundle])[] = [...CASES, ...SECOND].map((one) => [
  one.name,
  parseBundle(filesOf(one)),
]);
const aBundle = fc.constantFrom(...bundles);
const RUNS = { numRuns: 120 };

describe('whatever is captured', () => {
  it('the order of objects, events, logs and changes never changes the answer', () => {
    fc.assert(
      fc.property(aBundle, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), ([, bundle], draw) => {
        const mixed = <T>(items: readonly T[]) =>
          items
            .map((item) => [draw.next().value, item] as const)
            .toSorted(([a], [b]) => a - b)
            .map(([, item]) => item);
        const other = {
          ...bundle,
          things: mixed(bundle.things),
          happenings: mixed(bundle.happenings),
          logs: mixed(bundle.logs),
          changes: mixed(bundle.changes),
          alerts: mixed(bundle.alerts),
        };
        expect(diagnose(other)).toEqual(diagnose(bundle));
      }),
      RUNS,
    );
  });

  it('what could not be read is never called absent, and makes nothing surer', () => {
    fc.assert(
      fc.property(aBundle, fc.subarray([...SOURCES], { minLength: 1 }), ([, bundle], lost) => {
        const emptied = without(bundle, lost);
        const before = diagnose(bundle);
        const after = diagnose(emptied);
        const denied = after.facts.filter(
          ({ verdict, source }) => verdict === 'absent' && lost.some((one) => one === source),
        );
        expect(denied).toEqual([]);
        expect(surer(before, after)).toBe(false);
      }),
      RUNS,
    );
  });

  it('taking away one event, log or change never makes the same cause surer', () => {
    fc.assert(
      fc.property(
        aBundle,
        fc.nat(),
        fc.constantFrom('happenings', 'logs', 'changes', 'series'),
        ([, bundle], place, part) => {
          const items: readonly unknown[] = bundle[part];
          if (items.length === 0) return;
          const less = { ...bundle, [part]: items.filter((_one, index) => index !== place % items.length) };
          const [before, after] = [diagnose(bundle), diagnose(less)];
          expect(surer(before, after)).toBe(false);
        },
      ),
      RUNS,
    );
  });

  it('names are only names: under others the answer is the same', () => {
    const swap = (text: string) => text.replaceAll(/\bapi\b/g, 'quux').replaceAll(/\bshop\b/g, 'vault');
    const swapped = [...CASES, ...SECOND].map(
      (one) => new Map([...filesOf(one)].map(([path, text]) => [swap(path), swap(text)])),
    );
    for (const [place, files] of swapped.entries()) {
      const [name, bundle] = bundles[place] ?? ['', undefined];
      const [was, is] = [bundle && diagnose(bundle), diagnose(parseBundle(files))];
      expect([name, is.verdict, is.cause?.code, is.cause?.confidence]).toEqual([
        name,
        was?.verdict,
        was?.cause?.code,
        was?.cause?.confidence,
      ]);
      expect(is.summary).not.toMatch(/\bapi\b/);
    }
  });

  it('any JSON at all is read without a fall', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            kind: fc.constantFrom(
              'Pod',
              'Node',
              'Service',
              'Deployment',
              'Event',
              'NetworkPolicy',
              'Ingress',
              'HorizontalPodAutoscaler',
              'Certificate',
              'Odd',
            ),
            metadata: fc.record({ name: fc.string({ minLength: 1 }), namespace: fc.string() }),
            spec: fc.jsonValue(),
            status: fc.jsonValue(),
          }),
        ),
        (items) => {
          const found = diagnose(parseBundle(new Map([['objects.json', JSON.stringify({ items })]])));
          expect(['fault', 'expected', 'recovered', 'healthy', 'unknown']).toContain(found.verdict);
        },
      ),
      RUNS,
    );
  });
});

function surer(before: Diagnosis, after: Diagnosis): boolean {
  const isSame = before.verdict === 'fault' && after.cause?.code === before.cause?.code;
  return isSame && (after.cause?.confidence ?? 0) > (before.cause?.confidence ?? 0);
}

function without(bundle: Bundle, lost: readonly string[]): Bundle {
  const gone = (source: string) => lost.includes(source);
  return {
    ...bundle,
    sources: { ...bundle.sources, ...Object.fromEntries(lost.map((source) => [source, 'unavailable: refused'])) },
    things: gone('objects') ? [] : bundle.things,
    happenings: gone('events') ? [] : bundle.happenings,
    logs: gone('logs') ? [] : bundle.logs,
    series: gone('metrics') ? [] : bundle.series,
    changes: gone('changes') ? [] : bundle.changes,
  };
}
