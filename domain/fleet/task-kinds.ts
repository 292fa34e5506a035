import { CREDENTIAL_KINDS } from './report.js';
import {
  list,
  matching,
  name,
  oneOf,
  orNull,
  type Reading,
  reading,
  shape,
  table,
  text,
  truth,
  whole,
} from './shape.js';

const nothing = shape({}, {});
const absolute = matching(
  /^(?:\/(?!\.{1,2}(?:\/|$))[^\p{Cc}/]+)+$/u,
  300,
  'must be an absolute path without "." and ".." in it',
);

/** What a node can be asked to do. There is nothing else, and none of it is a command line. */
const KINDS = {
  /** Module to the digest that should run; null takes it off. Modules that are not named stay as they are. */
  'module.apply': shape({ modules: table(orNull(name(200)), 400) }, {}),
  'config.apply': shape({ hash: name(200) }, {}),
  'certificate.rotate': nothing,
  'instance.reboot': nothing,
  'instance.reprovision': nothing,
  'instance.start': nothing,
  'instance.drain': shape({ seconds: whole(0, 86_400) }, {}),
  'instance.isolate': shape({ on: truth }, {}),
  'sdwan.key-rotate': shape(
    {
      peer: name(),
      network: name(),
      credential: name(),
      kind: oneOf(CREDENTIAL_KINDS),
      revision: whole(1, 2_147_483_647),
    },
    {},
  ),
  'sdwan.peer-apply': shape({ peer: name(), allowedIps: list(text(100, 1), 256) }, {}),
  'sdwan.vip-take': shape({ vip: name(), cidr: text(100, 1) }, {}),
  'sdwan.vip-release': shape({ vip: name(), cidr: text(100, 1) }, {}),
  'sdwan.hub': shape({ peer: name(), on: truth }, {}),
  'bgp.reset': shape({ neighbor: text(100, 1) }, {}),
  'storage.attach': shape({ id: name(), storage: text(200, 1), mountPath: absolute, readOnly: truth }, {}),
  'storage.detach': shape({ id: name(), mountPath: absolute }, {}),
  'packages.upgrade': shape({ packages: list(name(200), 500, 1) }, {}),
  /** Only simulated nodes know it. */
  'simulate.break': shape({ fault: name(), on: truth }, {}),
};

export type TaskKind = keyof typeof KINDS;
export const TASK_KINDS = Object.keys(KINDS) as readonly TaskKind[];
export type TaskParameters<K extends TaskKind> = ReturnType<(typeof KINDS)[K]>;
/** A kind with its parameters. */
export type NodeWork = { [K in TaskKind]: { readonly kind: K; readonly parameters: TaskParameters<K> } }[TaskKind];

/** A task as a node is given it. It is this node's until then; whoever is late finds it given again. */
export type NodeTask = NodeWork & {
  readonly id: string;
  readonly attempt: number;
  readonly leasedUntil: number;
  readonly endsAt: number;
};

export function isTaskKind(kind: string): kind is TaskKind {
  return Object.hasOwn(KINDS, kind);
}

/** Checks what a task says, where it is made and again where it is carried out: neither side trusts the other. */
export function parseWork(kind: string, parameters: unknown): Reading<NodeWork> {
  if (!isTaskKind(kind)) return { because: `there is no kind of task "${kind.slice(0, 60)}"` };
  const found = reading<unknown>(KINDS[kind], parameters);
  return 'value' in found ? { value: { kind, parameters: found.value } as NodeWork } : found;
}

/** So often a task is given to its node before it counts as failed, and so long each time. */
export const TASK_ATTEMPTS_MAX = 5;
export const TASK_LEASE_MS = 120_000;
/** So long a task waits for its node, where nothing else is said. */
export const TASK_OPEN_MS = 3_600_000;
export const TASKS_AT_ONCE = 10;
export const POLL_MS_MAX = 30_000;

/** What came of a task. What a node can't do it says in a sentence. */
const Result = shape({ ok: truth, attempt: whole(1, 1000) }, { said: text(2000), facts: table(text(1000), 40) });
export type TaskResult = ReturnType<typeof Result>;

export function parseResult(sent: unknown): Reading<TaskResult> {
  return reading(Result, sent);
}
