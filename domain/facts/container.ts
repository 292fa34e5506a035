import { type Family, seen } from './family.js';
import { isKilledByProbe } from './app.js';
import { containersOf, isFalling } from './health.js';
import { at, listAt, msAt, numberAt, quantity, textAt } from './reading.js';
import { podSpecOf } from './graph.js';
import type { Ref, Thing } from './bundle.js';
import type { Clue } from './fact.js';
import type { Scene } from './scene.js';
import { lastOf, seriesLike } from './series.js';
import { subjectOf } from './subject.js';

const HOUR = 3_600_000;

export const container: Family = {
  name: 'container',
  reads: ['objects', 'events', 'logs', 'metrics'],
  sayings: [
    {
      code: 'container.oom_killed',
      find: /OOMKill|oom-kill|Memory cgroup out of memory|Killed process \d+|container .{0,80} out of memory|sent SIGKILL! Perhaps out of memory|signal 9 \(SIGKILL\)|signal: killed\b|\bkilled\b.{0,60}\bout of memory|out of memory\b.{0,60}\bkilled/i,
      weight: 0.9,
      says: () => 'was killed because it used more memory than its limit (OOMKilled, out of memory)',
    },
    {
      code: 'container.oom_killed',
      find: /java\.lang\.OutOfMemoryError: (?!unable to create)|JavaScript heap out of memory|Cannot allocate memory|\bMemoryError\b|std::bad_alloc|runtime: out of memory|OutOfMemoryException|Allowed memory size of \d+ bytes exhausted/,
      weight: 0.82,
      where: ['log'],
      says: () => 'runs out of memory',
    },
    {
      code: 'container.command_not_found',
      find: /executable file not found|exec format error|exec: "?[^ ]{1,200}"?: (?:stat|no such file|permission denied)|(?:exec|OCI runtime create failed).{0,300}no such file or directory|: (?:command )?not found$|cannot execute binary file|^(?:\S{1,60}: )?(?:\/?(?:usr\/)?bin\/)?(?:sh|bash|ash|dash|env|exec): (?:line )?[^:]{0,160}:? ?(?:.{0,160}: )?No such file or directory|^env: can't execute|^(?:dumb-init|tini|su-exec|gosu|catatonit|nohup|timeout|chroot|setpriv): .{0,200}: No such file or directory|exec user process caused|can't open file '[^']{1,200}': \[Errno 2\]|exec \S{1,200} failed: (?:No such file|Permission denied)|no command specified|Unable to access jarfile|container process[^\n]{0,200}(?:no such file|permission denied|not found)/im,
      // A library that the loader misses is not the command.
      not: /shared librar|GLIBC|required by/,
      weight: 0.93,
      atStart: true,
      says: () => 'can not start because its command does not exist in the image or can not be executed (not found)',
    },
    {
      code: 'container.command_invalid',
      find: /\b(?:sh|bash|ash|dash|line \d+): .{0,80}(?:syntax error|unexpected)|syntax error: |unterminated quoted string|unrecognized (?:option|argument)s?|Unrecognized VM option|unknown (?:shorthand )?(?:sub)?(?:flag|command|option|argument|switch)\b|argument '[^']{1,80}' which wasn't expected|(?:invalid|illegal|bad) option|flag provided but not defined|unexpected (?:argument|option|flag) ['"`-]|no such (?:option|command|subcommand)\b|error: (?:the following (?:required )?arguments|.{0,40}required arguments?)|Could not (?:create the Java Virtual Machine|find or load main class)|too (?:many|few) arguments|positional arguments?|(?:see|try) .{0,60}--help|^usage: /im,
      weight: 0.88,
      where: ['log'],
      atStart: true,
      says: () => 'fails at once because its command or arguments are wrong (option, flag or script syntax)',
    },
    {
      code: 'container.command_invalid',
      find: /PostStartHookError|PreStartHookError|FailedPostStartHook|lifecycle hook.{0,200}failed/i,
      weight: 0.8,
      where: ['event', 'status'],
      says: () => 'is ended again because the command of its lifecycle hook fails',
    },
  ],
  rules: [endings, throttled],
};

/** How containers ended, of pods that are not well or were not a short while ago. */
function endings(scene: Scene): readonly Clue[] {
  return scene.all('Pod').flatMap((pod) =>
    containersOf(pod).flatMap((status) => {
      const now = at(status, 'state', 'terminated');
      const ended = now ?? at(status, 'lastState', 'terminated');
      return ended === undefined ? [] : endingOf(scene, pod, status, ended);
    }),
  );
}

const SAME_MOMENT_MS = 30_000;

/** The kernel tells the node whom it killed, by a number that nobody else knows: the time says which pod it was. */
function kernelSaid(scene: Scene, { raw }: Thing, finished: number): string | undefined {
  const node = { kind: 'Node', namespace: '', name: textAt(raw, 'spec', 'nodeName') };
  return scene
    .eventsOf(node)
    .find(
      ({ reason, message, lastAt = 0 }) =>
        /OOMKilling|out of memory/i.test(`${reason} ${message}`) && Math.abs(lastAt - finished) <= SAME_MOMENT_MS,
    )?.message;
}

