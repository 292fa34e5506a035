import { utcOf } from '../wording.js';
import { nameOf } from '../facts/bundle.js';
import { textAt } from '../facts/reading.js';
import type { Scene } from '../facts/scene.js';
import { claimsOf } from '../facts/storage.js';
import type { Hypothesis } from './hypotheses.js';
import { lastChange } from './last-change.js';

const NAMES_MAX = 3;

/** What a person would look for besides: the volume or the node behind it, what suffers from it, and what was changed just before. */
export function contextOf(scene: Scene, top: Hypothesis): string {
  const parts = [...placesOf(scene, top), ...sufferersOf(scene, top), ...changesOf(scene, top)];
  return parts.map((part) => ` ${part}`).join('');
}

function placesOf(scene: Scene, { code, best, clues }: Hypothesis): readonly string[] {
  const pods = [best, ...clues]
    .filter(({ about }) => about.kind === 'Pod')
    .flatMap(({ about }) => scene.find('Pod', about.namespace, about.name) ?? []);
  const said = `${best.about.name} ${best.says} ${best.quote}`;
  const names =
    code.startsWith('storage.') && code !== 'storage.class_missing'
      ? pods.flatMap(({ raw }) => claimsOf(raw)).map((name) => `the claim ${name}`)
      : code.startsWith('network.cni')
        ? pods.map(({ raw }) => `the node ${textAt(raw, 'spec', 'nodeName')}`)
        : [];
  const fresh = [...new Set(names)].filter((name) => !said.includes(name.split(' ').at(-1) ?? ''));
  return fresh.length === 0 ? [] : [`It is about ${fresh.slice(0, NAMES_MAX).join(', ')}.`];
}

const CAN_SUFFER = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Service', 'Ingress', 'Pod']);

/** What was asked about by name, where the cause lies elsewhere. */
function sufferersOf(scene: Scene, { code, resource, best }: Hypothesis): readonly string[] {
  // Who is not measured does not suffer.
  if (code === 'config.scrape_target_missing') return [];
  const asked = [scene.bundle.question, ...scene.bundle.alerts.flatMap(({ labels }) => Object.values(labels))].join(
    ' ',
  );
  const said = `${resource.name} ${best.says} ${best.quote}`;
  const others = scene.focus
    .filter(({ kind, name }) => CAN_SUFFER.has(kind) && asked.includes(name))
    .map(scene.top)
    .filter(({ name }) => !said.includes(name));
  const names = [...new Map(others.map((ref) => [ref.name, nameOf(ref)])).values()].slice(0, NAMES_MAX);
  return names.length === 0 ? [] : [`${names.join(', ')} ${names.length === 1 ? 'suffers' : 'suffer'} from it.`];
}

function changesOf(scene: Scene, top: Hypothesis): readonly string[] {
  const newest = top.best.source === 'changes' ? undefined : lastChange(scene, top);
  if (!newest) return [];
  const minutes = Math.max(0, Math.round((scene.now - newest.at) / 60_000));
  const when = scene.bundle.live ? 'ago' : 'before the capture';
  const what = `${newest.kind} ${newest.name} ${newest.revision}`.trim();
  return [`The last change: ${what}, ${minutes} min ${when} (${utcOf(newest.at)}).`];
}
