import type { Bundle } from '../facts/bundle.js';
import { isoOf } from '../wording.js';
import type { Fact } from '../facts/fact.js';
import type { Diagnosis, DiagnosisReport } from './diagnosis.js';

const FACTS_MAX = 400;
const NO_MODEL = { calls: 0, tokensIn: 0, tokensOut: 0, costUsd: 0 } as const;

/** A diagnosis as it is given away: bounded, however much was captured. What the answer rests on is never left out. */
export function reportOf(
  { cluster, capturedAt }: Pick<Bundle, 'cluster' | 'capturedAt'>,
  diagnosis: Diagnosis,
  tookMs: number,
): DiagnosisReport {
  const facts = worthTelling(diagnosis);
  return wellFormed({
    ...diagnosis,
    ...{ cluster, capturedAt: isoOf(capturedAt) },
    facts: facts.map((fact) => ({ ...fact, at: isoOf(fact.at) })),
    factsLeftOut: diagnosis.facts.length - facts.length,
    model: NO_MODEL,
    tookMs,
  });
}

/** A quote that was cut may end in half a character, which no database keeps. */
function wellFormed<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)])) as T;
}

function worthTelling({ facts, cause, alternatives, others }: Diagnosis): readonly Fact[] {
  if (facts.length <= FACTS_MAX) return facts;
  const named = new Set([
    ...(cause?.because ?? []),
    ...alternatives.flatMap(({ against }) => against),
    ...others.flatMap(({ because }) => because),
  ]);
  const lesser = facts.filter(({ id }) => !named.has(id)).toSorted((a, b) => b.confidence - a.confidence);
  const kept = new Set([...named, ...lesser.slice(0, FACTS_MAX).map(({ id }) => id)]);
  return facts.filter(({ id }) => kept.has(id));
}
