import { z } from 'zod';
import { msOf } from '../../domain/facts/reading.js';
import { workloadKind } from './kinds.js';

/** What is asked about: a namespace, a workload in it, or a node. */
export interface Target {
  /** Empty for a node. */
  readonly namespace: string;
  readonly workload?: { readonly kind: string; readonly name: string };
  readonly node?: string;
  readonly alert?: { readonly text: string; readonly labels: Labels; readonly startsAt?: number };
}

type Labels = Readonly<Record<string, string>>;

export interface TargetWish {
  readonly namespace?: string | undefined;
  /** `kind/name`. */
  readonly workload?: string | undefined;
  readonly node?: string | undefined;
  /** The payload of an Alertmanager webhook. */
  readonly alert?: string | undefined;
}

/** What was asked about can't be meant: one sentence, and how it is said. */
export class BadTarget extends Error {
  override name = 'BadTarget';
}

const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;
const Payload = z.looseObject({
  alerts: z
    .array(z.looseObject({ labels: z.record(z.string(), z.string()), startsAt: z.string().optional() }))
    .min(1)
    .max(1_000),
});

/** `fallback` is the namespace of the kubeconfig's context. */
export function targetOf(wish: TargetWish, fallback = ''): Target {
  const alert = wish.alert === undefined ? undefined : alertOf(wish.alert);
  const labels = alert?.labels ?? {};
  const named = alert && {
    namespace: labels['exported_namespace'] ?? labels['namespace'],
    node: labels['exported_node'] ?? labels['node'],
  };
  const node = wish.node ?? (wish.namespace === undefined && !named?.namespace ? named?.node : undefined);
  if (node !== undefined) {
    if (wish.namespace !== undefined || wish.workload !== undefined)
      throw new BadTarget('--node goes without --namespace and --workload: a node belongs to no namespace');
    return { namespace: '', node: checked(node, NAME, 'node'), ...(alert && { alert }) };
  }
  const namespace = wish.namespace ?? named?.namespace ?? (alert ? '' : fallback);
  if (namespace === '')
    throw new BadTarget(
      alert
        ? 'the alert names neither a namespace nor a node: say which with -n or --node'
        : 'nothing says what to look at: name a namespace with -n, a node with --node, or an alert with --alert',
    );
  const workload = wish.workload === undefined ? undefined : workloadOf(wish.workload);
  return {
    namespace: checked(namespace, NAMESPACE, 'namespace'),
    ...(workload && { workload }),
    ...(alert && { alert }),
  };
}

function workloadOf(said: string): { kind: string; name: string } {
  const [kind = '', name = '', ...rest] = said.split('/');
  const known = workloadKind(kind);
  if (known === undefined || name === '' || rest.length > 0)
    throw new BadTarget(
      `${shown(said)} is no workload: write it as deployment/web (or statefulset, daemonset, job, pod)`,
    );
  return { kind: known, name: checked(name, NAME, 'workload') };
}

function checked(name: string, form: RegExp, what: string): string {
  if (form.test(name)) return name;
  throw new BadTarget(`${shown(name)} is no name of a ${what}: Kubernetes takes small letters, digits and dashes`);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function alertOf(text: string): NonNullable<Target['alert']> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadTarget(
      `the alert is no JSON (${(error as Error).message.slice(0, 100)}): give the payload of a webhook`,
      {
        cause: error,
      },
    );
  }
  const parsed = Payload.safeParse(value);
  if (!parsed.success)
    throw new BadTarget('the alert is no payload of an Alertmanager webhook: it needs "alerts" with their "labels"');
  const [first] = parsed.data.alerts;
  const starts = parsed.data.alerts.flatMap(({ startsAt = '' }) => msOf(startsAt) ?? []);
  const startsAt = starts.length > 0 ? Math.min(...starts) : undefined;
  return { text, labels: first?.labels ?? {}, ...(startsAt !== undefined && { startsAt }) };
}
