import { keyOf } from '../facts/bundle.js';
import type { Fact } from '../facts/fact.js';
import type { CauseCode } from './causes/index.js';
import type { Hypothesis } from './hypotheses.js';

/** What can't both be true of the same object at the same time. */
const EXCLUSIVE: readonly (readonly [CauseCode, CauseCode])[] = [
  ['container.oom_killed', 'app.native_crash'],
  ['container.exits_early', 'app.startup_error'],
  ['image.not_found', 'image.auth_failed'],
  ['image.not_found', 'image.registry_unreachable'],
  ['image.auth_failed', 'image.registry_unreachable'],
  ['config.secret_missing', 'config.key_missing'],
  ['config.configmap_missing', 'config.key_missing'],
];

/** A status is written by who did it; an Event tells of it; a log is what a program thinks of itself. */
const STRENGTH: Readonly<Record<Fact['source'], number>> = {
  ...{ objects: 4, events: 3, metrics: 3, snapshot: 3, logs: 2, changes: 1, alert: 1 },
};
/** Where neither source is stronger, neither answer is sure. */
const BOTH_AT_MOST = 0.6;
/** Too weak to be called the cause. */
const WEAKER_AT_MOST = 0.45;

/** Contradictions are settled by who says it; where nobody says it better, both are doubted. */
export function settle(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  return hypotheses.map((one) => {
    const rivals = hypotheses.filter((other) => excludes(one, other));
    const [rival] = rivals.toSorted((a, b) => strengthOf(b) - strengthOf(a) || b.confidence - a.confidence);
    if (!rival || strengthOf(one) > strengthOf(rival)) return one;
    const most = strengthOf(one) === strengthOf(rival) ? BOTH_AT_MOST : WEAKER_AT_MOST;
    return { ...one, contradicts: rival, confidence: Math.min(one.confidence, most) };
  });
}

/** What contradicts another thing does not come of it. */
export function excludes(one: Hypothesis, other: Hypothesis): boolean {
  return (
    one.current &&
    other.current &&
    keyOf(one.resource) === keyOf(other.resource) &&
    EXCLUSIVE.some((pair) => pair.includes(one.code) && pair.includes(other.code) && one.code !== other.code)
  );
}

function strengthOf({ clues }: Hypothesis): number {
  return Math.max(...clues.map(({ source }) => STRENGTH[source]));
}

/** Why the weaker of two that contradict each other is not the answer. */
export function contradictionOf(one: Hypothesis): string | undefined {
  const { contradicts: rival } = one;
  if (!rival) return undefined;
  return strengthOf(one) === strengthOf(rival)
    ? `it contradicts ${rival.code}, and neither is better attested`
    : `it contradicts ${rival.code}, which a stronger source says (${rival.best.source})`;
}

/** Each fact of a contradiction names those that it stands against. */
export function withContradictions(facts: readonly Fact[], hypotheses: readonly Hypothesis[]): readonly Fact[] {
  const against = new Map<string, Set<string>>();
  const note = (from: Hypothesis, to: Hypothesis) => {
    for (const { id } of from.clues) {
      const known = against.get(id) ?? new Set<string>();
      for (const clue of to.clues) known.add(clue.id);
      against.set(id, known);
    }
  };
  for (const one of hypotheses) {
    if (!one.contradicts) continue;
    note(one, one.contradicts);
    note(one.contradicts, one);
  }
  if (against.size === 0) return facts;
  return facts.map((fact) => {
    const ids = against.get(fact.id);
    return ids ? { ...fact, evidence: { ...fact.evidence, contradicts: [...ids].toSorted() } } : fact;
  });
}
