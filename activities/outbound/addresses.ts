import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What is no public address: this host, its link, private networks, and what is no host at all. */
const CLOSED_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
];
/** The last are tunnels, whose inner address nobody looks at. */
const CLOSED_V6 = [
  '::/96',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  '64:ff9b:1::/48',
  '2002::/16',
  '2001::/32',
];
/** Behind these stands an address of version 4. */
const MAPPED = ['::ffff:', '64:ff9b::'];

const closed = new BlockList();
for (const range of CLOSED_V4) {
  const [net = '', bits] = range.split('/');
  closed.addSubnet(net, Number(bits), 'ipv4');
  for (const before of MAPPED) closed.addSubnet(`${before}${net}`, 96 + Number(bits), 'ipv6');
}
for (const range of CLOSED_V6) {
  const [net = '', bits] = range.split('/');
  closed.addSubnet(net, Number(bits), 'ipv6');
}

export function isPublic(address: string): boolean {
  const [plain = ''] = address.split('%');
  const version = isIP(plain);
  return version !== 0 && !closed.check(plain, version === 4 ? 'ipv4' : 'ipv6');
}

/** The name leads to a place that this endpoint may not be. */
export class NotPublic extends Error {
  override name = 'NotPublic';
  constructor(host: string, address: string) {
    super(`${host} is ${address}, which is no public address: say "private: true" at the endpoint if it is meant`);
  }
}

/**
 * Resolves for the very connection that is made, so that a name can't say one thing when it is checked and another when it
 * is used. One address that is not public is enough to refuse.
 */
export const publicLookup: LookupFunction = (host, options: LookupOptions, callback) => {
  resolve(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    const inner = error ? undefined : found.find(({ address }) => !isPublic(address));
    const [first] = error ? [] : found;
    if (error) callback(error, '', 0);
    else if (inner) callback(new NotPublic(host, inner.address), '', 0);
    else if (options.all === true) callback(null, found);
    else callback(null, first?.address ?? '', first?.family ?? 0);
  });
};
