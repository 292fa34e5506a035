import { type Family, seen } from './family.js';
import type { Clue } from './fact.js';
import { at, conditionAt, listAt, msAt, numberAt, textAt } from './reading.js';
import { stoppedOnPurpose } from './purpose.js';
import type { Scene } from './scene.js';

const DAY = 86_400_000;

export const job: Family = {
  name: 'job',
  reads: ['objects', 'events'],
  sayings: [
    {
      code: 'job.schedule_missed',
      find: /Cannot determine if .{0,80} needs to be started|too many missed start times?|MissSchedule|Missed scheduled time|unparseable schedule|InvalidSchedule|UnknownTimeZone|FailedNeedsStart/i,
      weight: 0.9,
      where: ['event'],
      says: () => 'did not start its job as scheduled (missed schedule)',
    },
  ],
  rules: [failed, missed, suspended],
};

function failed(scene: Scene): readonly Clue[] {
  return scene.all('Job').flatMap((one) => {
    const condition = conditionAt(one.raw, 'Failed');
    if (textAt(condition, 'status') !== 'True') return [];
    const newer = scene
      .all('Job', one.namespace)
      .some(
        (other) =>
          (other.createdAt ?? 0) > (one.createdAt ?? 0) &&
          isSibling(one.raw, other.raw) &&
          textAt(conditionAt(other.raw, 'Complete'), 'status') === 'True',
      );
    const reason = textAt(condition, 'reason');
    return [
      seen(scene, {
        code: 'job.backoff_limit_exceeded',
        about: one,
        confidence: 0.8,
        current: !newer,
        at: msAt(condition, 'lastTransitionTime') ?? scene.now,
        quote: `${reason}: ${textAt(condition, 'message')}`,
        says:
          reason === 'DeadlineExceeded'
            ? 'took longer than it may (DeadlineExceeded) and failed'
            : 'used up its retries and failed (BackoffLimitExceeded)',
      }),
    ];
  });
}

function isSibling(a: unknown, b: unknown): boolean {
  const owner = (raw: unknown) => textAt(listAt(raw, 'metadata', 'ownerReferences')[0], 'name');
  return owner(a) !== '' && owner(a) === owner(b);
}

function missed(scene: Scene): readonly Clue[] {
  return scene.all('CronJob').flatMap((one) => {
    const schedule = textAt(one.raw, 'spec', 'schedule');
    const isSuspended = at(one.raw, 'spec', 'suspend') === true;
    const active = listAt(one.raw, 'status', 'active');
    const isBlocked = textAt(one.raw, 'spec', 'concurrencyPolicy') === 'Forbid' && active.length > 0;
    const last = msAt(one.raw, 'status', 'lastScheduleTime');
    const isLate = last !== undefined && scene.now - last > 2 * periodOf(schedule);
    const asked = scene.focus.some(({ kind, name }) => kind === 'CronJob' && name === one.name);
    if (isSuspended && stoppedOnPurpose(scene, one) !== undefined) return [];
    if (isSuspended && (asked || isLate))
      return [
        seen(scene, {
          code: 'job.schedule_missed',
          about: one,
          confidence: asked ? 0.94 : 0.6,
          quote: `suspend: true, schedule ${schedule}`,
          says: 'does not start its jobs because it is suspended (suspend: true)',
        }),
      ];
    if (isBlocked && isLate)
      return [
        seen(scene, {
          code: 'job.schedule_missed',
          about: one,
          related: active.map((ref) => ({ kind: 'Job', namespace: one.namespace, name: textAt(ref, 'name') })),
          confidence: 0.9,
          quote: `concurrencyPolicy Forbid, ${textAt(active[0], 'name')} is still active`,
          says: `does not start its jobs because ${textAt(active[0], 'name')} still runs and concurrencyPolicy is Forbid`,
        }),
      ];
    const wrong = mistakeIn(schedule, numberAt(one.raw, 'spec', 'startingDeadlineSeconds'));
    if (wrong !== undefined && !isSuspended)
      return [
        seen(scene, {
          code: 'job.schedule_missed',
          about: one,
          confidence: 0.9,
          quote: `schedule ${schedule}`,
          says: `does not start its jobs as scheduled: ${wrong}`,
        }),
      ];
    if (asked && isLate && !isSuspended)
      return [
        seen(scene, {
          code: 'job.schedule_missed',
          about: one,
          confidence: 0.6,
          quote: `schedule ${schedule}, last started ${textAt(one.raw, 'status', 'lastScheduleTime')}`,
          says: 'has missed its schedule: it should have started since, and nothing else keeps it from that',
        }),
      ];
    return [];
  });
}

const RANGES = [
  ['minute', 0, 59],
  ['hour', 0, 23],
  ['day', 1, 31],
  ['month', 1, 12],
  ['weekday', 0, 7],
] as const;

/** What keeps a schedule from being one; undefined where it is right, or of a form that is not judged. */
function mistakeIn(schedule: string, deadline: number | undefined): string | undefined {
  if (deadline !== undefined && deadline < 0) return `startingDeadlineSeconds is ${deadline}`;
  const bare = schedule.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, '');
  if (bare === '' || bare.startsWith('@')) return undefined;
  const fields = bare.split(/\s+/);
  if (fields.length !== 5) return `“${schedule}” has ${fields.length} fields instead of 5`;
  for (const [place, [name, least, most]] of RANGES.entries()) {
    const numbers = (fields[place] ?? '').replaceAll(/\/\d+/g, '').match(/\d+/g) ?? [];
    if (numbers.some((text) => Number(text) < least || Number(text) > most))
      return `the ${name} ${fields[place]} of “${schedule}” is out of range`;
  }
  return undefined;
}

/** About how long lies between two starts. */
function periodOf(schedule: string): number {
  const [minute = '*', hour = '*'] = schedule.trim().split(/\s+/);
  const every = Number(/^\*\/(\d{1,3})$/.exec(minute)?.[1]);
  if (every > 0) return every * 60_000;
  if (minute === '*') return 60_000;
  const hours = Number(/^\*\/(\d{1,3})$/.exec(hour)?.[1]);
  return hour === '*' ? 3_600_000 : hours > 0 ? hours * 3_600_000 : DAY;
}

/** A Job that waits for somebody to let it go on. */
function suspended(scene: Scene): readonly Clue[] {
  return scene.all('Job').flatMap((one) => {
    const asked = scene.focus.some(({ kind, name }) => kind === 'Job' && name === one.name);
    if (!asked || at(one.raw, 'spec', 'suspend') !== true) return [];
    return [
      seen(scene, {
        code: 'job.schedule_missed',
        about: one,
        confidence: 0.86,
        quote: 'spec.suspend: true',
        says: 'does not start because it is suspended (suspend: true)',
      }),
    ];
  });
}
