import { listAt, conditionAt, textAt } from '../../domain/facts/reading.js';
import type { Collector } from './collector.js';
import { kindOf } from './kinds.js';
import { parsed, type Reader, rightOf } from './reader.js';
import { nameOfRaw } from './trim.js';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const PAGE_ROWS = 2_000;
const ROWS_MAX = 40_000;
const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'] as const;

/** How the whole cluster stands, in a few numbers: they tell an isolated fault from trouble everywhere. */
export const snapshot: Collector = {
  source: 'snapshot',
  from: 'the API server',
  async collect({ reader, target }) {
    const [nodes, everywhere, here] = await Promise.all([
      reader.list(kindOf('nodes')),
      countPods(reader, '/api/v1/pods'),
      target.node === undefined
        ? countPods(reader, `/api/v1/namespaces/${encodeURIComponent(target.namespace)}/pods`)
        : countPods(reader, '/api/v1/pods', target.node),
    ]);
    const unread = nodes.state === 'ok' ? undefined : nodes.why || 'there are no nodes';
    for (const why of [unread, everywhere, here])
      if (typeof why === 'string') return { status: /may not/.test(why) ? 'denied' : 'unavailable', why };
    return { status: 'ok', snapshot: { nodes: nodesIn(nodes.items), pods: everywhere, here } };
  },
};

function nodesIn(nodes: readonly unknown[]) {
  const isTrue = (node: unknown, type: string) => textAt(conditionAt(node, type), 'status') === 'True';
  return {
    all: nodes.length,
    ready: nodes.filter((node) => isTrue(node, 'Ready')).length,
    notReady: nodes
      .filter((node) => !isTrue(node, 'Ready'))
      .map(nameOfRaw)
      .slice(0, 20),
    pressed: nodes
      .filter((node) => PRESSURES.some((type) => isTrue(node, type)))
      .map(nameOfRaw)
      .slice(0, 20),
  };
}

export interface PodCounts {
  readonly all: number;
  readonly failing: number;
  readonly crashLooping: number;
  readonly pending: number;
  readonly [reason: string]: number;
}

/** As the API server draws them in a table: some bytes a pod instead of some thousand. */
async function countPods(reader: Reader, path: string, node?: string): Promise<PodCounts | string> {
  const counts = { all: 0, failing: 0, crashLooping: 0, pending: 0 };
  const fields = node === undefined ? {} : { fieldSelector: `spec.nodeName=${node}` };
  let next = '';
  do {
    const query = new URLSearchParams({
      ...{ ...fields, limit: String(PAGE_ROWS), includeObject: 'None' },
      ...(next !== '' && { continue: next }),
    });
    const page = await reader.text(`${path}?${query.toString()}`, { accept: TABLE, bytesMax: 16 * 2 ** 20 });
    if (page.state === 'denied') return rightOf('list', kindOf('pods'));
    if (page.state !== 'ok') return page.because;
    const table = parsed(page.text);
    const columns = listAt(table, 'columnDefinitions').map((one) => textAt(one, 'name'));
    const [status, ready] = [columns.indexOf('Status'), columns.indexOf('Ready')];
    if (status === -1) return 'the API server draws no table of pods';
    for (const row of listAt(table, 'rows')) count(counts, textAt(row, 'cells', status), textAt(row, 'cells', ready));
    next = textAt(table, 'metadata', 'continue');
  } while (next !== '' && counts.all < ROWS_MAX);
  return counts;
}

const PASSING = /^(?:Running|Completed|Succeeded|Terminating|NotReady|SchedulingGated)$/;

function count(
  counts: { all: number; failing: number; crashLooping: number; pending: number },
  status: string,
  ready: string,
) {
  counts.all += 1;
  const [up = '', of = ''] = ready.split('/');
  const isStarting = /^(?:Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+)$/.test(status);
  if (isStarting) counts.pending += 1;
  else if (!PASSING.test(status) || (status === 'Running' && up !== of)) counts.failing += 1;
  if (/CrashLoopBackOff/.test(status)) counts.crashLooping += 1;
}
