import { type Family, seen } from './family.js';
import type { Ref, Thing } from './bundle.js';
import type { Clue } from './fact.js';
import { containersOf, isFalling } from './health.js';
import { at, msAt, numberAt, textAt } from './reading.js';
import type { Scene } from './scene.js';
import { measured, ownErrors } from './behaviour.js';
import { saturated } from './saturation.js';

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
      find: /SIGSEGV|segmentation (?:fault|violation)|signal 11|core dumped|SIGABRT|SIGILL|SIGBUS|fatal error: unexpected signal|double free or corruption|stack smashing detected|AddressSanitizer|corrupted (?:size|double-linked)|malloc\(\): /i,
      weight: 0.9,
      where: ['log'],
      atStart: true,
      // Go tells of a nil pointer by the name of a signal, and ends by itself.
      not: /signal SIGSEGV: segmentation violation.*\bcode=/,
      says: () => 'dies from a fatal signal (segmentation fault or the like): a native crash',
    },
    {
      code: 'app.native_crash',
      find: /fatal error: unexpected signal during runtime|SIGSEGV: segmentation violation\nPC=|signal arrived during cgo/i,
      weight: 0.9,
      where: ['log'],
      lines: 2,
      atStart: true,
      says: () => 'dies from a fatal signal (segmentation fault): a native crash',
    },
    {
      code: 'app.self_restart_loop',
      find: /(?:restarting|terminating|stopping|shutting down|exiting)\b.{0,60}\b(?:myself|itself|self|on purpose|to (?:apply|reload|pick up|refresh|recover)|so that|in order to|by design|for restart|voluntar)|self[- ](?:restart|terminat|shutdown)|requesting (?:own )?(?:restart|shutdown)|initiating (?:graceful |orderly )?(?:self-)?(?:restart|shutdown)|watchdog.{0,60}(?:restart|exit|shut)|\b(?:restarting|exiting|ending|stopping|terminating|quitting|leaving|shutting down)\b.{0,60}\b(?:restart|starts? (?:me|us|it)|start (?:fresh|anew|again|over)|(?:re)?load|apply|pick up|take effect|afresh|fresh|clean|rejoin|resync|reconnect)\b|max(?:imum)? (?:requests|lifetime|uptime|jobs)\b.{0,40}(?:reached|exceeded)|recycling (?:process|worker)|StopApplication|Application is shutting down/i,
      weight: 0.82,
      where: ['log'],
      atStart: true,
      says: () => 'ends itself on purpose again and again (orderly shutdown, self restart) and never settles',
    },
    {
      code: 'app.pool_exhausted',
      find: /too many open files|EMFILE|thread ?pool.{0,60}(?:exhausted|full|starv)|maximum number of threads|unable to create (?:new )?native thread|pool (?:is |has been )?exhausted|RejectedExecutionException|no (?:free|available|idle) (?:workers?|threads?)|can't start new thread|resource temporarily unavailable.{0,40}fork|no (?:workers?|threads?|slots?|handlers?)(?: is| are)? (?:free|left|available)|\b(?<some>\d{2,6})(?: of |\/)\k<some> (?:\w{1,12} )?(?:in use|busy|taken)|(?:task|work|job|request) queue (?:is )?full|listen queue\b.{0,80}\bfull|reached (?:pm\.)?max_children|worker_connections are not enough|Timeout waiting for (?:idle object|connection from pool)|(?:all|every)\b.{0,12}\b(?:worker|thread|slot|handler)s?\b.{0,20}\b(?:busy|taken|in use)|(?:executor|pool|queue)\b.{0,30}\bsaturated|\bactive[=: ](?<now>\d+)\b.{0,20}\bmax\w*[=: ]\k<now>\b|Timeout waiting for thread|(?:goroutine|thread|worker|session|request|concurrency) limit (?:was |is )?(?:reached|exceeded|hit)|semaphore.{0,40}exhausted|RLIMIT_NOFILE|file descriptors? (?:limit|exhausted)/i,
      weight: 0.92,
      where: ['log'],
      not: /connection pool|connections? (?:\w{1,12} )?(?:\w{1,12} )?(?:busy|in use)|database|sql|jdbc|hikari|(?:get|acquire|obtain)\w{0,3} (?:a |new )?connection/i,
      says: () =>
        'ran out of threads, connections or file descriptors of its own (pool exhausted, too many open files)',
    },
    {
      code: 'app.startup_error',
      find: /Traceback \(most recent call last\)|^panic: |Unhandled exception|Exception in thread "main"|APPLICATION FAILED TO START|Uncaught (?:Exception|TypeError|ReferenceError|Error)|\b\w{2,40}(?:Error|Exception): |fatal error|\bFATAL\b|failed to (?:start|initiali[sz]e)|unable to start|cannot start|Cannot find module|ModuleNotFoundError|SyntaxError|error while loading shared libraries|GLIBC_[\d.]+' not found|EADDRINUSE|address already in use|panicked at|GemNotFound|level["']?[=:] ?["']?(?:fatal|panic)/im,
      weight: 0.6,
      where: ['log'],
      atStart: true,
      says: () => 'stops at its start with an error of its own',
    },
  ],
  rules: [signals, plainFailures, measured, ownErrors, saturated],
};

