import { describe, expect, it } from 'vitest';
import { clientAddress, trustedProxies } from '../../client/http/client-address.js';

describe('clientAddress', () => {
  const isTrusted = trustedProxies(['10.0.0.0/8', '::1']);
  it.each([
    ['takes the socket when nothing stands between', '203.0.113.7', undefined, '203.0.113.7'],
    ['does not believe a stranger', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['believes a trusted proxy about one hop', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['does not believe what came before an untrusted hop', '10.1.2.3', '192.0.2.66, 198.51.100.1', '198.51.100.1'],
    ['passes over a chain of trusted proxies', '::1', '198.51.100.1, 10.9.9.9', '198.51.100.1'],
    ['reads an address of the old kind in the new form', '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['stops at what is no address', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['says so when the socket has none', undefined, '198.51.100.1', 'unknown'],
  ])('%s', (_name, socket, forwarded, address) => {
    expect(clientAddress(socket, forwarded, isTrusted)).toBe(address);
  });

  it('refuses a name that is no address', () => {
    expect(() => trustedProxies(['proxy.example'])).toThrow('no address and no network');
  });
});
