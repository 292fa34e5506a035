import { collect, round } from '../facts/collect.js';
import { type Bundle, keyOf, nameOf, type Ref } from '../facts/bundle.js';
import { sceneOf, type Scene } from '../facts/scene.js';
import { calmOf } from './calm.js';
import { causeOf } from './causes/index.js';
import { contradictionOf, withContradictions } from './conflicts.js';
import type { Alternative, Diagnosis, DiagnosisVerdict, NamedCause } from './diagnosis.js';
import { byStrength, depthOf, type Hypothesis, weigh } from './hypotheses.js';
import { type Calm, meantToFire } from './meant.js';
import { contextOf } from './context.js';
import { isPassing } from './passing.js';
import { proposalsFor } from './proposals.js';
import { missingOf } from './missing.js';
import { plainly, quotesOf } from './telling.js';
import { alsoBroken, independentOf, ofNode, toldAs } from './others.js';
import { nearness, reaches } from './reach.js';

/** Below this nothing is called a cause: not to know is better than to be wrong. */
const CAUSE_FROM = 0.5;
/** What only follows in time, or has no word of the program: not enough while a source that could say more is away. */
const BLIND_FROM = 0.6;
const ALTERNATIVES_MAX = 5;

/** Says what is wrong, from what was captured alone. Pure: the same bundle gives the same answer, in any order. */
export function diagnose(bundle: Bundle): Diagnosis {
  const scene = sceneOf(bundle);
  const { found, facts } = collect(scene);
  const hypotheses = weigh(scene, found);
  const current = hypotheses.filter((one) => one.current && !isPassing(scene, one));
  const past = hypotheses.filter((one) => !current.includes(one));
  const base = { facts: withContradictions(facts, hypotheses) };
  const missing = (verdict: DiagnosisVerdict) => missingOf(scene, verdict, { top, current });

  const isOver = bundle.alerts.length > 0 && bundle.alerts.every(({ firing }) => !firing);
  const [top] = current
    .filter(
      ({ explainedBy, confidence }) =>
        (explainedBy === undefined || !reaches(scene, explainedBy)) &&
        confidence >= CAUSE_FROM &&
        !(isOver && confidence < 0.85),
    )
    .filter((one) => one.confidence >= blindFrom(scene, one))
    .filter((one) => reaches(scene, one))
    .toSorted((a, b) => nearness(scene, b) - nearness(scene, a) || byStrength(a, b));
  const meant = meantToFire(scene, top);
  if (meant && (!top || top.confidence < meant.yieldsTo))
    return { ...base, ...calmly(scene, meant), missing: missing('expected'), alternatives: [], others: [] };
  const others = independentOf(scene, top, current);
  // What comes of another fault is no answer to this one.
  const rest = current.filter((one) => ![one, one.explainedBy].some((it) => it !== undefined && others.includes(it)));
  if (!top) {
    const calm = calmOf(scene, past);
    const summary = `${ofNode(scene, top)}${calm.summary}${alsoBroken(others)}`;
    return {
      ...base,
      ...calmly(scene, { ...calm, summary }),
      missing: missing(calm.verdict),
      alternatives: alternativesTo(scene, undefined, rest),
      others: others.map((one) => toldAs(scene, one, 'other')),
    };
  }
  const inWords = `${ofNode(scene, top)}${plainly(top)}${contextOf(scene, top)}${alsoBroken(others)}`;
  const cause: NamedCause = {
    code: top.code,
    resource: top.resource,
    confidence: round(top.confidence),
    summary: `${inWords}${quotesOf(top)}`,
    because: top.clues.slice(0, 8).map(({ id }) => id),
  };
  return {
    ...base,
    missing: missing('fault'),
    verdict: 'fault',
    summary: cause.summary,
    inWords,
    cause,
    alternatives: alternativesTo(scene, top, rest),
    others: others.map((one) => toldAs(scene, one, 'fault')),
    chain: [chainOf(scene, top, current)],
    proposals: proposalsFor(scene, top),
    remedy: causeOf(top.code).remedy,
  };
}

