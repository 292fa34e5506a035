import { conditionAt, listAt, numberAt, textAt } from '../../domain/facts/reading.js';
import type { Brought, ChangeEntry, Collector, World } from './collector.js';
import { EVENTS } from './events.js';
import { kindOf } from './kinds.js';
import type { Reading } from './reader.js';
import { nameOfRaw, ownerOf } from './trim.js';

const CHANGES_MAX = 200;
const MINUTE = 60_000;
/** Kinds whose last change by hand or tool is one of configuration. */
const SETTINGS = [
  'configmaps',
  'secrets',
  'services',
  'ingresses',
  'networkpolicies',
  'horizontalpodautoscalers',
] as const;
/** What the cluster writes by itself, again and again. */
const NOISE = /^kube-root-ca\.crt$|^openshift-service-ca\.crt$|(?:leader|lock)(?:-election)?$|^sh\.helm\.release\./;

/** What was changed: revisions of workloads, of Helm releases and Argo CD, and when settings were written last. */
export const changes: Collector = {
  source: 'changes',
  from: 'the API server',
  async collect(world) {
    const spaces = await world.spaces();
    const list = async (plural: string): Promise<Reading> => {
      const readings = await Promise.all(spaces.map((namespace) => world.reader.list(kindOf(plural), { namespace })));
      const broken = readings.find(({ state }) => state !== 'ok' && state !== 'absent');
      const items = readings.flatMap((reading) => reading.items);
      return { items, state: broken?.state ?? 'ok', why: broken?.why ?? '' };
    };
    const [deployments, sets, revisions, apps] = await Promise.all([
      ...['deployments', 'replicasets', 'controllerrevisions'].map(list),
      world.reader.list(kindOf('applications')),
    ] as const);
    const settings = await Promise.all(SETTINGS.map(async (plural) => [plural, await list(plural)] as const));
    const nodes = await nodesOf(world);
    const events = (await Promise.all(spaces.map((namespace) => world.reader.list(EVENTS, { namespace })))).flatMap(
      ({ items }) => items,
    );
    const found = [
      ...rollouts(deployments?.items ?? [], sets?.items ?? []),
      ...(revisions?.items ?? []).flatMap(ofRevision),
      ...settings.flatMap(([, reading]) => reading.items.flatMap(ofSettings)),
      ...settings.flatMap(([plural, reading]) => (plural === 'secrets' ? reading.items.flatMap(ofHelm) : [])),
      ...scalings(events, sets?.items ?? []),
      ...(apps?.items ?? []).flatMap((one) => ofArgo(one, spaces)),
      ...nodes,
      ...toldOf(world, spaces),
    ];
    const main = [deployments, sets].find((reading) => reading && reading.state !== 'ok');
    return brought(found, main ?? untold(world));
  },
};

/** Those of the target's namespaces, and of what belongs to none. */
function toldOf({ told }: World, spaces: readonly string[]): readonly ChangeEntry[] {
  if (!told || 'why' in told) return [];
  return told.changes.filter(({ namespace }) => namespace === '' || spaces.includes(namespace));
}

function untold({ told }: World): Reading | undefined {
  return told && 'why' in told ? { items: [], state: 'unavailable', why: told.why } : undefined;
}

function brought(found: readonly ChangeEntry[], broken: Reading | undefined): Brought {
  const kept = found
    .filter(({ at }) => at !== '')
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, CHANGES_MAX);
  if (broken) return { status: kept.length > 0 ? 'partial' : broken.state, why: broken.why, changes: kept };
  return { status: kept.length > 0 ? 'ok' : 'absent', changes: kept };
}

type Raw = Readonly<Record<string, unknown>>;

const meta = (one: unknown, key: string) => textAt(one, 'metadata', key);
const revisionOf = (set: unknown) =>
  Number(textAt(set, 'metadata', 'annotations', 'deployment.kubernetes.io/revision')) || 0;

