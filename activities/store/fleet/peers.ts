import type { Transaction } from '../database.js';
import { type InstanceSeen, readInstance } from './instances.js';

export interface PeerSeen {
  readonly id: string;
  readonly network: string;
  readonly instance: string;
  readonly isHub: boolean;
  readonly endpoint: string;
  readonly allowedIps: readonly string[];
  readonly interfaceUp: boolean | null;
  readonly reportedIps: readonly string[] | null;
  readonly keyFingerprint: string | null;
  /** Since its newest handshake with anybody; null where there never was one. */
  readonly handshakeMs: number | null;
  /** Since its node last reported. */
  readonly silentMs: number | null;
  /** How many peers its network has. */
  readonly siblings: number;
  /** Keys that were changed, or asked to be, within a day: the larger of the two numbers. */
  readonly rotationsToday: number;
  /** Whether its node says that it can do the work of networks; simulated ones can. */
  readonly hasHands: boolean;
}

const COLUMNS = `p.id, p.network, p.instance, p.is_hub AS "isHub", p.endpoint, p.allowed_ips AS "allowedIps", p.interface_up AS "interfaceUp",
  p.reported_ips AS "reportedIps", p.key_fingerprint AS "keyFingerprint", ms(clock()) - ms(p.handshake_at) AS "handshakeMs",
  ms(clock()) - ms(h.at) AS "silentMs",
  (SELECT count(*)::int FROM sdwan_peer s WHERE s.account = p.account AND s.network = p.network) AS siblings,
  greatest((SELECT count(*)::int FROM unnest(p.key_rotations) AS r WHERE r > clock() - interval '24 hours'),
    (SELECT count(*)::int FROM node_task t WHERE t.account = p.account AND t.instance = p.instance AND t.kind = 'sdwan.key-rotate'
       AND t.parameters ->> 'peer' = p.id AND t.parameters ->> 'kind' = 'peer' AND t.made_at > clock() - interval '24 hours' AND t.state <> 'cancelled')) AS "rotationsToday",
  i.provider = 'simulated' OR coalesce(i.facts ->> 'tasks', '') ~ '(^| )sdwan( |$)' AS "hasHands"`;
const FROM = `FROM sdwan_peer p JOIN instance i ON i.account = p.account AND i.id = p.instance
  LEFT JOIN heartbeat h ON h.account = p.account AND h.instance = p.instance`;

export async function readPeer(tx: Transaction, account: string, id: string): Promise<PeerSeen | undefined> {
  const [row] = await tx.query<PeerSeen & Record<string, unknown>>(
    `SELECT ${COLUMNS} ${FROM} WHERE p.account = $1 AND p.id = $2`,
    [account, id],
  );
  return row;
}

export async function readPeers(
  tx: Transaction,
  account: string,
  ids: readonly string[],
): Promise<readonly PeerSeen[]> {
  return tx.query<PeerSeen & Record<string, unknown>>(
    `SELECT ${COLUMNS} ${FROM} WHERE p.account = $1 AND p.id = ANY ($2)`,
    [account, ids],
  );
}

/** Of a network: its hubs, and those that could be one, who were heard of last at the front. */
export async function readHubs(tx: Transaction, account: string, network: string): Promise<readonly PeerSeen[]> {
  return tx.query<PeerSeen & Record<string, unknown>>(
    `SELECT ${COLUMNS} ${FROM} WHERE p.account = $1 AND p.network = $2 AND (p.is_hub OR p.endpoint <> '')
     ORDER BY p.handshake_at DESC NULLS LAST, p.id LIMIT 200`,
    [account, network],
  );
}

/** The instance on which a peer lives. */
export async function instanceOfPeer(
  tx: Transaction,
  account: string,
  peer: string,
): Promise<InstanceSeen | undefined> {
  const [row] = await tx.query<{ instance: string }>('SELECT instance FROM sdwan_peer WHERE account = $1 AND id = $2', [
    account,
    peer,
  ]);
  return row && readInstance(tx, account, row.instance);
}

/** A handshake is as fresh as the tunnel is alive. */
export const ALIVE_MS = 180_000;
/** Three reports that did not come are silence. */
export const SILENT_MS = 100_000;

/** Why a peer can not take over; undefined where it is alive by its tunnel and by its reports. */
export function whyNotAlive({ id, interfaceUp, handshakeMs, silentMs }: PeerSeen): string | undefined {
  if (silentMs === null || silentMs > SILENT_MS) return `${id} does not report`;
  if (interfaceUp === false) return `the interface of ${id} is down`;
  if (handshakeMs === null) return `${id} has never had a handshake`;
  return handshakeMs > ALIVE_MS ? `the last handshake of ${id} was ${Math.round(handshakeMs / 1000)} s ago` : undefined;
}

export async function noteCompiled(tx: Transaction, account: string, peer: string): Promise<void> {
  await tx.query('UPDATE sdwan_peer SET compiled_at = clock() WHERE account = $1 AND id = $2', [account, peer]);
}

/** Says who is a hub, where it still was as it was seen. */
export async function setHubs(
  tx: Transaction,
  account: string,
  peers: readonly { readonly id: string; readonly from: boolean; readonly to: boolean }[],
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE sdwan_peer p SET is_hub = r."to" FROM jsonb_to_recordset($2::jsonb) AS r (id text, "from" boolean, "to" boolean)
     WHERE p.account = $1 AND p.id = r.id AND p.is_hub IN (r."from", r."to") RETURNING p.id`,
    [account, JSON.stringify(peers)],
  );
  return rows.length === peers.length;
}

/** What reports say of a peer since then. */
export async function readSince(
  tx: Transaction,
  account: string,
  { peer, since }: { readonly peer: string; readonly since: Date },
): Promise<{ readonly observed: boolean; readonly shook: boolean; readonly up: boolean } | undefined> {
  const [row] = await tx.query<{ observed: boolean; shook: boolean; up: boolean }>(
    `SELECT coalesce(observed_at > $3, false) AS observed, coalesce(handshake_at > $3, false) AS shook, coalesce(interface_up, false) AS up
     FROM sdwan_peer WHERE account = $1 AND id = $2`,
    [account, peer, since],
  );
  return row;
}

/** How many of the other peers of a network have had a handshake since then. */
export async function countShaken(
  tx: Transaction,
  account: string,
  { network, but, since }: { readonly network: string; readonly but: string; readonly since: Date },
): Promise<number> {
  const [row] = await tx.query<{ shaken: number }>(
    `SELECT count(*)::int AS shaken FROM sdwan_peer WHERE account = $1 AND network = $2 AND id <> $3 AND NOT is_hub AND handshake_at > $4`,
    [account, network, but, since],
  );
  return row?.shaken ?? 0;
}