function signals(scene: Scene): readonly Clue[] {
  return eachEnding(scene, (pod, status, ended) => {
    const code = numberAt(ended, 'exitCode') ?? 0;
    const [signal, confidence] = SIGNALS[code] ?? [];
    if (signal === undefined || confidence === undefined) return [];
    const base = {
      about: pod,
      at: msAt(ended, 'finishedAt') ?? scene.now,
      current: stillFalls(scene, pod, status),
    };
    // Runtimes abort by a signal of their own after an exception that nobody caught.
    const unhandled = code === 134 ? saidBy(scene, pod, UNHANDLED) : undefined;
    if (unhandled !== undefined && saidBy(scene, pod, FATAL) === undefined)
      return [
        seen(scene, {
          ...base,
          code: 'app.startup_error',
          confidence: 0.7,
          quote: unhandled,
          source: 'logs',
          says: `stops with an exception that nothing handles (exit code ${code}): an error of its own`,
        }),
      ];
    return [
      seen(scene, {
        ...base,
        code: 'app.native_crash',
        confidence: code === 134 && scene.state('logs') === 'unavailable' ? 0.6 : confidence,
        quote: `exit code ${code} (${signal})`,
        says: `dies from a fatal signal (${signal}, exit code ${code}): a native crash`,
      }),
    ];
  });
}

/** Too little to call it a cause: the log, which would say why, could not be read. */
const UNREAD = 0.45;
const UNHANDLED = /Unhandled exception|Uncaught|Unhandled ?Rejection|panicked at|\b\w{2,80}Exception: /;
const FATAL = /SIGSEGV|segmentation fault|core dumped|double free|stack smashing|AddressSanitizer|fatal signal/i;

/** The last line of a pod, of now or of before, that says this. */
function saidBy(scene: Scene, pod: Thing, words: RegExp): string | undefined {
  return scene.bundle.logs
    .filter((log) => log.namespace === pod.namespace && log.pod === pod.name)
    .flatMap(({ lines }) => lines.slice(-500))
    .findLast((line) => words.test(line.slice(0, 2_000)));
}

/** Ended by the kubelet because a probe failed: how it ended says nothing of the program. */
export function isKilledByProbe(scene: Scene, pod: Ref): boolean {
  return scene
    .eventsOf(pod)
    .some(({ reason, message }) => reason === 'Killing' && /failed (?:liveness|startup) probe/i.test(message));
}

/** Ends with an error again and again, and nothing else may say why. */
function plainFailures(scene: Scene): readonly Clue[] {
  return eachEnding(scene, (pod, status, ended) => {
    const code = numberAt(ended, 'exitCode') ?? 0;
    const reason = textAt(ended, 'reason');
    if (code === 0 || (code > 125 && code !== 255) || reason === 'OOMKilled' || isKilledByProbe(scene, pod)) return [];
    const message = textAt(ended, 'message');
    const isUnread = scene.state('logs') === 'unavailable' && message === '';
    if (isUnread && scene.top(pod).kind === 'Job') return [];
    return [
      seen(scene, {
        code: 'app.startup_error',
        about: pod,
        // A job runs to its end and fails there: an exit code alone does not say where it came from.
        confidence: isUnread ? UNREAD : scene.top(pod).kind === 'Job' ? 0.45 : 0.55,
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
