import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { domainToASCII } from 'node:url';

/** What is no public address: this host, its link, private networks, and what is no host at all. */
const CLOSED_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
];
/** Of version 6, only what is given out to the world is public at all. */
const GLOBAL_V6 = '2000::/3';
/** And of that not what protocols keep for themselves, examples, and tunnels, whose inner address nobody looks at. */
const CLOSED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
/** Behind these stands an address of version 4: they are as public as it is. */
const MAPPED = ['::ffff:', '64:ff9b::'];

const closed = new BlockList();
const global = new BlockList();
put(global, GLOBAL_V6, 'ipv6');
for (const range of CLOSED_V6) put(closed, range, 'ipv6');
for (const before of MAPPED) global.addSubnet(`${before}0.0.0.0`, 96, 'ipv6');
for (const range of CLOSED_V4) {
  put(closed, range, 'ipv4');
  const [net, bits] = range.split('/');
  for (const before of MAPPED) put(closed, `${before}${net}/${96 + Number(bits)}`, 'ipv6');
}

function put(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [net = '', bits] = range.split('/');
  list.addSubnet(net, Number(bits), family);
}

export function isPublic(address: string): boolean {
  const [plain = ''] = address.split('%');
  const version = isIP(plain);
  if (version === 4) return !closed.check(plain, 'ipv4');
  return version === 6 && global.check(plain, 'ipv6') && !closed.check(plain, 'ipv6');
}

/** Whether one of these hosts is meant, whichever way people write it there and here. */
export function isNamed(hosts: readonly string[], host: string): boolean {
  const wanted = inOneForm(host);
  return hosts.some((one) => inOneForm(one) === wanted);
}

/** As the address of a page has it: in small letters, an address of version 6 in brackets and as short as it can be. */
function inOneForm(host: string): string {
  const bare = host.toLowerCase().replaceAll(/^\[|\]$|\.$/g, '');
  // What is more than a host is none.
  if (/[/?#\\]/.test(bare)) return bare;
  return domainToASCII(isIP(bare) === 6 ? `[${bare}]` : bare) || bare;
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
