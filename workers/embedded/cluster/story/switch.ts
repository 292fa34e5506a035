import { type Simulated, until } from '../simulated.js';
import type { Fault } from './fault.js';
import { faultNamed } from '../faults/index.js';

/** Whatever the simulation makes for people to look at lies in namespaces with this before their name. */
export const SIMULATED = 'sim-';
const MARK = 'reeve.dev/simulated';
const RAISED = 'reeve.dev/raised';
const ACCOUNT_WITHIN_MS = 30_000;

export function namespaceOf(fault: Fault): string {
  return `${SIMULATED}${fault.name}`;
}

/** A namespace that says of itself that it is simulated, in which pods can be made. */
export async function makeNamespace(cluster: Simulated, name: string, raised?: string): Promise<void> {
  const labels = { [MARK]: 'true', ...(raised !== undefined && { [RAISED]: raised }) };
  await cluster.apply(name, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]);
  // Without its default account a namespace refuses every pod.
  await until(`namespace ${name} has its default account`, ACCOUNT_WITHIN_MS, async () => {
    const { items } = await cluster.core.listNamespacedServiceAccount({ namespace: name });
    return items.some(({ metadata }) => metadata?.name === 'default');
  });
}

export async function raiseFault(cluster: Simulated, fault: Fault): Promise<string> {
  const namespace = namespaceOf(fault);
  await makeNamespace(cluster, namespace);
  await fault.raise(cluster, namespace);
  // Only what can be seen counts as on.
  await makeNamespace(cluster, namespace, fault.name);
  return namespace;
}

/** Clears it where it was raised, and where a raising broke off. */
export async function clearFault(cluster: Simulated, fault: Fault): Promise<string> {
  const namespace = namespaceOf(fault);
  const { items } = await cluster.core.listNamespace({ fieldSelector: `metadata.name=${namespace}` });
  if (items.length === 0) return namespace;
  await fault.clear(cluster, namespace);
  await makeNamespace(cluster, namespace);
  return namespace;
}

/** The faults that are on. */
export async function raisedFaults({ core }: Simulated): Promise<readonly Fault[]> {
  const { items } = await core.listNamespace({ labelSelector: RAISED });
  return items.flatMap(({ metadata }) => faultNamed(metadata?.labels?.[RAISED] ?? '') ?? []);
}
