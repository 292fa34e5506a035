import { at, listAt, textAt } from '../../domain/facts/reading.js';
import type { Brought, Collector, World } from './collector.js';
import { KINDS, type KindSpec, kindOf } from './kinds.js';
import { type Reading, saidOf, type Where } from './reader.js';
import { nameOfRaw, ownerOf } from './trim.js';

/** The objects around the target: one list a kind, whatever their number. */
export const objects: Collector = {
  source: 'objects',
  from: 'the API server',
  async collect(world) {
    const kinds = KINDS.filter((spec) => world.target.node === undefined || OF_NODES.has(spec.plural));
    const spaces = world.spaces();
    const readings = await Promise.all(
      kinds.map(async (spec) => ({ spec, reading: await readKind(world, spec, spaces) })),
    );
    return brought(readings, await spaces, world);
  },
};

/** What tells of a node: itself, its pods, and who made them. */
const OF_NODES = new Set([
  ...['nodes', 'pods', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs', 'namespaces'],
]);

async function readKind(world: World, spec: KindSpec, spaces: Promise<readonly string[]>): Promise<Reading> {
  const { reader, target } = world;
  if (!spec.namespaced) return reader.list(spec);
  if (target.node !== undefined && spec.plural === 'pods') return podsOfTarget(world);
  const readings = await Promise.all((await spaces).map((namespace) => reader.list(spec, { namespace })));
  return joined(readings);
}

/** The pods that it is about. */
export function podsOfTarget({ reader, target }: World): Promise<Reading> {
  const where: Where =
    target.node === undefined ? { namespace: target.namespace } : { fields: `spec.nodeName=${target.node}` };
  return reader.list(kindOf('pods'), where);
}

function joined(readings: readonly Reading[]): Reading {
  const worst = readings.find(({ state }) => state !== 'ok' && state !== 'absent');
  const items = readings.flatMap((reading) => reading.items);
  return { items, state: worst?.state ?? (items.length > 0 ? 'ok' : 'absent'), why: worst?.why ?? '' };
}

interface Read {
  readonly spec: KindSpec;
  readonly reading: Reading;
}

function brought(readings: readonly Read[], spaces: readonly string[], { target }: World): Brought {
  const sources = Object.fromEntries(readings.map(({ spec, reading }) => [spec.plural, saidOf(reading)]));
  const items = readings.flatMap(({ spec, reading }) =>
    reading.items
      .filter((one) => isNear(spec, one, spaces, target.namespace))
      .map((one) => (spec.plural === 'namespaces' && !spaces.includes(nameOfRaw(one)) ? nameOnly(one) : one)),
  );
  const broken = readings.filter(({ reading: { state } }) => state !== 'ok' && state !== 'absent');
  const essential = broken.filter(({ spec }) => spec.essential);
  const why = (of: readonly Read[]) =>
    of
      .slice(0, 3)
      .map(({ spec, reading }) => `${spec.plural}: ${reading.why}`)
      .join('; ');
  if (items.length === 0 && essential.length > 0) {
    const [first] = essential;
    return { status: first?.reading.state ?? 'unavailable', why: why(essential), sources };
  }
  return essential.length > 0
    ? { status: 'partial', why: why(essential), objects: items, sources }
    : { status: items.length > 0 ? 'ok' : 'absent', objects: items, sources };
}

/** That a namespace of others is there, and no more. */
function nameOnly(one: Readonly<Record<string, unknown>>): unknown {
  return { apiVersion: one['apiVersion'], kind: one['kind'], metadata: { name: nameOfRaw(one) } };
}

/** Of what belongs to no namespace, only what has to do with those that are read. */
function isNear({ plural }: KindSpec, one: unknown, spaces: readonly string[], home: string): boolean {
  const has = (space: string) => spaces.includes(space);
  if (plural === 'persistentvolumes') return has(textAt(one, 'spec', 'claimRef', 'namespace'));
  if (plural === 'applications')
    return has(textAt(one, 'spec', 'destination', 'namespace')) || textAt(one, 'metadata', 'namespace') === home;
  if (plural === 'clusterrolebindings')
    return listAt(one, 'subjects').some((subject) => has(textAt(subject, 'namespace')));
  // The others are parts of the API server itself.
  if (plural === 'apiservices') return at(one, 'spec', 'service') !== undefined;
  // The history of a rollout is read for its times; an old set of nothing tells no more.
  if (plural === 'controllerrevisions') return ownerOf(one) !== undefined;
  return true;
}
