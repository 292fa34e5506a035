import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNamed, isPublic } from '../../activities/outbound/addresses.js';
import { type Call, call, KEPT_BYTES_MAX, retryAfter } from '../../activities/outbound/call.js';
import { openEndpoint, type TestEndpoint } from '../support/endpoint.js';

describe('an address', () => {
  it.each([
    ...['8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'],
    ...['223.255.255.255', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '2000::1', '2001:200::1'],
    ...['2001:db7:ffff::1', '2001:db9::1', '2001:ffff::1', '2003::1', '3ffe::1'],
  ])('is public: %s', (address) => expect(isPublic(address)).toBe(true));

  it.each([
    ...['0.0.0.0', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1', '127.255.255.255'],
    ...['169.254.0.0', '169.254.169.254', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
    ...['224.0.0.1', '255.255.255.255', '::', '::1', 'fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%lo', 'ff02::1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.1.2.3', '64:ff9b::10.0.0.1', '2002:7f00:1::', '::127.0.0.1'],
    // The same addresses, carried within one of version 6 in other ways: SIIT, NAT64, ISATAP on a link, Teredo, 6to4.
    ...['::ffff:0:127.0.0.1', '::ffff:0:a00:1', '::ffff:0:8.8.8.8', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe'],
    ...['64:ff9b:1::7f00:1', '64:ff9b:1:ffff::8.8.8.8', 'fe80::5efe:7f00:1', '2001::7f00:1', '2002:a9fe:a9fe::1'],
    ...['0:0:0:0:0:ffff:7f00:0001', '::FFFF:127.0.0.1', '64:ff9b:2::1', '::1:7f00:1'],
    ...['100::1', '1fff::1', '4000::1', '2001:2::1', '2001:1ff::1', '2001:db8::1', '3fff::1', '3fff:fff::1', 'fec0::1'],
    ...['nonsense', ''],
  ])('is not: %j', (address) => expect(isPublic(address)).toBe(false));
});

describe('a host that people name', () => {
  it.each<readonly [string, string]>([
    ['shop.internal', 'shop.internal'],
    ['Shop.Internal', 'shop.internal'],
    ['shop.internal', 'SHOP.internal.'],
    ['::1', '[::1]'],
    ['[::1]', '::1'],
    ['fd00:0:0::0A', '[fd00::a]'],
    ['[FD00::A]', 'fd00:0:0:0:0:0:0:a'],
    ['127.0.0.1', '127.0.0.1'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('is the same: %s and %s', (named, asked) => expect(isNamed(['other', named], asked)).toBe(true));

  it.each<readonly [string, string]>([
    ['shop.internal', 'shop.internal.example'],
    ['shop', 'shop:80'],
    ['shop', 'shop/x'],
    ['::1', '::2'],
    ['internal', 'shop.internal'],
    ['', 'shop'],
    ['*', 'shop'],
  ])('is another: %j and %j', (named, asked) => expect(isNamed([named], asked)).toBe(false));
});

describe('a call', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint?.close());

  const ask = (url: string, over: Partial<Call> = {}) =>
    call({
      ...{ url, method: 'POST', headers: { 'idempotency-key': 'k' }, body: '{}', timeoutMs: 2_000, private: true },
      ...{ signal: new AbortController().signal, secrets: [] },
      ...over,
    });

  it.each([
    ['a name that leads to this host', (port: number) => `http://localhost:${port}/ok`],
    ['its number', (port: number) => `http://127.0.0.1:${port}/ok`],
    ['its number, written as one', (port: number) => `http://2130706433:${port}/ok`],
    ['its number of version 6', (port: number) => `http://[::1]:${port}/ok`],
    ['its number in the other version', (port: number) => `http://[::ffff:127.0.0.1]:${port}/ok`],
    ['the address of cloud metadata', () => 'http://169.254.169.254/latest/meta-data'],
  ])('does not go to %s unless the endpoint is private', async (_name, url) => {
    const before = endpoint.heard.length;
    expect(await ask(url(endpoint.port), { private: false })).toMatchObject({
      ...{ got: 'nothing', sent: false, lasting: true },
      because: expect.stringContaining('no public address'),
    });
    expect(endpoint.heard).toHaveLength(before);
    expect(await ask(`http://localhost:${endpoint.port}/ok`)).toMatchObject({ got: 'answer', status: 200 });
  });

  it('follows no redirect', async () => {
    expect(await ask(endpoint.url('moved'))).toMatchObject({ got: 'answer', status: 301 });
    expect(endpoint.of('followed')).toEqual([]);
  });

  it('reads no more than is bounded of an answer without end, and keeps less', async () => {
    const called = await ask(endpoint.url('huge'));
    expect(called).toMatchObject({ got: 'answer', status: 200, excerpt: 'a'.repeat(KEPT_BYTES_MAX) });
    expect(endpoint.bytesGiven()).toBeLessThan(20 * 1_048_576);
  });

  it('waits no longer than it may: for an answer, and for the end of one', async () => {
    const began = performance.now();
    expect(await ask(endpoint.url('silent'), { timeoutMs: 300 })).toEqual({
      ...{ got: 'nothing', sent: true, lasting: false, because: 'no answer within 300 ms' },
    });
    expect(await ask(endpoint.url('drip'), { timeoutMs: 300 })).toMatchObject({
      ...{ got: 'answer', status: 200, excerpt: 'it is done' },
    });
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  it('tells what may have arrived from what certainly has not', async () => {
    expect(await ask(endpoint.url('reset'))).toMatchObject({ got: 'nothing', sent: true, lasting: false });
    expect(await ask('http://127.0.0.1:1/x')).toMatchObject({ got: 'nothing', sent: false, lasting: false });
    expect(await ask('http://nobody.invalid/x')).toMatchObject({ got: 'nothing', sent: false });
    expect(await ask(`https://127.0.0.1:${endpoint.port}/ok`)).toMatchObject({ got: 'nothing', sent: false });
    const given = new AbortController();
    setTimeout(() => given.abort(), 100);
    expect(await ask(endpoint.url('silent'), { signal: given.signal })).toMatchObject({ got: 'nothing', sent: true });
  });

  it('keeps no secret and no control character of an answer', async () => {
    const { excerpt = '' } = (await ask(endpoint.url('telling'), { secrets: ['s3cr3t-token'] })) as {
      excerpt?: string;
    };
    expect(excerpt).toBe('password=[redacted]   token was ***, ü');
  });

  it('understands when it shall come back', async () => {
    expect(await ask(endpoint.url('later'))).toMatchObject({ status: 429, retryAfterMs: 2_000 });
    const now = Date.parse('2026-03-04T12:00:00Z');
    expect(retryAfter('Wed, 04 Mar 2026 12:00:30 GMT', now)).toBe(30_000);
    expect(retryAfter('Wed, 04 Mar 2026 11:00:00 GMT', now)).toBe(0);
    expect([retryAfter('soon', now), retryAfter('-5', now), retryAfter(undefined, now)]).toEqual([0, 0, 0]);
  });
});
