import { type Source, SOURCES, unreadOf } from '../facts/bundle.js';
import { FAMILIES } from '../facts/index.js';
import type { Scene } from '../facts/scene.js';
import { familyOf } from './causes/index.js';
import type { DiagnosisVerdict } from './diagnosis.js';
import type { Hypothesis } from './hypotheses.js';
import { COMPLAINT } from './passing.js';
import { whereOf } from './telling.js';

/** From here on only what the cause itself rests on could still change the answer. */
const SURE_FROM = 0.85;
/** Below this a cause is no rival. */
const RIVAL_FROM = 0.3;

const HOW: Readonly<Record<Source, string>> = {
  objects: 'the objects of the namespace (kubectl get all,endpointslices,pvc,events -o json)',
  events: 'the events of the namespace (kubectl get events -o json)',
  logs: 'the logs of its pods, current and previous (kubectl logs, kubectl logs --previous)',
  metrics: 'metrics around the start of the trouble (PromQL over the hour before)',
  changes: 'what was changed shortly before (deploys, configuration, scaling)',
};

/** What would decide between the causes that are left, and how it is read; of what was read and held nothing there is no more. */
export function missingOf(
  scene: Scene,
  verdict: DiagnosisVerdict,
  left: { readonly top?: Hypothesis | undefined; readonly current: readonly Hypothesis[] },
): readonly string[] {
  const decides = decidingOf(scene, verdict, left);
  const sources = SOURCES.filter((source) => scene.state(source) === 'unavailable' && decides.has(source)).map(
    (source) => `${HOW[source]}: ${scene.bundle.sources[source] ?? `not in ${whereOf(scene.bundle)}`}`,
  );
  // An address that nobody gave is no trouble: what fires near by tells how far it goes, and not why.
  const unread = unreadOf(scene.bundle).filter(([name, said]) => name !== 'alerts' || !said.includes('--alertmanager'));
  return [...sources, ...unread.map(([name, said]) => `${name}: ${said}`)];
}

function decidingOf(
  scene: Scene,
  verdict: DiagnosisVerdict,
  { top, current }: Parameters<typeof missingOf>[2],
): ReadonlySet<Source> {
  const basic: readonly Source[] = ['objects', 'events', 'logs'];
  const rivals = current.filter(
    (one) =>
      one !== top && one.explainedBy === undefined && one.contradicts === undefined && one.confidence >= RIVAL_FROM,
  );
  if (verdict === 'fault' && top) {
    const isSure = top.confidence >= SURE_FROM;
    const open = isSure ? [top] : [top, ...rivals.filter((one) => one.confidence >= top.confidence - 0.3)];
    const reads = open.flatMap(({ code }) => FAMILIES.find(({ name }) => name === familyOf(code))?.reads ?? []);
    return new Set(isSure ? reads.filter((source) => basic.includes(source)) : reads);
  }
  if (verdict !== 'unknown') return new Set(basic);
  const { alerts, question } = scene.bundle;
  const isOfBehaviour = alerts.some(({ firing }) => firing) || COMPLAINT.test(question);
  return new Set<Source>([...basic, 'changes', ...(isOfBehaviour ? (['metrics'] as const) : [])]);
}