function endingOf(scene: Scene, pod: Thing, status: unknown, ended: unknown): readonly Clue[] {
  const code = numberAt(ended, 'exitCode');
  const reason = textAt(ended, 'reason');
  const finished = msAt(ended, 'finishedAt');
  const name = textAt(status, 'name');
  const waiting = textAt(status, 'state', 'waiting', 'reason');
  const current =
    waiting === 'CrashLoopBackOff' ||
    waiting === 'RunContainerError' ||
    isFalling(status, scene.now) ||
    (scene.standing(pod) === 'ailing' && (finished === undefined || scene.now - finished < HOUR));
  const restarts = numberAt(status, 'restartCount') ?? 0;
  const quote = `container ${name}: ${reason || 'terminated'}, exit code ${code ?? 'unknown'}, ${restarts} restarts`;
  const base = { about: pod, quote, current, at: finished ?? scene.now };
  const limit = limitOf(pod, name);
  if (reason === 'OOMKilled')
    return [
      seen(scene, {
        ...base,
        code: 'container.oom_killed',
        confidence: 0.96,
        says: `was killed because it used more memory than its limit${limit === '' ? '' : ` of ${limit}`} (OOMKilled, out of memory)`,
      }),
    ];
  const kernel = code === 137 && finished !== undefined ? kernelSaid(scene, pod, finished) : undefined;
  if (kernel !== undefined)
    return [
      seen(scene, {
        ...base,
        code: 'container.oom_killed',
        confidence: 0.92,
        quote: kernel,
        says: `was killed by the kernel because it used more memory than its limit${limit === '' ? '' : ` of ${limit}`} (out of memory, exit code 137)`,
      }),
    ];
  if (code === 137 && reason !== 'Completed' && limit !== '' && nearLimit(scene, pod, name, limit))
    return [
      seen(scene, {
        ...base,
        code: 'container.oom_killed',
        confidence: 0.7,
        says: `was killed with exit code 137 while its memory was close to its limit of ${limit}`,
      }),
    ];
  if (reason === 'StartError' || reason === 'ContainerCannotRun' || code === 126 || code === 127 || code === 128)
    return [
      seen(scene, {
        ...base,
        code: 'container.command_not_found',
        confidence: 0.88,
        quote: textAt(ended, 'message') || quote,
        says: 'can not start because its command does not exist or can not be executed (not found)',
      }),
    ];
  const isInit = listAt(pod.raw, 'status', 'initContainerStatuses').includes(status);
  if (code === 0 && waiting === 'CrashLoopBackOff' && !isInit && !isKilledByProbe(scene, pod))
    return [
      seen(scene, {
        ...base,
        code: 'container.exits_early',
        confidence: 0.8,
        says: 'ends by itself without an error (exit code 0, Completed) although it should keep running',
      }),
    ];
  return [];
}

function limitOf(pod: Thing, name: string): string {
  const spec = podSpecOf(pod);
  const one = [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')].find(
    (it) => textAt(it, 'name') === name,
  );
  return textAt(one, 'resources', 'limits', 'memory');
}

function nearLimit(scene: Scene, pod: Thing, name: string, limit: string): boolean {
  const most = quantity(limit) ?? Number.POSITIVE_INFINITY;
  return seriesLike(scene, /memory_(?:working_set|usage)/).some(
    ({ labels, points }) =>
      labels['pod'] === pod.name &&
      (labels['container'] ?? name) === name &&
      points.some(([, value]) => value >= most * 0.9),
  );
}

function throttled(scene: Scene): readonly Clue[] {
  return seriesLike(scene, /throttl/i).flatMap((series) => {
    const last = lastOf(series);
    if (last === undefined || last > 100 || !/\/|ratio|percent/i.test(series.query)) return [];
    const ratio = last > 1 ? last / 100 : last;
    if (ratio < 0.25) return [];
    const about = subjectOf(scene, series.labels);
    return about
      ? [
          seen(scene, {
            code: 'container.cpu_throttled',
            about,
            confidence: Math.min(0.93, 0.45 + ratio * 0.6),
            quote: `${series.query} = ${last}`,
            source: 'metrics',
            says: `is throttled in ${Math.round(ratio * 100)} % of its CPU periods: its CPU limit${cpuLimitOf(scene, about)} is too low for what it does`,
          }),
        ]
      : [];
  });
}

function cpuLimitOf(scene: Scene, about: Ref): string {
  const thing = scene.find(about.kind, about.namespace, about.name);
  const limits = (thing ? listAt(podSpecOf(thing), 'containers') : [])
    .map((one) => textAt(one, 'resources', 'limits', 'cpu'))
    .filter(Boolean);
  return limits.length === 0 ? '' : ` of ${limits.join(', ')}`;
}
