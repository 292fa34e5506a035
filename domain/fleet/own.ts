import { skewOf, type NodeReport } from './report.js';

/** What is known to belong to an instance, or to nobody in particular. */
export interface Own {
  /** Peers by id, each with its network. */
  readonly peers: ReadonlyMap<string, string>;
  readonly storages: ReadonlySet<string>;
  /** Virtual addresses that it may hold, each with the peer that would. */
  readonly vips: ReadonlyMap<string, string>;
  readonly modules: ReadonlySet<string>;
  readonly lures: ReadonlySet<string>;
}

export const NOTHING_OWN: Own = {
  ...{ peers: new Map(), storages: new Set(), vips: new Map(), modules: new Set(), lures: new Set() },
};

/** Whether a report names anything whose owner has to be looked up. */
export function namesThings({ running, peers, bgp, storages, credentials, vips, luresTouched }: NodeReport): boolean {
  return [running, peers, bgp, storages, credentials, vips, luresTouched].some((part) => part !== undefined);
}

/** The rows that a report may touch, as they are written; times are by the server's clock. */
export function ownRows(instance: string, report: NodeReport, own: Own, now: number) {
  const skew = skewOf(report, now);
  const ours = (at: number) => new Date(Math.min(now, Math.max(0, at - skew))).toISOString();
  const peerOf = ({ id, network }: { readonly id?: string; readonly network?: string }) => {
    if (id !== undefined) return own.peers.has(id) ? id : undefined;
    // Who is in one network only need not say which.
    if (network === undefined) return own.peers.size === 1 ? [...own.peers.keys()][0] : undefined;
    return [...own.peers].find(([, of]) => of === network)?.[0];
  };
  const rows = {
    running:
      report.running &&
      Object.fromEntries(Object.entries(report.running).filter(([module]) => own.modules.has(module))),
    peers: (report.peers ?? []).flatMap((one) => {
      const id = peerOf(one);
      const { up, key, allowedIps: ips, handshakeAt: at } = one;
      return id === undefined
        ? []
        : [{ id, up, ...(key && { key }), ...(ips && { ips }), ...(at !== undefined && { handshake: ours(at) }) }];
    }),
    bgp: (report.bgp ?? []).flatMap(({ peer: named, network: of, neighbor, state, error = '' }) => {
      const peer = peerOf({ ...(named !== undefined && { id: named }), ...(of !== undefined && { network: of }) });
      const network = peer === undefined ? undefined : own.peers.get(peer);
      return peer === undefined || network === undefined ? [] : [{ peer, network, neighbor, state, error }];
    }),
    storages: (report.storages ?? []).filter(({ id }) => own.storages.has(id)),
    credentials: (report.credentials ?? []).filter(({ peer }) => own.peers.has(peer)),
    lures: (report.luresTouched ?? [])
      .filter(({ module }) => own.lures.has(module))
      .map((one) => ({ ...one, instance, at: ours(one.at) })),
    vips: (report.vips ?? []).filter((vip) => own.vips.has(vip)),
  };
  return { rows, ignored: said(report) - taken(rows) };
}

export type OwnRows = ReturnType<typeof ownRows>['rows'];

type Counted = Readonly<Record<'peers' | 'bgp' | 'storages' | 'credentials' | 'vips', readonly unknown[] | undefined>>;

function size({ peers, bgp, storages, credentials, vips }: Counted): number {
  return [peers, bgp, storages, credentials, vips].reduce((sum, part) => sum + (part?.length ?? 0), 0);
}

function said(report: NodeReport): number {
  const { peers, bgp, storages, credentials, vips, running = {}, luresTouched = [] } = report;
  return size({ peers, bgp, storages, credentials, vips }) + Object.keys(running).length + luresTouched.length;
}

function taken(rows: Counted & { readonly running: object | undefined; readonly lures: readonly unknown[] }): number {
  return size(rows) + Object.keys(rows.running ?? {}).length + rows.lures.length;
}