/** A deploy before an alert, or an exit code alone, where the log or the events that would tell why were not read. */
function blindFrom(scene: Scene, { clues }: Hypothesis): number {
  const isBlind = scene.state('logs') === 'unavailable' || scene.state('events') === 'unavailable';
  if (!isBlind) return 0;
  return clues.every(({ source, quote }) => source === 'changes' || /^exit code \d+ /.test(quote)) ? BLIND_FROM : 0;
}

function calmly(scene: Scene, calm: Calm): Omit<Diagnosis, 'facts' | 'missing' | 'alternatives' | 'others'> {
  const [subject] = scene.focus;
  const resource = calm.resource ?? subject ?? { kind: '', namespace: '', name: '' };
  const cause = calm.code && {
    code: calm.code,
    resource,
    confidence: round(calm.confidence),
    summary: calm.summary,
    because: [],
  };
  return {
    verdict: calm.verdict,
    summary: calm.summary,
    inWords: calm.summary,
    cause: cause ?? null,
    chain: [],
    proposals: [],
    remedy: calm.code ? causeOf(calm.code).remedy : 'Read what is missing, and ask again.',
  };
}

function alternativesTo(
  scene: Scene,
  top: Hypothesis | undefined,
  current: readonly Hypothesis[],
): readonly Alternative[] {
  return current
    .filter((one) => one !== top)
    .slice(0, ALTERNATIVES_MAX)
    .map((one) => {
      const root = one.explainedBy;
      const against = (root ?? one.contradicts ?? top)?.clues.slice(0, 3).map(({ id }) => id) ?? [];
      return {
        code: one.code,
        resource: one.resource,
        confidence: round(one.confidence * (root ? 0.5 : 1)),
        summary: `${plainly(one)}${quotesOf(one)}`,
        against,
        whyNot: whyNot(scene, one, top),
      };
    });
}

function whyNot(scene: Scene, one: Hypothesis, top: Hypothesis | undefined): string {
  const root = one.explainedBy;
  if (root) return `it follows from ${root.code} at ${nameOf(root.resource)}`;
  const contradiction = contradictionOf(one);
  if (contradiction !== undefined) return contradiction;
  if (top && keyOf(one.resource) === keyOf(top.resource))
    return one.confidence < top.confidence
      ? 'the same object shows a stronger cause'
      : 'it explains less of what is seen at the same object';
  if (!reaches(scene, one)) return 'nothing leads from there to what was asked about, whatever else is wrong with it';
  if (top === undefined)
    return one.confidence < CAUSE_FROM
      ? 'the evidence is too weak to call it the cause'
      : 'what would confirm or refute it could not be read';
  if (one.confidence >= CAUSE_FROM && one.confidence >= top.confidence)
    return `${top.code} at ${nameOf(top.resource)} is nearer to what was asked about`;
  return depthOf(one) >= depthOf(top)
    ? 'its evidence is weaker, and it can follow from something else'
    : 'its evidence is weaker';
}

/** From the root to the symptom that people see. */
function chainOf(scene: Scene, top: Hypothesis, current: readonly Hypothesis[]): string {
  const effects = current
    .filter(({ explainedBy }) => explainedBy === top)
    .toSorted((a, b) => depthOf(a) - depthOf(b) || byStrength(a, b));
  const stations = [top, ...effects]
    .slice(0, 4)
    .flatMap(({ resource, code }) => [nameOf(resource), causeOf(code).means.replace(/\.$/, '').toLowerCase()]);
  // What is said once of an object need not name it again.
  return [...new Set([...stations, ...symptomOf(scene, top.resource)])].join(' → ');
}

function symptomOf(scene: Scene, root: Ref): readonly string[] {
  const [alert] = scene.bundle.alerts;
  const isWellNode = (ref: Ref) => ref.kind === 'Node' && scene.standing(ref) === 'well';
  const [asked] = scene.focus.map(scene.top).filter((ref) => keyOf(ref) !== keyOf(root) && !isWellNode(ref));
  return [...(asked ? [nameOf(asked)] : []), ...(alert ? [`alert ${alert.name}`] : [])];
}
