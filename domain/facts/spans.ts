import type { Ref } from './bundle.js';
import { seen } from './family.js';
import type { Clue } from './fact.js';
import { peersIn } from './hosts.js';
import { isCurrentLine, msOfLine } from './line-age.js';
import type { Scene } from './scene.js';

const SPAN = /\b([a-z][\w./-]{1,80})["']?[=:] ?(\d{1,7})(?:\.\d{1,6})? ?ms\b/gi;
const PAIR = /"([\w./-]{1,80})"\s?:\s?(\d{1,7})/g;
const WHOLE = /^(?:total|took|duration|elapsed|latency|time|ms|timeout|request|response_time|sum|limit|threshold)$/i;
const STORE = /postgres|mysql|maria|mongo|sql|\bdb\b|[-_.]db\b|database|query/i;
const SLOW_MS = 500;
const LINES_MAX = 2_000;

interface Span {
  readonly name: string;
  readonly ms: number;
}

/** A slow request whose log line tells where the time went: the longest part names who is slow. */
export function longestSpans(scene: Scene): readonly Clue[] {
  return scene.bundle.logs.flatMap((log) => {
    const pod = { kind: 'Pod', namespace: log.namespace, name: log.pod };
    const top = scene.top(pod);
    const lines = log.lines.slice(-LINES_MAX);
    const index = lines.findLastIndex((line) => longestIn(line.slice(0, 2_000)) !== undefined);
    const line = lines[index] ?? '';
    const longest = longestIn(line.slice(0, 2_000));
    if (!longest) return [];
    const found = whoIs(scene, { longest, top, log });
    return [
      seen(scene, {
        ...found,
        about: pod,
        confidence: 0.8,
        quote: line.trim(),
        source: 'logs',
        at: msOfLine(line) ?? scene.now,
        current: isCurrentLine(scene, log, lines.slice(index)),
      }),
    ];
  });
}

function longestIn(line: string): Span | undefined {
  const inside = /"(?:spans|timings?|parts|breakdown)"\s?:\s?\{([^{}]{1,1000})\}/.exec(line)?.[1];
  const found = inside === undefined ? [...line.matchAll(SPAN)] : [...inside.matchAll(PAIR)];
  const spans = found
    .map(([, name = '', ms = '0']) => ({ name, ms: Number(ms) }))
    .filter(({ name }) => !WHOLE.test(name));
  const [first, second] = spans.toSorted((a, b) => b.ms - a.ms);
  return first && second && first.ms >= SLOW_MS && first.ms >= second.ms * 2 ? first : undefined;
}

function whoIs(
  scene: Scene,
  { longest, top, log }: { longest: Span; top: Ref; log: { readonly namespace: string } },
): Pick<Clue, 'code' | 'says' | 'related'> {
  const { name, ms } = longest;
  const took = `${name} takes ${ms} ms of a slow request`;
  const related = peersIn(` ${name.split(/[./]/)[0]} `, log.namespace, scene.find);
  if (name.startsWith(top.name))
    return { code: 'app.slow', related: [], says: `is slow itself: ${took}, and its peers take little` };
  if (STORE.test(name))
    return { code: 'database.slow_query', related, says: `waits for its database: the query of ${took}` };
  return { code: 'dependency.slow', related, says: `waits for ${name}, which answers slowly: ${took}` };
}
