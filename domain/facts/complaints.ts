import type { LogFile } from './bundle.js';
import { msOfLine } from './line-age.js';
import type { Scene } from './scene.js';

/** What others did wrong and got told so: the program itself is fine. */
export const OF_VISITORS =
  /[,;:(]\s?(?:answered|replied|responded|returning|rejected)(?: with)? [34]\d\d\b|\bfrom client\b|\b40[0-9] for (?:GET|POST|PUT|HEAD|DELETE|PATCH)\b|\b(?:password|session|token|account|upload|login) (?:of|from|by|for) (?:the )?(?:users?|customers?|visitors?|guests?)\b(?! ")|client (?:closed|disconnected|aborted|reset)|broken pipe|"(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) [^"]{0,400}" [1-4]\d\d\b/i;
const GRAVE =
  /^.{0,100}\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC)\b|\b(?:level|lvl|severity)["']?[=:]\s?["']?(?:error|fatal|panic|crit)|^panic: |Traceback \(most recent|\b\w{2,60}(?:Exception|Error): /i;
/** A complaint about somebody else. */
const OUTWARD =
  /refused|timed? ?out|upstream|connect|ECONN|ENOTFOUND|https?:\/\/|\bdial |\bcall(?:ing|ed)? |denied|unauthor|credential|password|quota|throttl|\b429\b|space left|deadline|unavailable|resolve|unreachable/i;
const LINES_MAX = 2_000;

export interface Complaint {
  readonly line: string;
  readonly count: number;
  readonly at: number | undefined;
}

/** The complaint that a program repeats most, of those about itself, with its newest line. */
export function ownComplaint(scene: Scene, log: LogFile): Complaint | undefined {
  const byShape = new Map<string, Complaint>();
  for (const raw of log.lines.slice(-LINES_MAX)) {
    const line = raw.slice(0, LINES_MAX);
    if (!GRAVE.test(line) || OF_VISITORS.test(line) || OUTWARD.test(line)) continue;
    const shape = line.replaceAll(/(?<![0-9a-f])[0-9a-f]*\d[0-9a-f]*/gi, '0').slice(0, 160);
    byShape.set(shape, { line, count: (byShape.get(shape)?.count ?? 0) + 1, at: msOfLine(line) });
  }
  const recent = [...byShape.values()].filter(({ at }) => at === undefined || scene.now - at < 30 * 60_000);
  return recent.toSorted((a, b) => b.count - a.count || (a.line < b.line ? -1 : 1))[0];
}

/** Whether a program says an error again and again until now, whatever it is. */
export function grumbles(scene: Scene, log: LogFile): string | undefined {
  const grave = log.lines
    .slice(-LINES_MAX)
    .map((line) => line.slice(0, LINES_MAX))
    .filter((line) => GRAVE.test(line) && !OF_VISITORS.test(line));
  const last = grave.at(-1);
  const at = last === undefined ? undefined : msOfLine(last);
  return grave.length >= 2 && at !== undefined && scene.now - at < 10 * 60_000 ? last : undefined;
}

/** The first error that a log tells of after it ran without one; undefined where it began with errors. */
export function firstTrouble(log: LogFile): { readonly at: number; readonly line: string } | undefined {
  const lines = log.lines.slice(-LINES_MAX).map((line) => line.slice(0, LINES_MAX));
  const index = lines.findIndex((line) => (GRAVE.test(line) || /\bWARN/i.test(line)) && !OF_VISITORS.test(line));
  const line = lines[index] ?? '';
  const at = msOfLine(line);
  return index > 0 && at !== undefined && lines.slice(0, index).some((one) => msOfLine(one) !== undefined)
    ? { at, line }
    : undefined;
}
