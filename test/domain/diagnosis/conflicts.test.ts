import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../activities/bundle/parse.js';
import { diagnose } from '../../../domain/diagnosis/diagnose.js';
import { alerting, bundleOf, minutesAgo, pod, workload } from './bundles.js';

const P = 'api-7d9f8b6c5d-a';
const ended = (exitCode: number, reason: string) => ({ exitCode, reason, finishedAt: minutesAgo(1) });
const falling = (name: string, last: object) => ({
  ...{ name, ready: false, restartCount: 7, lastState: { terminated: last } },
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
});
const asked = (statuses: readonly object[], logs: Readonly<Record<string, string>> = {}) =>
  diagnose(
    parseBundle(
      bundleOf({
        objects: workload('api', [pod('api', 'a', { ready: false, status: { containerStatuses: statuses } })]),
        alert: alerting('KubePodCrashLooping', { pod: P }),
        logs,
      }),
    ),
  );

describe('what contradicts itself', () => {
  it('is settled by the stronger source: a status says more than a log', () => {
    const log = `${minutesAgo(1)} fatal error: unexpected signal: segmentation violation, signal SIGSEGV`;
    const { cause, alternatives, facts } = asked([falling('main', ended(137, 'OOMKilled'))], {
      [`shop/${P}/main`]: log,
    });
    expect(cause).toMatchObject({ code: 'container.oom_killed' });
    expect(cause?.confidence).toBeGreaterThan(0.8);
    expect(alternatives.find(({ code }) => code === 'app.native_crash')).toMatchObject({
      whyNot: 'it contradicts container.oom_killed, which a stronger source says (objects)',
      confidence: 0.45,
    });
    const memory = facts.find(({ kind, verdict }) => kind === 'oom_killed' && verdict === 'found');
    const crash = facts.find(({ kind, verdict }) => kind === 'process_crash' && verdict === 'found');
    expect(crash?.evidence.contradicts).toContain(memory?.id);
    expect(memory?.evidence.contradicts).toContain(crash?.id);
  });

  it('leaves both in doubt where neither is better attested', () => {
    const { cause, alternatives } = asked([
      falling('main', ended(137, 'OOMKilled')),
      falling('side', ended(139, 'Error')),
    ]);
    const [other] = alternatives;
    expect(new Set([cause?.code, other?.code])).toEqual(new Set(['container.oom_killed', 'app.native_crash']));
    expect([cause?.confidence, other?.confidence]).toEqual([0.6, 0.6]);
    expect(other?.whyNot).toMatch(/^it contradicts \S+, and neither is better attested$/);
  });

  it('is none where only one of them is said', () => {
    const { cause, facts } = asked([falling('main', ended(137, 'OOMKilled'))]);
    expect(cause?.confidence).toBeGreaterThan(0.8);
    expect(facts.filter(({ evidence }) => evidence.contradicts)).toEqual([]);
  });
});
