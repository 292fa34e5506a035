import type { Ref } from '../facts/bundle.js';
import { textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import type { Hypothesis } from './hypotheses.js';

const DAY = 86_400_000;
/** What serves the whole cluster makes everybody suffer, without a link to them. */
export const EVERYWHERE = /^(?:dns\.cluster|network\.cni|control-plane\.api|ingress\.controller)/;
/** Mistakes in the form of objects, which may lie there for years. */
const OF_FORM =
  /^(?:service\.(?:selector|port|missing)|ingress\.(?:class|backend)|storage\.(?:pvc|class)|autoscaling\.(?:scaler|max)|control-plane\.webhook|certificate\.expired|rollout\.disruption|config)/;
const OF_NOBODY = new Set(['Node', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService']);

/**
 * Whether a fault can have to do with what was asked. Every cluster holds old mistakes that hurt nobody: a claim that nothing
 * mounts, a Service of a workload long gone. They are faults, and not this one.
 */
export function reaches(scene: Scene, one: Hypothesis): boolean {
  const { alerts, question, target } = scene.bundle;
  if (EVERYWHERE.test(one.code)) return true;
  if (target?.kind === 'Node' && !placesOf(scene, one).some((ref) => isOn(scene, target, ref))) return false;
  if (alerts.length === 0 && question === '') return true;
  const isOver = alerts.length > 0 && alerts.every(({ firing }) => !firing);
  if (isOver && scene.focus.length === 0) return false;
  const places = placesOf(scene, one);
  if (scene.focus.length > 0) return places.some((ref) => scene.relevance(ref) >= 1);
  if (scene.spaces.size > 0)
    return places.some(({ kind, namespace }) => scene.spaces.has(namespace) || OF_NOBODY.has(kind));
  return !OF_FORM.test(one.code) || !isOld(scene, one, places);
}

/** The node itself, or what has a pod on it. */
function isOn(scene: Scene, node: Ref, ref: Ref): boolean {
  if (ref.kind === 'Node') return ref.name === node.name;
  return scene.podsOf(ref).some(({ raw }) => textAt(raw, 'spec', 'nodeName') === node.name);
}

/** A mistake that has lain there for long, and that nothing leads to from what was asked. */
export function isRelic(scene: Scene, one: Hypothesis): boolean {
  return OF_FORM.test(one.code) && !reaches(scene, one) && isOld(scene, one, placesOf(scene, one));
}

function placesOf(scene: Scene, { resource, clues }: Hypothesis): readonly Ref[] {
  return [resource, ...clues.flatMap(({ about, related }) => [about, scene.top(about), ...related])];
}

/** Nothing but the form of objects speaks for it, and they have had it for long. */
function isOld(scene: Scene, { clues, resource }: Hypothesis, places: readonly Ref[]): boolean {
  const { createdAt = scene.now } = scene.find(resource.kind, resource.namespace, resource.name) ?? {};
  const names = new Set(places.map(({ name }) => name));
  const isChanged = scene.bundle.changes.some(
    ({ name, at }) => scene.now - at < DAY && name.split(/[\s,/]+/).some((part) => names.has(part)),
  );
  const since = Math.max(...clues.map(({ at }) => (at === scene.now ? 0 : at)), createdAt);
  return !isChanged && scene.now - since > DAY && clues.every(({ source }) => source === 'objects');
}

const STEM = 5;
const SAY_NOTHING =
  /^(?:about|after|again|anyth|becau|befor|betwe|could|doesn|error|every|going|happe|least|longe|maybe|minut|nothi|pleas|probl|shoul|since|somet|still|their|there|these|thing|think|today|until|wants|what'|where|which|while|whole|without|works?|would|wrong)/;

/** Where no object is named: what serves everybody comes first, then what is told in the words of the question. */
export function nearness(scene: Scene, { code, clues }: Hypothesis): number {
  const { alerts, question } = scene.bundle;
  if (scene.focus.length > 0 || (question === '' && alerts.length === 0)) return 0;
  if (EVERYWHERE.test(code)) return 2;
  const asked = stemsOf(`${question} ${alerts.map(({ name, text }) => `${name} ${text}`).join(' ')}`);
  const told = stemsOf(clues.map(({ says, quote }) => `${says} ${quote}`).join(' '));
  return [...asked].some((stem) => told.has(stem)) ? 1 : 0;
}

function stemsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[a-z]{5,40}/g) ?? [];
  return new Set(
    words
      .slice(0, 2_000)
      .map((word) => word.slice(0, STEM))
      .filter((stem) => !SAY_NOTHING.test(stem)),
  );
}
