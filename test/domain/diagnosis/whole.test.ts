import { afterAll, describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { judge } from './judging.js';
import { WHOLE } from './whole/cases.js';

const tally = { right: 0, abstained: 0, wrong: 0 };
const byVerdict = new Map<string, typeof tally>();

describe('whole bundles, with neighbours and noise', () => {
  it.each(WHOLE.map((one) => [`${one.id}: ${one.title}`, one] as const))('%s', (_name, { files, expected }) => {
    const found = diagnose(parseBundle(files));
    const { said, why } = judge(found, expected);
    tally[said] += 1;
    const own = byVerdict.get(expected.verdict) ?? { right: 0, abstained: 0, wrong: 0 };
    byVerdict.set(expected.verdict, { ...own, [said]: own[said] + 1 });
    expect({ said, why, summary: found.summary }).toMatchObject({ said: 'right' });
    expect(expected.verdict === 'fault' ? [] : found.proposals).toEqual([]);
  });

  it('are of every kind: at least 100 faults, 40 that need no repair, and most with a tempting wrong answer', () => {
    const faults = WHOLE.filter(({ expected }) => expected.verdict === 'fault');
    expect(faults.length).toBeGreaterThanOrEqual(100);
    expect(WHOLE.length - faults.length).toBeGreaterThanOrEqual(40);
    expect(WHOLE.filter(({ expected }) => expected.mustNotCauses.length > 0).length).toBeGreaterThan(WHOLE.length / 2);
    expect(new Set(WHOLE.map(({ id }) => id)).size).toBe(WHOLE.length);
  });
});

describe('what could not be read never makes it name another cause', () => {
  const without = (source: 'logs' | 'events', files: ReadonlyMap<string, string>) => {
    const head = JSON.parse(files.get('bundle.json') ?? '{}') as { sources: Record<string, string> };
    const { items } = JSON.parse(files.get('objects.json') ?? '{}') as { items: readonly { kind: string }[] };
    head.sources[source] = 'unavailable: 503';
    const rest = [...files].filter(([path]) => source !== 'logs' || !path.endsWith('.log'));
    const left = source === 'events' ? items.filter(({ kind }) => kind !== 'Event') : items;
    return new Map([...rest, ['bundle.json', JSON.stringify(head)], ['objects.json', JSON.stringify({ items: left })]]);
  };
  it.each(['logs', 'events'] as const)('without %s', (source) => {
    const wrong = WHOLE.filter(({ files, expected }) => {
      const { cause, verdict } = diagnose(parseBundle(without(source, files)));
      return verdict === 'fault' && expected.mustNotCauses.includes(cause?.code ?? '');
    });
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

afterAll(() => {
  console.log(
    `whole bundles: ${tally.right} right, ${tally.abstained} abstained, ${tally.wrong} wrong of ${WHOLE.length}`,
  );
  for (const [verdict, { right, abstained, wrong }] of byVerdict)
    console.log(`  ${verdict.padEnd(10)} ${right} right, ${abstained} abstained, ${wrong} wrong`);
});
