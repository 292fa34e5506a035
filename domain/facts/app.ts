import { type Family, seen } from './family.js';
import type { Thing } from './bundle.js';
import { subjectOf } from './container.js';
import type { Clue } from './fact.js';
import { containersOf, isFalling } from './health.js';
import { at, msAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { cameBack, firstOf, lastOf } from './series.js';

const SIGNALS: Readonly<Record<number, readonly [string, number]>> = {
  139: ['SIGSEGV, segmentation fault', 0.97],
  134: ['SIGABRT', 0.9],
  132: ['SIGILL, illegal instruction', 0.93],
  135: ['SIGBUS', 0.93],
  136: ['SIGFPE', 0.9],
};

export const app: Family = {
  name: 'app',
  reads: ['objects', 'logs', 'metrics'],
  sayings: [
    {
      code: 'app.native_crash',
      find: /SIGSEGV|segmentation fault|signal 11|core dumped|SIGABRT|SIGILL|SIGBUS|fatal error: unexpected signal/i,
      weight: 0.9,
      where: ['log'],
      says: () => 'dies from a fatal signal (segmentation fault or the like): a native crash',
    },
    {
      code: 'app.self_restart_loop',
      find: /(?:restarting|terminating|stopping|shutting down|exiting)\b.{0,60}\b(?:myself|itself|self|on purpose|to (?:apply|reload|pick up|refresh|recover)|so that|in order to|by design|for restart|voluntar)|self[- ](?:restart|terminat|shutdown)|requesting (?:own )?(?:restart|shutdown)|initiating (?:graceful |orderly )?(?:self-)?(?:restart|shutdown)|watchdog.{0,60}(?:restart|exit|shut)|StopApplication|Application is shutting down/i,
      weight: 0.78,
      where: ['log'],
      says: () => 'ends itself on purpose again and again (orderly shutdown, self restart) and never settles',
    },
    {
      code: 'app.pool_exhausted',
      find: /too many open files|EMFILE|thread ?pool.{0,60}(?:exhausted|full|starv)|unable to create (?:new )?native thread|pool (?:is )?exhausted|RejectedExecutionException|no (?:free|available|idle) (?:workers?|threads?)|can't start new thread|resource temporarily unavailable.{0,40}fork/i,
      weight: 0.88,
      where: ['log'],
      says: () =>
        'ran out of threads, connections or file descriptors of its own (pool exhausted, too many open files)',
    },
    {
      code: 'app.startup_error',
      find: /Traceback \(most recent call last\)|^panic: |Unhandled exception|Exception in thread "main"|APPLICATION FAILED TO START|Uncaught (?:Exception|TypeError|ReferenceError|Error)|\b\w{2,40}(?:Error|Exception): |fatal error|\bFATAL\b|failed to (?:start|initiali[sz]e)|unable to start|cannot start|Cannot find module|ModuleNotFoundError|SyntaxError/im,
      weight: 0.6,
      where: ['log'],
      says: () => 'stops at its start with an error of its own',
    },
  ],
  rules: [signals, plainFailures, measured],
};

function signals(scene: Scene): readonly Clue[] {
  return eachEnding(scene, (pod, status, ended) => {
    const code = numberAt(ended, 'exitCode') ?? 0;
    const [signal, confidence] = SIGNALS[code] ?? [];
    if (signal === undefined || confidence === undefined) return [];
    return [
      seen(scene, {
        code: 'app.native_crash',
        about: pod,
        confidence,
        quote: `exit code ${code} (${signal})`,
        at: msAt(ended, 'finishedAt') ?? scene.now,
        current: stillFalls(scene, pod, status),
        says: `dies from a fatal signal (${signal}, exit code ${code}): a native crash`,
      }),
    ];
  });
}

/** Ends with an error again and again, and nothing else may say why. */
function plainFailures(scene: Scene): readonly Clue[] {
  return eachEnding(scene, (pod, status, ended) => {
    const code = numberAt(ended, 'exitCode') ?? 0;
    const reason = textAt(ended, 'reason');
    if (code === 0 || code > 125 || reason === 'OOMKilled') return [];
    const message = textAt(ended, 'message');
    return [
      seen(scene, {
        code: 'app.startup_error',
        about: pod,
        // A job runs to its end and fails there: an exit code alone does not say where it came from.
        confidence: scene.top(pod).kind === 'Job' ? 0.45 : 0.55,
        quote: message || `exit code ${code} (${reason})`,
        at: msAt(ended, 'finishedAt') ?? scene.now,
        current: stillFalls(scene, pod, status),
        says: `ends with exit code ${code} each time it starts: an error of its own at startup`,
      }),
    ];
  });
}

type Ending = (pod: Thing, status: unknown, ended: unknown) => readonly Clue[];

function eachEnding(scene: Scene, tell: Ending): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) =>
    containersOf(pod).flatMap((status) => {
      const ended = at(status, 'state', 'terminated') ?? at(status, 'lastState', 'terminated');
      return ended === undefined ? [] : tell(pod, status, ended);
    }),
  );
}

function stillFalls(scene: Scene, pod: Thing, status: unknown): boolean {
  return scene.standing(pod) === 'ailing' || isFalling(status, scene.now);
}

/** Errors and latency that are high now; what rose and came back is over. */
function measured(scene: Scene): readonly Clue[] {
  return scene.bundle.series.flatMap((series) => {
    const last = lastOf(series);
    const about = subjectOf(scene, series.labels);
    if (last === undefined || !about) return [];
    const isOver = cameBack(series);
    const base = { about, source: 'metrics' as const, quote: `${series.query} = ${last}`, current: !isOver };
    if (/(?:error|fail|5\.\.|5xx|status=~?"5)/i.test(series.query) && series.query.includes('/') && last <= 1)
      return last > 0.02 || isOver
        ? [
            seen(scene, {
              ...base,
              code: 'app.error_rate_high',
              confidence: 0.62,
              says: isOver
                ? 'answered many requests with errors; that is over and back to normal'
                : `answers ${Math.round(last * 100)} % of its requests with errors (error rate)`,
            }),
          ]
        : [];
    if (/latency|duration|histogram_quantile/i.test(series.query) && series.points.length > 1) {
      const rose = last > (firstOf(series) ?? last) * 3 && last > 0.3;
      return rose || isOver
        ? [
            seen(scene, {
              ...base,
              code: 'app.slow',
              confidence: 0.58,
              says: isOver ? 'answered slowly; that is over and back to normal' : `answers slowly (latency is ${last})`,
            }),
          ]
        : [];
    }
    return [];
  });
}
