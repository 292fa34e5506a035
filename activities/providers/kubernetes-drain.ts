import { setTimeout as pause } from 'node:timers/promises';
import type { Effect } from '../../domain/plan.js';
import { type Leaving, some, sortPods, whyNotEmptied } from '../../domain/fleet/drain.js';
import { at, pairsAt, textAt } from '../../domain/facts/reading.js';
import type { Look, Undone } from '../../workflows/ports.js';
import { type Attempt, Faulted } from '../actions/action.js';
import type { Foreseen, Hand, Handling, Machine } from './handling.js';
import {
  type Bounds,
  clusterOf,
  inCluster,
  lookAt,
  missingRight,
  nodePath,
  podsOn,
  readNode,
} from './kubernetes-calls.js';

const HELD_BY = 'reeve.dev/drained-by';
const FORESEE_MS_MAX = 20_000;
const RIGHTS = [
  { verb: 'get', resource: 'nodes' },
  { verb: 'list', resource: 'pods' },
  { verb: 'patch', resource: 'nodes' },
  { verb: 'create', resource: 'pods', subresource: 'eviction' },
] as const;
const AGAIN_MS = 5_000;
const LOOK_AGAIN_MS = 10_000;

/** Takes no new pods, and lets those that are there leave as far as disruption budgets allow: what kubectl drain does. */
export const drain: Handling = {
  foresee: (machine, options) =>
    inCluster(machine, AbortSignal.timeout(FORESEE_MS_MAX), (bounds) => foreseen(bounds, machine, options)),
  begin: (machine, hand) => inCluster(machine, hand.signal, (bounds) => begun(bounds, machine, hand)),
  look: (machine, hand, step) =>
    lookAt(machine, (bounds) =>
      step === 'apply' ? looked(bounds, machine) : lookedBack(bounds, machine, hand.effects),
    ),
  undo: (machine, hand) => inCluster(machine, hand.signal, (bounds) => undone(bounds, machine, hand)),
};

async function foreseen(bounds: Bounds, { name, place }: Machine, options: Hand['options']): Promise<Foreseen> {
  const missing = await missingRight(bounds, RIGHTS);
  if (missing !== undefined) return { effects: [], inverse: null, impossible: missing };
  const node = await readNode(bounds, name);
  if (node === undefined) return { effects: [], inverse: null, impossible: `cluster ${place} has no Node ${name}` };
  const pods = sortPods(await podsOn(bounds, name));
  const impossible = whyNotEmptied(pods, { emptyDir: options['emptyDir'] === true });
  const uid = textAt(node, 'metadata', 'uid');
  return {
    effects: [
      { path: 'node', before: uid, after: uid },
      { path: 'draining', before: takesNone(node), after: true },
      { path: 'pods', before: pods.leaving.length, after: 0, volatile: true },
    ],
    inverse: { draining: takesNone(node) },
    ...(impossible !== undefined && { impossible }),
  };
}

async function begun(bounds: Bounds, machine: Machine, hand: Hand): Promise<Attempt> {
  const { name } = machine;
  const node = await readNode(bounds, name);
  const other = whyAnother(node, name, hand.effects);
  if (other !== undefined) return { state: 'failed', because: other };
  if (!takesNone(node)) {
    await hand.mayWrite();
    const refused = await closed(bounds, { name, node, key: hand.key });
    if (refused !== undefined) return refused;
  }
  const until = Date.now() + clusterOf(machine.reach, machine.account, machine.place).drainMs;
  for (;;) {
    const pods = sortPods(await podsOn(bounds, name));
    // What came in between the plan and the cordon is nobody's consent; the rest of it is put back.
    if (whyNotEmptied(pods, { emptyDir: hand.options['emptyDir'] === true }) !== undefined) break;
    const staying = pods.leaving.filter(({ isGoing }) => !isGoing);
    let refused = 0;
    for (const pod of staying) {
      await hand.mayWrite();
      if (!(await evicted(bounds, pod))) refused += 1;
    }
    if (refused === 0 || Date.now() > until) break;
    await pause(AGAIN_MS, undefined, { signal: bounds.signal });
  }
  return { state: 'applied', receipt: { node: name } };
}

