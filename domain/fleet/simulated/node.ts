import type { EstateRow } from '../document.js';
import type {
  LureTouch,
  NodeReport,
  ReportedBgp,
  ReportedCertificate,
  ReportedCredential,
  ReportedStorage,
} from '../report.js';
import { listOf, textOf } from '../row.js';
import { INSTALLED } from './catalogue.js';
import { SIMULATED } from './estate.js';

export interface VirtualPeer {
  readonly id: string;
  readonly network: string;
  readonly key: string;
  readonly allowedIps: readonly string[];
  readonly up: boolean;
  /** Nobody shakes hands with it any more: epoch ms of the last time. */
  readonly quietSince?: number;
}

/** A machine that is only played: all that it is, and all that it would say. It is plain data, so that it can be kept. */
export interface VirtualNode {
  readonly instance: string;
  readonly boot: string;
  readonly seq: number;
  readonly status: 'starting' | 'running' | 'stopping' | 'rebooting' | 'error';
  readonly architecture: string;
  readonly running: Readonly<Record<string, string>>;
  readonly configHash: string;
  readonly installed: readonly string[];
  readonly certificate?: ReportedCertificate;
  readonly peers: readonly VirtualPeer[];
  readonly sessions: readonly ReportedBgp[];
  readonly storages: readonly ReportedStorage[];
  readonly credentials: readonly ReportedCredential[];
  readonly vips: readonly string[];
  /** Told with the next report, and then forgotten. */
  readonly touched: readonly LureTouch[];
  /** Its agent says nothing. What restarts machines still reaches it, as a provider would. */
  readonly silent: boolean;
  readonly isolated: boolean;
  /** It takes no new work until then: epoch ms. */
  readonly drainsUntil?: number;
  /** Faults that were raised and not cleared, with what was there before. */
  readonly struck: Readonly<Record<string, Partial<VirtualNode>>>;
}

type Rows = ReadonlyMap<string, readonly EstateRow[]>;

/** The simulated instances of a fleet as machines, each as it was last seen to be. */
export function* virtualNodes(rows: Iterable<EstateRow>): Generator<VirtualNode> {
  const instances: EstateRow[] = [];
  const byInstance = new Map<string, EstateRow[]>();
  const peerOwner = new Map<string, string>();
  const give = (instance: string, row: EstateRow) => {
    const own = byInstance.get(instance);
    if (own) own.push(row);
    else byInstance.set(instance, [row]);
  };
  for (const row of rows) {
    if (row.kind === 'instance' && row['provider'] === SIMULATED) instances.push(row);
    else if (row.kind === 'sdwanPeer') peerOwner.set(textOf(row, 'id'), textOf(row, 'instance'));
    if (row.kind === 'sdwanVip') for (const holder of listOf(row, 'holders')) give(peerOwner.get(holder) ?? '', row);
    else if (row.kind !== 'instance') give(peerOwner.get(textOf(row, 'peer')) ?? textOf(row, 'instance'), row);
  }
  for (const row of instances) yield machineOf(row, byInstance.get(textOf(row, 'id')) ?? []);
}

