import type { Bundle, Ref, Thing } from './bundle.js';
import { grouped } from './grouping.js';
import { listAt, textAt } from './reading.js';

interface Index {
  readonly all: (kind: string, namespace?: string) => readonly Thing[];
  readonly top: (ref: Ref) => Ref;
}

export type Link = readonly [Ref, Ref];

const ADDRESS = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3}):(\d{2,5})(?!\d)/g;
const LINES_MAX = 200;
const ADDRESSES_MAX = 200;
/** Everybody serves there: such a port tells nothing of who is meant. */
const ANYBODY = new Set(['53', '80', '443', '8000', '8080', '8443']);

export interface Address {
  readonly ip: string;
  readonly port: string;
}

/** The addresses that a text names, each once. */
export function addressesIn(text: string): readonly Address[] {
  const found = [...text.slice(0, 60_000).matchAll(ADDRESS)].map(([whole, ip = '', port = '']) => ({
    whole,
    ip,
    port,
  }));
  return [...new Map(found.map(({ whole, ip, port }) => [whole, { ip, port }])).values()].slice(0, ADDRESSES_MAX);
}

/**
 * Whom programs speak of by address: the Service of a cluster address, the workload of a pod's. Where nobody has the address, it
 * is the one Service of the namespace with that port, if no other has it.
 */
export function addressLinks(bundle: Bundle, index: Index): readonly Link[] {
  const services = index.all('Service');
  const byIp = new Map<string, Ref>([
    ...index.all('Pod').flatMap((pod) => ipsOf(pod).map((ip): [string, Ref] => [ip, index.top(pod)])),
    ...services.flatMap((one) => clusterIps(one).map((ip): [string, Ref] => [ip, one])),
  ]);
  const bySpace = grouped(services, ({ namespace }) => namespace);
  return bundle.logs.flatMap((log) => {
    const from = index.top({ kind: 'Pod', namespace: log.namespace, name: log.pod });
    return addressesIn(log.lines.slice(-LINES_MAX).join('\n')).flatMap(({ ip, port }): readonly Link[] => {
      const known = byIp.get(ip);
      if (known) return [[from, known]];
      const serving = ANYBODY.has(port) ? [] : (bySpace.get(log.namespace) ?? []).filter((one) => serves(one, port));
      const [only] = serving;
      return only && serving.length === 1 ? [[from, only]] : [];
    });
  });
}

export function ipsOf({ raw }: Thing): readonly string[] {
  const all = [textAt(raw, 'status', 'podIP'), ...listAt(raw, 'status', 'podIPs').map((one) => textAt(one, 'ip'))];
  return [...new Set(all)].filter(Boolean);
}

export function clusterIps({ raw }: Thing): readonly string[] {
  const listed = listAt(raw, 'spec', 'clusterIPs').filter((ip) => typeof ip === 'string');
  return [...new Set([textAt(raw, 'spec', 'clusterIP'), ...listed])].filter((ip) => /^[\d.:a-f]{3,45}$/i.test(ip));
}

function serves({ raw }: Thing, port: string): boolean {
  return listAt(raw, 'spec', 'ports').some((one) => textAt(one, 'port') === port);
}