/** A Deployment's history is its ReplicaSets; one that came back keeps its old time, so the rollout's own counts. */
function rollouts(deployments: readonly Raw[], sets: readonly Raw[]): readonly ChangeEntry[] {
  return deployments.flatMap((deployment) => {
    const name = nameOfRaw(deployment);
    const own = sets
      .filter((set) => ownerOf(set)?.name === name && meta(set, 'namespace') === meta(deployment, 'namespace'))
      .toSorted((a, b) => revisionOf(b) - revisionOf(a));
    return own.slice(0, 10).map((set, place) => {
      const made = meta(set, 'creationTimestamp');
      // A template that was had before gets its old ReplicaSet again, which notes the numbers that it had.
      const had = textAt(set, 'metadata', 'annotations', 'deployment.kubernetes.io/revision-history');
      const isBack =
        place === 0 && (had !== '' || own.slice(1).some((other) => meta(other, 'creationTimestamp') > made));
      const images = listAt(set, 'spec', 'template', 'spec', 'containers').map((one) => textAt(one, 'image'));
      const back = isBack ? ' (rolled back)' : '';
      return {
        at: isBack ? textAt(conditionAt(deployment, 'Progressing'), 'lastUpdateTime') || made : made,
        kind: 'deploy' as const,
        namespace: meta(deployment, 'namespace'),
        name,
        revision: `${revisionOf(set)}${back} ${images.join(', ')}`.trim().slice(0, 300),
        status: place === 0 ? statusOf(deployment) : 'SUPERSEDED',
      };
    });
  });
}

function statusOf(deployment: unknown): string {
  const progressing = conditionAt(deployment, 'Progressing');
  if (textAt(progressing, 'reason') === 'ProgressDeadlineExceeded') return 'FAILED';
  const [updated, wanted] = [
    numberAt(deployment, 'status', 'updatedReplicas') ?? 0,
    numberAt(deployment, 'spec', 'replicas') ?? 1,
  ];
  const ready = numberAt(deployment, 'status', 'readyReplicas') ?? 0;
  return updated >= wanted && ready >= wanted ? 'SUCCESS' : 'RUNNING';
}

function ofRevision(one: Raw): readonly ChangeEntry[] {
  const owner = ownerOf(one);
  return owner === undefined
    ? []
    : [
        {
          at: meta(one, 'creationTimestamp'),
          kind: 'deploy',
          namespace: meta(one, 'namespace'),
          name: owner.name,
          revision: nameOfRaw(one).slice(owner.name.length + 1),
          status: 'SUCCESS',
        },
      ];
}

function ofSettings(one: Raw): readonly ChangeEntry[] {
  const [name, changedAt, made] = [nameOfRaw(one), textAt(one, 'changed', 'at'), meta(one, 'creationTimestamp')];
  if (changedAt === '' || NOISE.test(name)) return [];
  // What was only made is no change of anything that ran before.
  if (Date.parse(changedAt) - Date.parse(made) < MINUTE) return [];
  const by = textAt(one, 'changed', 'by');
  return [
    {
      at: changedAt,
      kind: 'config',
      namespace: meta(one, 'namespace'),
      name: `${textAt(one, 'kind')}/${name}`,
      revision: `version ${meta(one, 'resourceVersion')} by ${by}`.slice(0, 120),
      status: 'SUCCESS',
    },
  ];
}

const SCALED = /^Scaled (?:up|down) replica set (\S{1,253}) from (\d{1,7}) to (\d{1,7})/;
const ROLLOUT_MS = 2 * MINUTE;