function machineOf(row: EstateRow, around: readonly EstateRow[]): VirtualNode {
  const instance = textOf(row, 'id');
  const own = grouped(around);
  const of = (kind: string) => own.get(kind) ?? [];
  const [certificate] = of('certificate').toSorted((a, b) =>
    textOf(b, 'notAfter').localeCompare(textOf(a, 'notAfter')),
  );
  return {
    ...{ instance, boot: '', seq: 0, status: 'running', architecture: textOf(row, 'architecture') },
    ...{ running: (row['running'] ?? {}) as Record<string, string>, configHash: textOf(row, 'configHash') },
    installed: INSTALLED,
    ...(certificate && { certificate: certificateOf(certificate) }),
    peers: of('sdwanPeer').map((peer) => ({
      ...{ id: textOf(peer, 'id'), network: textOf(peer, 'network'), key: textOf(peer, 'keyFingerprint'), up: true },
      allowedIps: listOf(peer, 'allowedIps'),
    })),
    sessions: of('bgpSession').map((session) => ({
      ...{ peer: textOf(session, 'peer'), network: textOf(session, 'network') },
      ...{ neighbor: textOf(session, 'neighbor'), state: 'established' as const },
    })),
    storages: of('storageAssignment').map((one) => ({ id: textOf(one, 'id'), status: 'mounted' as const, attempt: 1 })),
    credentials: of('sdwanCredential').map((one) => ({
      ...{ id: textOf(one, 'id'), peer: textOf(one, 'peer'), network: textOf(one, 'network') },
      ...{
        kind: 'membership' as const,
        revision: Number(one['revision'] ?? 1),
        fingerprint: textOf(one, 'fingerprint'),
      },
    })),
    vips: of('sdwanVip').map((one) => textOf(one, 'id')),
    ...{ touched: [], silent: false, isolated: false, struck: {} },
  };
}

function certificateOf(row: EstateRow): ReportedCertificate {
  return {
    // What was reported is kept under its number and whose it is.
    ...{ serial: textOf(row, 'id').split('@')[0] ?? '', subject: textOf(row, 'subject') },
    ...{ fingerprint: textOf(row, 'fingerprint'), file: '/simulated/node.pem' },
    ...{ notBefore: Date.parse(textOf(row, 'notBefore')), notAfter: Date.parse(textOf(row, 'notAfter')) },
  };
}

/** So many reports come between two that say everything. */
const WHOLE_EVERY = 20;

/** What the machine says of itself now. Between those that say everything, only what changes by itself is told. */
export function reportOf(
  node: VirtualNode,
  { now, packageDigest, whole }: { readonly now: number; readonly packageDigest: string; readonly whole: boolean },
): NodeReport {
  const { boot, seq, status, peers, sessions, touched } = node;
  const alive: NodeReport = {
    ...{ boot, seq, at: now, agent: SIMULATED, status },
    ...(peers.length > 0 && { peers: peers.map((peer) => peerSaid(peer, { node, now })) }),
    ...(sessions.length > 0 && { bgp: sessions }),
    ...(touched.length > 0 && { luresTouched: touched }),
  };
  if (!whole && seq % WHOLE_EVERY !== 1) return alive;
  const { running, configHash, certificate, storages, credentials, vips, architecture } = node;
  return {
    ...alive,
    ...{ running, architecture, facts: factsOf(node, now) },
    ...(configHash !== '' && { configHash }),
    ...(certificate && { certificates: [certificate] }),
    ...(storages.length > 0 && { storages }),
    ...(credentials.length > 0 && { credentials }),
    ...(peers.length > 0 && { vips }),
    packages: { digest: packageDigest },
  };
}

function factsOf({ isolated, drainsUntil = 0 }: VirtualNode, now: number): Readonly<Record<string, string>> {
  return {
    ...{ os: 'Simulated Linux 12', kernel: '6.1.0-sim', simulated: 'true' },
    ...(isolated && { isolated: 'true' }),
    ...(drainsUntil > now && { draining: 'true' }),
  };
}

function peerSaid(
  { id, network, key, allowedIps, up, quietSince }: VirtualPeer,
  { node, now }: { readonly node: VirtualNode; readonly now: number },
) {
  const handshakeAt = quietSince ?? (node.isolated ? undefined : now);
  return {
    ...{ id, network, up: up && !node.isolated, allowedIps },
    ...(key !== '' && { key }),
    ...(handshakeAt !== undefined && { handshakeAt }),
  };
}

function grouped(rows: readonly EstateRow[]): Rows {
  const found = new Map<string, EstateRow[]>();
  for (const row of rows) found.set(row.kind, [...(found.get(row.kind) ?? []), row]);
  return found;
}
