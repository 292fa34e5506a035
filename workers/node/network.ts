import { createHash } from 'node:crypto';
import { BGP_STATES, type ReportedBgp, type ReportedPeer } from '../../domain/fleet/report.js';
import { ask } from './command.js';
import { readStart } from './host.js';

const INTERFACES_MAX = 64;
const IPS_MAX = 256;
const SESSIONS_MAX = 256;

/** WireGuard's interfaces, each a network by its name. Keys become fingerprints here, and go no further. */
export async function wireguardPeers(): Promise<readonly ReportedPeer[]> {
  const peers = parseWireguard((await ask('wg', ['show', 'all', 'dump'])) ?? '');
  return Promise.all(peers.map(async (peer) => ({ ...peer, up: await isUp(peer.network ?? '') })));
}

async function isUp(name: string): Promise<boolean> {
  if (!/^[A-Za-z0-9_.=+-]{1,15}$/.test(name)) return true;
  const flags = await readStart(`/sys/class/net/${name}/flags`, 20);
  return flags === undefined || (Number(flags.trim()) & 1) === 1;
}

/** wg(8): an interface has five columns, with its private key as the second; a peer nine, with the shared secret as the third. */
export function parseWireguard(text: string): readonly ReportedPeer[] {
  const found = new Map<string, { key?: string; ips: Set<string>; handshake: number }>();
  for (const line of text.split('\n')) {
    const columns = line.split('\t');
    const [name = ''] = columns;
    if (![5, 9].includes(columns.length) || !/^[A-Za-z0-9][A-Za-z0-9_.=+-]{0,14}$/.test(name)) continue;
    const one = found.get(name) ?? { ips: new Set<string>(), handshake: 0 };
    found.set(name, one);
    if (columns.length === 5)
      one.key = `sha256:${createHash('sha256')
        .update(columns[2] ?? '')
        .digest('hex')
        .slice(0, 32)}`;
    if (columns.length !== 9) continue;
    for (const ip of (columns[4] ?? '').split(',')) if (/^[0-9a-fA-F.:]+\/\d+$/.test(ip)) one.ips.add(ip);
    one.handshake = Math.max(one.handshake, Number(columns[5]) || 0);
  }
  return [...found].slice(0, INTERFACES_MAX).map(([network, { key, ips, handshake }]) => ({
    ...{ network, up: true, allowedIps: [...ips].toSorted().slice(0, IPS_MAX) },
    ...(key !== undefined && { key }),
    ...(handshake > 0 && { handshakeAt: handshake * 1000 }),
  }));
}

/** Sessions of whichever of the two speaks BGP here. */
export async function bgpSessions(): Promise<readonly ReportedBgp[]> {
  const [bird, frr] = await Promise.all([
    ask('birdc', ['-r', 'show', 'protocols', 'all']),
    ask('vtysh', ['-c', 'show bgp summary json']),
  ]);
  return [...parseBird(bird ?? ''), ...parseFrr(frr ?? '')].slice(0, SESSIONS_MAX);
}

export function parseBird(text: string): readonly ReportedBgp[] {
  // A protocol begins at the first column; what is told of it is indented.
  const blocks = text.split(/\n(?=\S)/).filter((block) => /^\S+\s+BGP\s/.test(block));
  return blocks.flatMap((block) => {
    const field = (name: string) => new RegExp(`^\\s+${name}:\\s+(.*)$`, 'm').exec(block)?.[1]?.trim();
    return sessionOf(field('Neighbor address'), field('BGP state'), field('Last error'));
  });
}

export function parseFrr(text: string): readonly ReportedBgp[] {
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return [];
  }
  const families = Object.values(objectOf(said)).map((family) => objectOf(objectOf(family)['peers']));
  const sessions = families.flatMap((peers) =>
    Object.entries(peers).flatMap(([neighbor, peer]) => {
      const { state, lastResetDueTo: error } = objectOf(peer);
      return sessionOf(
        neighbor,
        typeof state === 'string' ? state : undefined,
        typeof error === 'string' ? error : undefined,
      );
    }),
  );
  // One neighbor speaks several address families over one session.
  return [...new Map(sessions.map((one) => [one.neighbor, one])).values()];
}

function sessionOf(neighbor: string | undefined, word: string | undefined, error?: string): readonly ReportedBgp[] {
  // FRR says "Idle (Admin)", BIRD "Down" for one that is off.
  const [first = ''] = (word ?? '').toLowerCase().split(/[\s(]/);
  const state = first === 'down' ? 'idle' : BGP_STATES.find((one) => one === first);
  const [address = ''] = (neighbor ?? '').split('%');
  if (state === undefined || !/^[0-9a-fA-F.:]{2,60}$/.test(address)) return [];
  return [{ neighbor: address, state, ...(error && state !== 'established' && { error: error.slice(0, 300) }) }];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
