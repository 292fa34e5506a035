import { conditionAt, textAt } from '../../domain/facts/reading.js';
import { some, sortPods } from '../../domain/fleet/drain.js';
import type { Look } from '../../workflows/ports.js';
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
import { takesNone, whyAnother } from './kubernetes-drain.js';

const MS_MAX = 20_000;
const RIGHTS = [
  { verb: 'get', resource: 'nodes' },
  { verb: 'list', resource: 'pods' },
  { verb: 'delete', resource: 'nodes' },
] as const;
const LOOK_AGAIN_MS = 10_000;

/** Takes a Node out of its cluster. The machine below it goes on: Kubernetes ends no machines, and the plan says so. */
export const end: Handling = {
  async foresee(machine) {
    if (!clusterOf(machine.reach, machine.account, machine.place).deleteNodes)
      return {
        ...{ effects: [], inverse: null },
        impossible: `Kubernetes ends no machines, and people do not let Reeve take Nodes of cluster ${machine.place} away (deleteNodes in actions.file)`,
      };
    return inCluster(machine, AbortSignal.timeout(MS_MAX), (bounds) => foreseen(bounds, machine));
  },
  begin: (machine, hand) => inCluster(machine, hand.signal, (bounds) => begun(bounds, machine, hand)),
  look: (machine) => lookAt(machine, (bounds) => looked(bounds, machine)),
};

async function foreseen(bounds: Bounds, { name, instance, place }: Machine): Promise<Foreseen> {
  const missing = await missingRight(bounds, RIGHTS);
  if (missing !== undefined) return { effects: [], inverse: null, impossible: missing };
  const node = await readNode(bounds, name);
  if (node === undefined) return { effects: [], inverse: null, impossible: `cluster ${place} has no Node ${name}` };
  const below = textAt(node, 'spec', 'providerID') || 'the machine below it';
  const impossible = await whyNotEmpty(bounds, { name, instance, node });
  return {
    effects: [
      { path: 'node', before: textAt(node, 'metadata', 'uid'), after: 'taken away' },
      { path: 'machine', before: below, after: `${below}, which goes on until somebody ends it where it runs` },
    ],
    inverse: null,
    ...(impossible !== undefined && { impossible }),
  };
}

/** With its Node a pod is forgotten, wherever it still runs: so there has to be none. */
async function whyNotEmpty(
  bounds: Bounds,
  { name, instance, node }: { readonly name: string; readonly instance: string; readonly node: unknown },
): Promise<string | undefined> {
  const first = `let its pods leave first (reeve propose instance-drain --target instance/${instance})`;
  if (!takesNone(node)) return `Node ${name} takes pods: ${first}`;
  const { leaving } = sortPods(await podsOn(bounds, name));
  // Of a kubelet that says nothing any more nobody hears that a pod has left.
  const isHeard = textAt(conditionAt(node, 'Ready'), 'status') !== 'Unknown';
  const there = leaving.filter(({ isGoing }) => isHeard || !isGoing);
  const names = there.map(({ namespace, name: pod }) => `${namespace}/${pod}`);
  return names.length === 0 ? undefined : `${some(names)} are still on Node ${name}: ${first}`;
}

async function begun(bounds: Bounds, machine: Machine, hand: Hand): Promise<Attempt> {
  const { name, instance } = machine;
  const node = await readNode(bounds, name);
  if (node === undefined) return { state: 'applied', receipt: { node: name, was: 'gone already' } };
  const why = whyAnother(node, name, hand.effects) ?? (await whyNotEmpty(bounds, { name, instance, node }));
  if (why !== undefined) return { state: 'failed', because: why };
  await hand.mayWrite();
  const body = {
    ...{ apiVersion: 'v1', kind: 'DeleteOptions' },
    preconditions: { uid: textAt(node, 'metadata', 'uid') },
  };
  const answer = await bounds.pen.change({ method: 'DELETE', path: nodePath(name), body, signal: bounds.signal });
  if (answer.state === 'ok' || answer.state === 'missing') return { state: 'applied', receipt: { node: name } };
  if (answer.state === 'denied') return { state: 'failed', because: answer.because, fault: 'denied' };
  if (answer.status === 409) return { state: 'failed', because: answer.because };
  throw new Faulted(answer.because, 'transient');
}

async function looked(bounds: Bounds, { name }: Machine): Promise<Look> {
  const node = await readNode(bounds, name);
  if (node === undefined) return { says: 'yes', because: `there is no Node ${name} any more` };
  return { says: 'not-yet', because: `Node ${name} is still there`, againMs: LOOK_AGAIN_MS };
}