/** Scaled by somebody: one ReplicaSet grew or shrank, while a rollout would have moved another too, or empties an old one. */
function scalings(events: readonly Raw[], sets: readonly Raw[]): readonly ChangeEntry[] {
  const revisions = new Map(sets.map((set) => [`${meta(set, 'namespace')}/${nameOfRaw(set)}`, set]));
  const newest = new Map<string, number>();
  for (const set of sets) {
    const key = `${meta(set, 'namespace')}/${ownerOf(set)?.name}`;
    newest.set(key, Math.max(newest.get(key) ?? 0, revisionOf(set)));
  }
  const all = events.flatMap((event) => {
    const [, set = '', from = '', to = ''] = SCALED.exec(textAt(event, 'message')) ?? [];
    const at = textAt(event, 'lastTimestamp') || textAt(event, 'eventTime');
    const name = textAt(event, 'involvedObject', 'name');
    return textAt(event, 'reason') === 'ScalingReplicaSet' && set !== '' && at !== ''
      ? [{ set, from, to, at, name, namespace: textAt(event, 'involvedObject', 'namespace') }]
      : [];
  });
  const isOld = ({ set, name, namespace }: (typeof all)[number]) => {
    const known = revisions.get(`${namespace}/${set}`);
    return known !== undefined && revisionOf(known) < (newest.get(`${namespace}/${name}`) ?? 0);
  };
  return all
    .filter(
      (one) =>
        one.from !== '0' &&
        !isOld(one) &&
        all.every(
          (other) =>
            other.name !== one.name ||
            other.namespace !== one.namespace ||
            other.set === one.set ||
            Math.abs(Date.parse(other.at) - Date.parse(one.at)) > ROLLOUT_MS,
        ),
    )
    .map(({ at, name, namespace, to }) => ({
      ...{ at, kind: 'scale' as const, namespace, name, revision: `to ${to} replicas`, status: 'SUCCESS' },
    }));
}

const OF_HELM: Readonly<Record<string, string>> = { deployed: 'SUCCESS', failed: 'FAILED', superseded: 'SUPERSEDED' };

/** Helm keeps its releases in Secrets; their labels say which, and nothing of their content is read. */
function ofHelm(one: Raw): readonly ChangeEntry[] {
  const label = (name: string) => textAt(one, 'metadata', 'labels', name);
  if (label('owner') !== 'helm' || !nameOfRaw(one).startsWith('sh.helm.release.')) return [];
  return [
    {
      at: meta(one, 'creationTimestamp'),
      kind: 'deploy',
      namespace: meta(one, 'namespace'),
      name: label('name'),
      revision: `helm release ${label('version')}`,
      status: OF_HELM[label('status')] ?? label('status').toUpperCase(),
    },
  ];
}

function ofArgo(one: Raw, spaces: readonly string[]): readonly ChangeEntry[] {
  const namespace = textAt(one, 'spec', 'destination', 'namespace');
  if (!spaces.includes(namespace)) return [];
  return listAt(one, 'status', 'history')
    .slice(-10)
    .map((entry) => ({
      at: textAt(entry, 'deployedAt'),
      kind: 'deploy' as const,
      namespace,
      name: nameOfRaw(one),
      revision: `argo ${textAt(entry, 'revision')}`.slice(0, 120),
      status: 'SUCCESS',
    }));
}

/** Nodes that came lately, or were cordoned by somebody. */
async function nodesOf({ reader, now }: World): Promise<readonly ChangeEntry[]> {
  const { items } = await reader.list(kindOf('nodes'));
  return items.flatMap((node) => {
    const made = meta(node, 'creationTimestamp');
    const isNew = now - Date.parse(made) < 24 * 60 * MINUTE;
    const base = { kind: 'node' as const, namespace: '', name: nameOfRaw(node), status: 'SUCCESS' };
    const taints = listAt(node, 'spec', 'taints').flatMap((taint) => {
      const at = textAt(taint, 'timeAdded');
      return at === '' ? [] : [{ ...base, at, revision: `taint ${textAt(taint, 'key')}:${textAt(taint, 'effect')}` }];
    });
    return [...(isNew ? [{ ...base, at: made, revision: 'joined the cluster' }] : []), ...taints];
  });
}
