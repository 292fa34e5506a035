import { pairsAt, textAt } from '../../domain/facts/reading.js';
import { readAnswer } from '../outbound/read.js';
import type { Collector, World } from './collector.js';
import { parsed } from './reader.js';

const ALERTS_MAX = 200;
/** As Prometheus calls them, so that both say it in one form. */
const FIRING = 'ALERTS{alertstate="firing"}';

/** What else fires: in the same namespace, on the same node, or at what all stand on. */
export const alerts: Collector = {
  source: 'alerts',
  from: 'Alertmanager',
  async collect(world) {
    const { alertmanager, signal } = world;
    if (alertmanager === undefined) return { status: 'unavailable', why: 'no --alertmanager URL was given' };
    const url = new URL(alertmanager);
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v2/alerts`;
    url.search = 'active=true&silenced=false&inhibited=false';
    const read = await readAnswer({
      ...{ url: url.toString(), bytesMax: 8 * 2 ** 20, timeoutMs: 8_000, signal },
      headers: { accept: 'application/json', 'user-agent': 'reeve' },
    });
    if (read.got === 'nothing') return { status: 'unavailable', why: read.because };
    const list = parsed(read.text);
    if (read.status !== 200 || !Array.isArray(list))
      return { status: 'unavailable', why: `it answered ${read.status}, and no list of alerts` };
    const near = list.filter((one) => isNear(one, world)).slice(0, ALERTS_MAX);
    const result = near.map((one) => ({
      metric: { ...pairsAt(one, 'labels'), alertstate: 'firing' },
      value: [Math.floor((Date.parse(textAt(one, 'startsAt')) || world.now) / 1000), '1'],
    }));
    const firing = { all: list.length, near: near.length };
    if (near.length === 0) return { status: 'absent', snapshot: { firing } };
    return { status: 'ok', metrics: { [FIRING]: { resultType: 'vector', result } }, snapshot: { firing } };
  },
};

function isNear(one: unknown, { target }: World): boolean {
  const labels = pairsAt(one, 'labels');
  const space = labels['exported_namespace'] ?? labels['namespace'];
  if (target.node !== undefined)
    return [labels['node'], labels['instance']?.split(':')[0]].includes(target.node) || space === undefined;
  return space === target.namespace || space === undefined;
}
