import { list, name, oneOf, type Reading, reading, shape, table, text, truth, whole, within } from './shape.js';

/** One report, after it is inflated. */
export const REPORT_BYTES_MAX = 1024 * 1024;
/** So many reports may come in one message. */
export const REPORTS_MAX = 100;
/** A node reports so often, where nothing else is said. */
export const REPORT_EVERY_MS = 30_000;

/** What a node may say of itself: what it can't say while it is so is said by its provider. */
export const REPORTED_STATES = ['starting', 'running', 'stopping', 'rebooting', 'error'] as const;
export const STORAGE_STATES = [
  'pending',
  'provisioning',
  'mounted',
  'degraded',
  'unmounting',
  'failed',
  'disabled',
] as const;
export const BGP_STATES = ['idle', 'connect', 'active', 'opensent', 'openconfirm', 'established'] as const;
export const CREDENTIAL_KINDS = ['membership', 'wireguard_psk', 'ipsec', 'peer'] as const;

const MS_MAX = 8_640_000_000_000_000;
const when = whole(0, MS_MAX);
const fingerprint = text(200, 1);

/** One network in which the node is a peer. It is named by its id or by its network, and is the node's own or nobody's. */
const Peer = shape(
  { up: truth },
  {
    id: name(),
    network: name(),
    /** Of the public key. The key itself stays where it is, and so does every private one. */
    key: fingerprint,
    allowedIps: list(text(100, 1), 256),
    /** The newest handshake with anybody, epoch ms. */
    handshakeAt: when,
  },
);

const BgpSession = shape(
  { neighbor: text(100, 1), state: oneOf(BGP_STATES) },
  { peer: name(), network: name(), error: text(500) },
);

const Storage = shape(
  { id: name(), status: oneOf(STORAGE_STATES) },
  { error: text(500), attempt: whole(0, 1_000_000) },
);

const Certificate = shape(
  { serial: text(60, 1), subject: text(300), fingerprint, notBefore: when, notAfter: when },
  { file: text(300) },
);

const Credential = shape(
  { peer: name(), network: name(), kind: oneOf(CREDENTIAL_KINDS), revision: whole(1, 2_147_483_647), fingerprint },
  { id: name() },
);

const LureTouched = shape(
  { id: name(), module: name(), at: when },
  { source: text(200), path: text(500), process: text(200), person: text(100), blockedBy: text(100) },
);

const ECOSYSTEM = oneOf(['deb', 'rpm', 'apk', 'npm', 'pypi', 'go']);
const Packages = shape(
  { digest: name(100) },
  /** By ecosystem, each `name@version`, after a space the source that it was built from where that is called otherwise, sorted. It is only sent when the answer to a report asks for this digest. */
  { packages: within(table(list(text(400, 3), 20_000), 6, ECOSYSTEM), 900_000) },
);

/**
 * What a node says of itself. A field that is missing says nothing about what it is about; a list that is there is the whole
 * list. `boot` and `seq` say which report it is: told twice it is one, and one that is older than what is known is passed over.
 */
const Report = shape(
  { boot: name(100), seq: whole(0, Number.MAX_SAFE_INTEGER), at: when },
  {
    /** Where a story begins; the server gives one where the node does not. */
    id: name(100),
    agent: text(60),
    status: oneOf(REPORTED_STATES),
    architecture: text(40),
    facts: within(table(text(2000), 100), 16_000),
    running: within(table(name(200), 400), 36_000),
    configHash: name(200),
    packages: Packages,
    peers: list(Peer, 64),
    bgp: list(BgpSession, 256),
    storages: list(Storage, 256),
    certificates: list(Certificate, 100),
    credentials: list(Credential, 256),
    /** The virtual addresses that it holds now. */
    vips: list(name(), 256),
    luresTouched: list(LureTouched, 50),
  },
);

export type NodeReport = ReturnType<typeof Report>;
export type ReportedPeer = ReturnType<typeof Peer>;
export type ReportedBgp = ReturnType<typeof BgpSession>;
export type ReportedStorage = ReturnType<typeof Storage>;
export type ReportedCertificate = ReturnType<typeof Certificate>;
export type ReportedCredential = ReturnType<typeof Credential>;
export type LureTouch = ReturnType<typeof LureTouched>;

const Reports = list(Report, REPORTS_MAX, 1);

/** One report, or `{reports: [...]}` with up to a hundred of the same node, the oldest first. */
export function parseReports(sent: unknown): Reading<readonly NodeReport[]> {
  const many = sent !== null && typeof sent === 'object' && Object.hasOwn(sent, 'reports');
  if (many) {
    const found = reading(shape({ reports: Reports }, {}), sent);
    return 'value' in found ? { value: found.value.reports } : found;
  }
  const found = reading(Report, sent);
  return 'value' in found ? { value: [found.value] } : found;
}

export interface ReportAnswer {
  readonly seq: number;
  /** A duplicate was known already, or is older than what is; it changed nothing. */
  readonly taken: 'new' | 'duplicate';
  /** Parts that were passed over: they are unknown here, or not this node's. */
  readonly ignored: number;
}

export interface ReportReply {
  readonly reports: readonly ReportAnswer[];
  /** The list of packages with this digest is not known here: send it with the next report. */
  readonly wants?: { readonly packages: string };
  /** Tasks wait: ask for them. */
  readonly tasks: number;
  /** Epoch ms, for how far the clocks are apart. */
  readonly at: number;
}

/** How far the node's clock is ahead of ours. A clock that is lost in time must not become a number that nobody can hold. */
export function skewOf({ at }: Pick<NodeReport, 'at'>, now: number): number {
  const most = 100 * 365 * 86_400_000;
  return Math.max(-most, Math.min(most, at - now));
}
