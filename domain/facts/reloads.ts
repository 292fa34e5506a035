import { firstTrouble } from './complaints.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import { isCurrentLine, msOfLine } from './line-age.js';
import type { Scene } from './scene.js';

const RELOADED =
  /(?:config\w*|settings?|limits|rules|flags?|policy)\b.{0,80}\b(?:re-?loaded|changed|updated|applied|refreshed)\b|\b(?:re-?loaded|re-?loading|applied|applying|picked up|new)\b.{0,40}\b(?:config\w*|settings?|flags?)\b|\bSIGHUP\b/i;
const MINUTE = 60_000;

/** A program that ran well says that its settings changed, and complains from then on. */
export function reloads(scene: Scene): readonly Clue[] {
  return scene.bundle.logs.flatMap((log) => {
    const trouble = firstTrouble(log);
    if (!trouble || log.previous) return [];
    const lines = log.lines.map((line) => line.slice(0, 2_000));
    const index = lines.findIndex((line) => RELOADED.test(line));
    const marker = lines[index] ?? '';
    const at = msOfLine(marker);
    if (index < 1 || at === undefined || trouble.at < at || trouble.at - at > 15 * MINUTE) return [];
    return [
      seen(scene, {
        code: 'config.change_regression',
        about: { kind: 'Pod', namespace: log.namespace, name: log.pod },
        confidence: 0.78,
        quote: `${marker.trim()} … ${trouble.line.trim()}`,
        source: 'logs',
        at,
        current: isCurrentLine(scene, log, lines.slice(lines.indexOf(trouble.line))),
        says: 'became worse right after its configuration was changed or reloaded: a regression of the configuration',
      }),
    ];
  });
}
