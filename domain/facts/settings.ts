import { clip } from '../wording.js';
import type { Thing } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import { podSpecOf } from './graph.js';
import { msOfLine } from './line-age.js';
import { listAt, pairsAt, textAt } from './reading.js';
import type { Scene } from './scene.js';

const COMPLAINS =
  /error|fatal|panic|exception|invalid|illegal|cannot|can't|unable|fail|unknown|unsupported|unrecogni[sz]ed|\bbad\b|malformed|not (?:a|an|supported|allowed|recogni[sz]ed|valid)\b|must be|expected|out of range/i;
/** What is no fault of the value: it was understood, and something beyond it did not answer or was not there. */
const BEYOND =
  /refused|timed? ?out|timeout|unreachable|resolve|denied|authenticat|unauthor|credential|no such (?:host|file)|not found|ENOTFOUND|EAI_AGAIN|not set|missing|required|out of memory|space left|read-only|certificate|closed|reset|unavailable/i;
const LAST_LINES = 60;

interface Setting {
  readonly name: string;
  readonly value: string;
}

/** A program that does not stay up, and names in its last words a setting that it was given, or the value of one. */
export function blamedSettings(scene: Scene): readonly Clue[] {
  return scene.bundle.logs.flatMap((log) => {
    const pod = scene.find('Pod', log.namespace, log.pod);
    if (!pod || scene.standing(pod) !== 'ailing') return [];
    const settings = settingsOf(scene, pod, log.container);
    if (settings.length === 0) return [];
    const lines = log.lines.slice(-LAST_LINES).map((line) => line.slice(0, 2_000));
    for (const line of lines.toReversed()) {
      const found = COMPLAINS.test(line) && !BEYOND.test(line) ? settings.find((one) => isNamed(line, one)) : undefined;
      if (!found) continue;
      const shown = found.value === '' ? found.name : `${found.name} (“${clip(found.value, 60)}”)`;
      return [
        seen(scene, {
          code: 'config.invalid_value',
          about: pod,
          confidence: 0.8,
          quote: line.trim(),
          source: 'logs',
          at: msOfLine(line) ?? scene.now,
          says: `can not work with the value of its setting ${shown}: it is invalid`,
        }),
      ];
    }
    return [];
  });
}

function isNamed(line: string, { name, value }: Setting): boolean {
  const isName = /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(name) && new RegExp(`\\b${name}\\b`).test(line);
  return (
    isName ||
    (value.length >= 4 && !/^(?:true|false|none|info|debug|prod\w*|\d{1,4})$/i.test(value) && quotes(line, value))
  );
}

function quotes(line: string, value: string): boolean {
  const at = line.indexOf(value);
  const [before, after] = [line[at - 1] ?? ' ', line[at + value.length] ?? ' '];
  return at >= 0 && /["'`“=(:\s]/.test(before) && /["'`”),:;\s]/.test(after);
}

/** What a container was given as values: directly, or by ConfigMaps that it reads whole. Of a Secret nobody knows them. */
function settingsOf(scene: Scene, pod: Thing, container: string): readonly Setting[] {
  const one = [...listAt(podSpecOf(pod), 'initContainers'), ...listAt(podSpecOf(pod), 'containers')].find(
    (it) => textAt(it, 'name') === container,
  );
  const given = listAt(one, 'env').map((env) => ({ name: textAt(env, 'name'), value: textAt(env, 'value') }));
  const maps = listAt(one, 'envFrom').flatMap((from) => {
    const map = scene.find('ConfigMap', pod.namespace, textAt(from, 'configMapRef', 'name'));
    return Object.entries(pairsAt(map?.raw, 'data')).map(([name, value]) => ({ name, value }));
  });
  return [...given, ...maps].filter(({ name }) => name !== '').slice(0, 300);
}
