import {
  alerting,
  crashing,
  ended,
  minutesAgo,
  pod,
  serviceFor,
  workload,
  type Parts,
  type PodParts,
} from './bundles.js';
import { crash, LOG, P } from './case.js';

/** Where a text is said: `falls`, `ends` (without an error), `runs`, `slow`, or `waits REASON`. */
export interface Text {
  readonly codes: readonly string[];
  readonly where: string;
  readonly text: string;
}

/** One text a line; several right answers are divided by `|`. */
export function texts(codes: string, where: string, lines: string): readonly Text[] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => ({ codes: codes.split('|'), where, text: written(line) }));
}

/** `{-2}` is two minutes ago, as programs write it: `{pg:-2}` as PostgreSQL does, `{go:-2}` as Go. */
function written(line: string): string {
  return line
    .replaceAll(' ⏎ ', '\n')
    .replaceAll(/\{(?:(\w{2,4}):)?-([\d.]+)\}/g, (_all, form: string | undefined, minutes: string) => {
      const iso = minutesAgo(Number(minutes));
      const [day = '', time = ''] = iso.slice(0, 19).split('T');
      const forms: Readonly<Record<string, string>> = {
        ...{ pg: `${day} ${time}.123 UTC`, java: `${day} ${time}.123`, py: `${day} ${time},123` },
        ...{
          go: `${day.replaceAll('-', '/')} ${time}`,
          clf: `04/May/2026:${time} +0000`,
          redis: `04 May 2026 ${time}`,
        },
      };
      return forms[form ?? ''] ?? iso;
    });
}

/** A bundle in which a program says this, and a neighbour that is well but was killed once, long ago. */
export function saying({ where, text }: Text, question?: string): Parts {
  const old = pod('cache', 'z', { restarts: 2, ended: ended(137, 'OOMKilled', 16_000) });
  const company = workload('cache', [old]);
  const [how = '', reason = ''] = where.split(' ');
  if (how === 'waits') {
    const waits: PodParts = { waiting: reason, message: text };
    const objects = [...workload('api', [pod('api', 'a', waits)]), ...company];
    return { objects, alert: alerting('KubePodNotReady', { pod: P }), sources: { logs: 'absent' } };
  }
  if (how === 'falls') return crash(text, crashing(1), company);
  if (how === 'ends') return crash(text, crashing(0, 'Completed'), company);
  const name = how === 'slow' ? 'LatencyHigh' : 'HttpErrorRateHigh';
  const summary = how === 'slow' ? 'p95 of api is above 2 s' : '20% of the requests to api fail';
  return {
    objects: [...workload('api', [pod('api', 'a')]), serviceFor('api'), ...company],
    logs: { [LOG]: text },
    ...(question === undefined ? { alert: alerting(name, { service: 'api' }, 'firing', summary) } : { question }),
  };
}