/** Cordons it under our name, so that the undo knows its own. */
async function closed(
  { pen, signal }: Bounds,
  { name, node, key }: { readonly name: string; readonly node: unknown; readonly key: string },
): Promise<Attempt | undefined> {
  const metadata = { uid: textAt(node, 'metadata', 'uid'), annotations: { [HELD_BY]: key } };
  const body = { metadata, spec: { unschedulable: true } };
  const answer = await pen.change({ method: 'PATCH', path: nodePath(name), body, signal });
  if (answer.state === 'ok') return undefined;
  if (answer.state === 'denied') return { state: 'failed', because: answer.because, fault: 'denied' };
  if (answer.status === 409 || answer.state === 'missing') return { state: 'failed', because: answer.because };
  throw new Faulted(answer.because, 'transient');
}

/** Whether it leaves, or has left. What a disruption budget holds stays, and is tried again. */
async function evicted(bounds: Bounds, pod: Leaving): Promise<boolean> {
  const answer = await evict(bounds, pod);
  return answer.state === 'ok' || answer.state === 'missing' || answer.status === 409;
}

function evict({ pen, signal }: Bounds, { namespace, name, uid }: Leaving, more: object = {}) {
  const body = {
    ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { namespace, name } },
    deleteOptions: { preconditions: { uid }, ...more },
  };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/eviction`;
  return pen.change({ method: 'POST', path, body, signal });
}

async function looked(bounds: Bounds, { name }: Machine): Promise<Look> {
  const node = await readNode(bounds, name);
  if (node === undefined) return { says: 'yes', because: `there is no Node ${name} any more, and no pods on it` };
  if (!takesNone(node)) return { says: 'no', because: `${name} takes pods` };
  const { leaving } = sortPods(await podsOn(bounds, name));
  if (leaving.length === 0)
    return { says: 'yes', because: `${name} takes no pods, and none that could leave is there` };
  const [first] = leaving.filter(({ isGoing }) => !isGoing);
  const names = some(leaving.map(({ namespace, name: pod }) => `${namespace}/${pod}`));
  if (first === undefined) return { says: 'not-yet', because: `${names} are still leaving`, againMs: LOOK_AGAIN_MS };
  // Asked without doing it: the cluster itself says what holds it.
  const answer = await evict(bounds, first, { dryRun: ['All'] });
  const why = answer.state === 'ok' ? 'nothing holds them now, so it can be wished again' : answer.because;
  return { says: 'no', because: `${names} did not leave ${name}: ${why}` };
}

async function undone(bounds: Bounds, { name }: Machine, hand: Hand & { readonly applied: string }): Promise<Undone> {
  const node = await readNode(bounds, name);
  const other = whyAnother(node, name, hand.effects);
  if (other !== undefined) return { state: 'conflict', because: other };
  const wasClosed = before(hand.effects, 'draining') === true;
  if (wasClosed || !takesNone(node)) return { state: 'undone' };
  if (pairsAt(node, 'metadata', 'annotations')[HELD_BY] !== hand.applied)
    return { state: 'conflict', because: `somebody else has taken ${name} out of service by now` };
  await hand.mayWrite();
  const { uid, resourceVersion } = (node as { metadata: { uid: string; resourceVersion: string } }).metadata;
  const metadata = { uid, resourceVersion, annotations: { [HELD_BY]: null } };
  const body = { metadata, spec: { unschedulable: null } };
  const answer = await bounds.pen.change({ method: 'PATCH', path: nodePath(name), body, signal: bounds.signal });
  if (answer.state === 'ok') return { state: 'undone' };
  if (answer.state === 'denied') return { state: 'conflict', because: answer.because };
  // Its kubelet writes it, too: the next try reads it anew.
  throw new Faulted(answer.because, answer.status === 409 ? 'invalid' : 'transient');
}

async function lookedBack(bounds: Bounds, { name }: Machine, effects: readonly Effect[]): Promise<Look> {
  const node = await readNode(bounds, name);
  if (node === undefined) return { says: 'no', because: `there is no Node ${name} any more` };
  const isBack = takesNone(node) === (before(effects, 'draining') === true);
  return { says: isBack ? 'yes' : 'no', because: `${name} ${takesNone(node) ? 'takes no pods' : 'takes pods'}` };
}

export function takesNone(node: unknown): boolean {
  return at(node, 'spec', 'unschedulable') === true;
}

/** A Node of the same name that was made later is another machine. */
export function whyAnother(node: unknown, name: string, effects: readonly Effect[]): string | undefined {
  if (node === undefined) return `there is no Node ${name} any more`;
  return textAt(node, 'metadata', 'uid') === before(effects, 'node') ? undefined : `${name} is another Node by now`;
}

function before(effects: readonly Effect[], path: string) {
  return effects.find((effect) => effect.path === path)?.before;
}
