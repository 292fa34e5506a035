import type { Collector } from './collector.js';
import type { KindSpec } from './kinds.js';
import { type Reading, saidOf } from './reader.js';

export const EVENTS: KindSpec = { kind: 'Event', plural: 'events', api: 'v1', namespaced: true };

/** What happened in the namespaces that are read, and at the nodes. */
export const events: Collector = {
  source: 'events',
  from: 'the API server',
  async collect({ reader, target, spaces }) {
    // What belongs to no namespace has its events in this one.
    const ofNodes = [
      'involvedObject.kind=Node',
      ...(target.node === undefined ? [] : [`involvedObject.name=${target.node}`]),
    ];
    const [nodes, ...own] = await Promise.all([
      reader.list(EVENTS, { namespace: 'default', fields: ofNodes.join(',') }),
      ...(await spaces()).map((namespace) => reader.list(EVENTS, { namespace })),
    ]);
    const main = target.node === undefined ? own : [nodes, ...own];
    const seen = new Set<string>();
    const items = [nodes, ...own]
      .flatMap((reading) => reading?.items ?? [])
      .filter((one) => {
        const { namespace, name } = one['metadata'] as { namespace?: string; name?: string };
        const key = `${namespace}/${name}`;
        return seen.has(key) ? false : Boolean(seen.add(key));
      });
    const broken = main.find((reading): reading is Reading => reading !== undefined && !isWhole(reading));
    const sources = nodes && !isWhole(nodes) && target.node === undefined ? { nodeevents: saidOf(nodes) } : {};
    if (broken) return { status: broken.state, why: broken.why, objects: items, sources };
    return { status: items.length > 0 ? 'ok' : 'absent', objects: items, sources };
  },
};

function isWhole({ state }: Reading): boolean {
  return state === 'ok' || state === 'absent';
}
