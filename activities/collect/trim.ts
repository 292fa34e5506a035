import { at, listAt, pairsAt, recordAt, textAt } from '../../domain/facts/reading.js';
import type { KindSpec } from './kinds.js';

/** What people keep in annotations may be a whole object, its secrets too; a longer one is left out. */
const ANNOTATION_CHARS_MAX = 1_024;
/** Written by `kubectl apply`: the object once more, as it was sent. */
const COPIES = /last-applied|objectset\.rio\.cattle\.io\/applied/;
/** Whose changes by people and tools are told as changes. */
const SETTINGS = new Set([
  ...[
    'Deployment',
    'StatefulSet',
    'DaemonSet',
    'CronJob',
    'ConfigMap',
    'Secret',
    'Service',
    'Ingress',
    'NetworkPolicy',
  ],
  ...['HorizontalPodAutoscaler', 'PodDisruptionBudget', 'ResourceQuota', 'LimitRange', 'Role', 'RoleBinding', 'Node'],
]);
const SYSTEM = /^(?:kube-|kubelet$|k8s-|reeve|argocd-|cluster-autoscaler)/;

/** The object without what says nothing of its state. Of what is named only, the content never goes further. */
export function trimmed(one: unknown, { kind, api, namesOnly = false }: KindSpec): Record<string, unknown> {
  const { metadata, kind: _kind, apiVersion: _api, ...content } = recordAt(one);
  const { managedFields, annotations, selfLink: _link, ...rest } = recordAt(metadata);
  const managed = listAt({ managedFields }, 'managedFields');
  const changed = SETTINGS.has(kind) ? changedLast(managed) : undefined;
  const base = {
    apiVersion: api,
    kind,
    metadata: namesOnly || annotations === undefined ? rest : { ...rest, annotations: shortNotes(annotations) },
    ...(changed && { changed }),
  };
  if (namesOnly) return { ...base, ...keysOf(managed) };
  return { ...base, ...withShortNotes(kind === 'Node' ? withoutImages(content) : content) };
}

const TEMPLATES = ['spec', 'template', 'jobTemplate', 'metadata'];

/** The same of the annotations that pods are made with. */
function withShortNotes(part: Record<string, unknown>): Record<string, unknown> {
  const inner = TEMPLATES.filter((key) => typeof part[key] === 'object').map(
    (key) => [key, withShortNotes(recordAt(part, key))] as const,
  );
  const notes = part['annotations'] === undefined ? {} : { annotations: shortNotes(part['annotations']) };
  return { ...part, ...Object.fromEntries(inner), ...notes };
}

function shortNotes(annotations: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(pairsAt({ annotations }, 'annotations'))
      .filter(([name]) => !COPIES.test(name))
      .map(([name, text]) => [
        name,
        text.length > ANNOTATION_CHARS_MAX ? `[left out: ${text.length} characters]` : text,
      ]),
  );
}

/** The names of the keys, from what the API server notes of who set which field: so the values need not be asked for. */
function keysOf(managed: readonly unknown[]): { data?: Record<string, ''> } {
  if (managed.length === 0) return {};
  const keys = managed.flatMap((one) =>
    ['f:data', 'f:stringData', 'f:binaryData'].flatMap((part) => Object.keys(recordAt(one, 'fieldsV1', part))),
  );
  const names = keys.filter((key) => key.startsWith('f:')).map((key) => [key.slice(2), ''] as const);
  return { data: Object.fromEntries(names) };
}

/** When, and by whom, it was written last; what the cluster does by itself is no change, nor is a new status or scale. */
function changedLast(managed: readonly unknown[]): { readonly at: string; readonly by: string } | undefined {
  return managed
    .filter((one) => textAt(one, 'subresource') === '')
    .map((one) => ({ at: textAt(one, 'time'), by: textAt(one, 'manager') }))
    .filter(({ at: time, by }) => time !== '' && !SYSTEM.test(by))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))[0];
}

function withoutImages(content: Record<string, unknown>): Record<string, unknown> {
  const { images: _images, ...status } = recordAt(content, 'status');
  return { ...content, status };
}

export function nameOfRaw(one: unknown): string {
  return textAt(one, 'metadata', 'name');
}

export function ownerOf(one: unknown): { readonly kind: string; readonly name: string } | undefined {
  const owners = listAt(one, 'metadata', 'ownerReferences');
  const owner = owners.find((it) => at(it, 'controller') === true) ?? owners[0];
  return owner === undefined ? undefined : { kind: textAt(owner, 'kind'), name: textAt(owner, 'name') };
}
