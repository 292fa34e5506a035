import { BlockList, isIP } from 'node:net';

/** Who is at the other end: the socket's address, or the one that trusted proxies say they got the request from. */
export function clientAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  let address = plain(socketAddress ?? 'unknown');
  // Read from the right: each proxy appends whom it heard from, and only a trusted one is believed about the next.
  for (const said of (forwardedFor ?? '').split(',').toReversed()) {
    if (!isTrusted(address) || isIP(plain(said.trim())) === 0) return address;
    address = plain(said.trim());
  }
  return address;
}

/** Addresses and networks in CIDR form. */
export function trustedProxies(names: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const name of names) {
    const [address = '', prefix] = name.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0)
      throw new Error(`gateway.trustedProxies: "${name}" is no address and no network such as 10.0.0.0/8`);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}
