import { setTimeout as pause } from 'node:timers/promises';
import { REPORT_EVERY_MS, type ReportReply } from '../../domain/fleet/report.js';
import { bootOf, carryOut } from '../../domain/fleet/simulated/carry-out.js';
import { reportOf, type VirtualNode } from '../../domain/fleet/simulated/node.js';
import { type NodeTask, POLL_MS_MAX, TASKS_AT_ONCE } from '../../domain/fleet/task-kinds.js';
import { listOf } from '../node/packages.js';
import type { Answered, Link } from './link.js';

const ANSWER_MS_MAX = 15_000;
const HOLD_MS = POLL_MS_MAX - 5_000;
const AWAY_MS_MAX = 60_000;

export interface MachineDeps {
  /** For what is answered at once. */
  readonly link: Link;
  /** For whoever waits for work; absent where there are too many machines for a connection each. */
  readonly holding?: Link;
  readonly signal: AbortSignal;
  /** A new credential, where the one that it has is refused. */
  readonly enrol: (instance: string) => Promise<string>;
  readonly onChange: () => void;
  /** Its provider runs it again. */
  readonly onRestored: (instance: string) => Promise<void>;
  readonly onTrouble: (text: string) => void;
}

/** One played machine over the real protocol: its own credential, its own reports, its own tasks. */
export function openMachine(start: VirtualNode, proven: string, deps: MachineDeps) {
  const { link, holding, signal } = deps;
  // How far it had come when it was kept may be some reports ago, and what is told twice counts for nothing.
  let node: VirtualNode = { ...start, seq: 0, boot: bootOf(start.instance, Date.now()) };
  let credential = proven;
  let tellsPackages = false;
  let tellsWhole = true;
  /** While it restarts it says nothing. */
  let isDown = false;

  async function ask(over: Link, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answered> {
    const answer = await over.ask(method, path, asking({ token: credential, signal, body, holds: over === holding }));
    if (answer.status === 401) credential = await deps.enrol(node.instance);
    return answer;
  }

  async function report(): Promise<number> {
    const { packages, digest } = listOf({ deb: node.installed });
    node = { ...node, seq: node.seq + 1 };
    const said = reportOf(node, { now: Date.now(), packageDigest: digest, whole: tellsWhole || tellsPackages });
    const sent = { ...said, ...(tellsPackages && { packages: { digest, packages } }) };
    const { touched } = node;
    // Unless it is heard that this one was taken, the next one says everything.
    tellsWhole = true;
    const reply = replyIn(await ask(link, 'POST', '/node/v1/report', sent));
    node = { ...node, touched: node.touched.filter((one) => !touched.includes(one)) };
    tellsWhole = false;
    tellsPackages = reply.wants?.packages === digest;
    return reply.tasks;
  }

  async function work(over: Link, waitMs: number): Promise<void> {
    const answer = await ask(over, 'GET', `/node/v1/tasks?wait=${Math.floor(waitMs / 1000)}`);
    for (const task of tasksIn(answer)) await carry(task);
  }

  async function carry(task: NodeTask): Promise<void> {
    const now = Date.now();
    const done = carryOut(node, task, now);
    if (!done) return;
    const restarts = done.node.boot !== node.boot;
    const wasStopped = 'state-drift' in node.struck;
    isDown = restarts;
    try {
      await pause(done.tookMs, undefined, { signal });
    } finally {
      isDown = false;
    }
    // What happened meanwhile, such as another touch of a lure, stays.
    node = carryOut(node, task, now)?.node ?? done.node;
    tellsWhole = true;
    deps.onChange();
    if (wasStopped && !('state-drift' in node.struck)) await deps.onRestored(node.instance);
    if (!node.silent) await report();
    await ask(link, 'POST', `/node/v1/tasks/${encodeURIComponent(task.id)}/result`, {
      ...{ ok: done.ok, attempt: task.attempt, said: `${done.said} (simulated)` },
    });
  }

  const mind: Minding = { signal, onTrouble: (text) => deps.onTrouble(`${node.instance}: ${text}`) };

  async function beat(): Promise<void> {
    if (isDown) return;
    const waiting = node.silent ? 1 : await report();
    if (tellsPackages) await report();
    if (waiting > 0 && !holding) await work(link, 0);
  }

  return {
    instance: start.instance,
    state: (): VirtualNode => node,
    credential: () => credential,
    async run(): Promise<void> {
      // Not all at once: a fleet of a thousand that starts together would be heard as one knock.
      await pause(REPORT_EVERY_MS * Math.random() * (holding ? 0.1 : 1), undefined, { signal }).catch(() => undefined);
      await Promise.all([
        again(beat, REPORT_EVERY_MS, mind),
        ...(holding ? [again(() => work(holding, HOLD_MS), 50, mind)] : []),
      ]);
    },
  };
}
export type Machine = ReturnType<typeof openMachine>;

interface Asking {
  readonly token: string;
  readonly signal: AbortSignal;
  readonly body: unknown;
  /** Waits until there is something to answer. */
  readonly holds: boolean;
}

function asking({ token, signal, body, holds }: Asking) {
  const withinMs = holds ? POLL_MS_MAX + ANSWER_MS_MAX : ANSWER_MS_MAX;
  return { token, withinMs, signal, ...(body !== undefined && { body }) };
}

function replyIn({ status, json, againMs }: Answered): ReportReply {
  if (status === 200) return json as ReportReply;
  throw new Error(`a report was answered with ${status}${againMs > 0 ? ', try later' : ''}: ${detailOf(json)}`);
}

function tasksIn({ status, json }: Answered): readonly NodeTask[] {
  if (status !== 200) throw new Error(`asking for work was answered with ${status}: ${detailOf(json)}`);
  return (json as { readonly tasks: readonly NodeTask[] }).tasks.slice(0, TASKS_AT_ONCE);
}

interface Minding {
  readonly signal: AbortSignal;
  readonly onTrouble: (text: string) => void;
}

/** Goes on after whatever fails, more slowly each time. */
async function again(step: () => Promise<void>, everyMs: number, { signal, onTrouble }: Minding): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      await step();
      failures = 0;
      await pause(everyMs * (0.9 + 0.2 * Math.random()), undefined, { signal });
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      if (failures === 3) onTrouble((error as Error).message);
      const waitMs = Math.min(AWAY_MS_MAX, 1000 * 2 ** Math.min(failures, 10)) * (0.5 + Math.random());
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function detailOf(json: unknown): string {
  const { detail } = (json ?? {}) as { readonly detail?: unknown };
  return typeof detail === 'string' ? detail : 'no reason was given';
}
