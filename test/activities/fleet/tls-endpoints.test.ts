import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { probeTls } from '../../../activities/outbound/probe-tls.js';
import { type FleetGround, furnishFleet } from '../../support/fleet.js';
import { endings, standing } from '../../support/fleet-pair.js';
import { openTestStore, type TestStore } from '../../support/store.js';
import { openIssuer, openTlsServer, type TestCertificate, type TlsServer } from '../../support/tls-server.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const git = { fetchFile: () => Promise.reject(new Error('none')) };

describe('endpoints that serve a certificate', () => {
  let store: TestStore;
  let dir: string;
  let issue: (instance: string, leftMs: number) => Promise<TestCertificate>;
  let ground: FleetGround;
  const servers: { readonly close: () => unknown }[] = [];
  let nth = 0;
  beforeAll(async () => {
    [store, dir] = await Promise.all([openTestStore(), mkdtemp(join(tmpdir(), 'reeve-tls-'))]);
    issue = openIssuer(dir, 'home');
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  afterAll(async () => {
    await store?.close();
    await rm(dir, { recursive: true, force: true });
  });
  const furnish = async (privateHosts: readonly string[]) => {
    nth += 1;
    const made = await furnishFleet(store, `tls-${nth}`, { outside: { git, privateHosts } });
    await made.put('template', { id: 'web' });
    await made.put('node', { id: 'n-1', template: 'web' });
    await made.put('instance', { id: 'web-1', node: 'n-1', template: 'web' });
    await made.put('heartbeat', { instance: 'web-1', at: made.ago(1_000) });
    return made;
  };
  beforeEach(async () => {
    ground = await furnish(['127.0.0.1', 'localhost']);
  });
  const serve = async (leftMs: number, ...more: readonly unknown[]): Promise<TlsServer> => {
    const server = await openTlsServer(await issue('web-1', leftMs), ...(more as []));
    servers.push(server);
    return server;
  };
  const endpoint = (id: string, port: number, over: object = {}) =>
    ground.put('tls_endpoint', { id, instance: 'web-1', host: '127.0.0.1', port, ...over });
  const again = () => ground.sql('UPDATE reeve.tls_endpoint SET tried_at = NULL WHERE account = $1', [ground.account]);
  const row = async (id: string) =>
    (await ground.sql('SELECT * FROM reeve.tls_endpoint WHERE account = $1 AND id = $2', [ground.account, id]))[0];
  const shown = async () => (await standing(ground)).map((line) => line.replace(/ [a-z_]+:.*/, ''));

  it.each([
    ['ends later than the window', 14 * DAY + HOUR, []],
    ['ends within it', 14 * DAY - HOUR, ['cert.expiring warning']],
    ['ends within more than a day', DAY + HOUR, ['cert.expiring warning']],
    ['ends within a day', DAY - HOUR, ['cert.expiring high']],
    ['has ended', -HOUR, ['cert.expired critical']],
  ])('are seen by the sensor where what they show %s, also where nobody trusts it', async (_what, left, expected) => {
    const { port } = await serve(left);
    await endpoint('shop', port);
    await ground.tick();
    expect(await shown()).toEqual(expected);
    expect(await row('shop')).toMatchObject({
      error: '',
      distrust: expect.stringMatching(/.+/),
      seen_at: expect.any(Date),
    });
    expect((await row('shop'))?.['subject']).toContain('web-1');
  });

  it('ask people and not the node, who holds no such certificate', async () => {
    const { port } = await serve(5 * DAY);
    await endpoint('shop', port);
    await ground.tick();
    const [decided] = await ground.decisions();
    expect(decided).toMatchObject({ category: 'system.cert_rotate', action: 'manual', target: 'instance/web-1' });
    const [wish] = await ground.sql<{ text: string }>(
      `SELECT proposal #>> '{parameters,text}' AS text FROM reeve.intervention WHERE account = $1`,
      [ground.account],
    );
    expect(wish?.text).toContain('it is served at endpoint/shop');
    expect(wish?.text).toContain('1. Renew the certificate of endpoint/shop');
  });

  it('are well once they show another, whatever is written in it; the node’s own certificate is another thing', async () => {
    const server = await serve(5 * DAY);
    await endpoint('shop', server.port);
    await ground.put('certificate', {
      ...{ id: '01', instance: 'web-1', not_before: ground.ago(DAY), not_after: ground.ago(-80 * DAY) },
    });
    await ground.tick();
    expect(await shown()).toEqual(['cert.expiring warning']);
    server.show(await issue('somebody-else', 60 * DAY));
    await again();
    await ground.tick();
    expect(await shown()).toEqual([]);
    expect(await endings(ground)).toEqual([expect.stringMatching(/^it was rotated: tls:[0-9a-f]{32} took its place$/)]);
    // Back to the one before: what is served counts, not what was.
    server.show(await issue('web-1', 5 * DAY));
    await again();
    await ground.tick();
    expect(await shown()).toEqual(['cert.expiring warning']);
  });

  it('that can not be probed are told, and nothing is over because of it', async () => {
    const server = await serve(5 * DAY);
    await endpoint('shop', server.port);
    await endpoint('gone', 1);
    await ground.tick();
    expect(await shown()).toEqual(['cert.expiring warning', 'sensor.failed high']);
    const failed = (await ground.conditions()).find(({ kind }) => kind === 'sensor.failed');
    expect(failed?.['payload']).toMatchObject({
      sensor: 'tls_endpoints',
      error: expect.stringMatching(/^1 endpoint could not be probed: gone \(127\.0\.0\.1:1\): .*ECONNREFUSED/),
    });
    server.close();
    await again();
    await ground.tick();
    expect(await shown()).toEqual(['cert.expiring warning', 'sensor.failed high']);
    // Taken out of the fleet there is nothing left that fails, and nothing that is known of them.
    await ground.sql('DELETE FROM reeve.tls_endpoint WHERE account = $1', [ground.account]);
    await ground.tick();
    expect(await shown()).toEqual([]);
  });

  it('are asked by name, once an hour, and at once where they moved', async () => {
    const [one, two] = [await serve(60 * DAY), await serve(60 * DAY)];
    await endpoint('named', one.port, { host: 'localhost' });
    await endpoint('other', one.port, { server_name: 'shop.example' });
    await endpoint('bare', one.port);
    await ground.tick();
    await ground.tick();
    expect(one.asked.toSorted()).toEqual(['', 'localhost', 'shop.example']);
    await ground.sql('UPDATE reeve.tls_endpoint SET port = $2 WHERE account = $1', [ground.account, two.port]);
    await ground.tick();
    expect(two.asked).toHaveLength(3);
  });

  it('that are switched off are not probed, and nothing of them is known any more', async () => {
    const server = await serve(5 * DAY);
    await endpoint('shop', server.port);
    await ground.tick();
    await ground.sql('UPDATE reeve.tls_endpoint SET enabled = false WHERE account = $1', [ground.account]);
    await again();
    await ground.tick();
    expect(await shown()).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });

  it('are probed many at a time, and the rest in the next round', async () => {
    const { port, asked } = await serve(60 * DAY);
    await ground.sql(
      `INSERT INTO reeve.tls_endpoint (account, id, instance, host, port)
       SELECT $1, 'e-' || n, 'web-1', '127.0.0.1', $2 FROM generate_series(1, 300) n`,
      [ground.account, port],
    );
    await ground.tick();
    expect(asked).toHaveLength(256);
    await ground.tick();
    expect(asked).toHaveLength(300);
  });

  it('in a private network are not reached unless somebody says that they may be', async () => {
    const { port, asked } = await serve(60 * DAY);
    ground = await furnish([]);
    await endpoint('shop', port);
    await endpoint('named', port, { host: 'localhost' });
    await ground.tick();
    expect((await row('shop'))?.['error']).toContain('add it to fleet.privateHosts');
    expect((await row('named'))?.['error']).toContain('add it to fleet.privateHosts');
    expect(asked).toEqual([]);
  });

  it('in a private network are reached however people write where', async () => {
    const { port, asked } = await serve(60 * DAY);
    ground = await furnish(['LocalHost', '0:0:0:0:0:FFFF:127.0.0.1']);
    await endpoint('named', port, { host: 'LOCALHOST' });
    await endpoint('numbered', port, { host: '::ffff:7f00:1' });
    await ground.tick();
    expect(await row('named')).toMatchObject({ error: '' });
    expect(await row('numbered')).toMatchObject({ error: '' });
    expect(asked).toHaveLength(2);
  });
});

describe('a probe', () => {
  const open = (over: Partial<Parameters<typeof probeTls>[0]> & { readonly port: number }) =>
    probeTls({
      ...{ host: '127.0.0.1', serverName: '', private: true, timeoutMs: 500, signal: new AbortController().signal },
      ...over,
    });
  const withServer = async (answer: (socket: Socket) => void, look: (port: number) => Promise<void>) => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      answer(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await look((server.address() as { port: number }).port);
    } finally {
      server.close();
    }
  };

  const alert = (code: number) => (socket: Socket) =>
    socket.once('data', () => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, code])));
  it.each<[string, (socket: Socket) => void, string]>([
    ['says nothing', () => undefined, 'no handshake within 0.5 s'],
    [
      'speaks no TLS',
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'it does not speak TLS: look at host and port',
    ],
    ['agrees on no cipher', alert(40), 'no version or cipher of TLS that this machine takes'],
    ['is too old', alert(70), 'no version or cipher of TLS that this machine takes'],
    ['knows no such name', alert(112), 'it knows no such name: look at'],
    ['fails within', alert(80), 'TLS was not agreed on (tlsv1 alert internal error)'],
    ['hangs up', (socket) => socket.destroy(), 'ECONNRESET'],
    ['talks without an end', (socket) => socket.write(Buffer.alloc(2 ** 20, 22)), ''],
  ])('of one who %s comes to an end with a reason', async (_what, answer, because) => {
    await withServer(answer, async (port) => {
      const found = await open({ port });
      expect(found).toMatchObject({ got: 'nothing', because: expect.stringContaining(because) });
      expect(found).not.toMatchObject({ because: '' });
      // Threads, files and lines of a library say nothing to people, and differ each time.
      expect(found).not.toMatchObject({ because: expect.stringMatching(/:error:|routines|openssl|ERR_SSL/) });
    });
  });

  it.each([
    [{ host: 'a b' }, '"a b" is no name of a host'],
    [{ host: 'https://shop.example' }, 'is no name of a host'],
    [{ serverName: 'a\u0000b' }, 'is no name to ask for'],
    [{ host: 'nobody.invalid' }, 'nobody.invalid'],
  ])('of %o comes to nothing', async (over, because) => {
    expect(await open({ port: 1, ...over })).toMatchObject({
      got: 'nothing',
      because: expect.stringContaining(because),
    });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'reads what is shown by who wants a certificate of ours (%s)',
    async (version) => {
      const dir = await mkdtemp(join(tmpdir(), 'reeve-tls-'));
      const issued = await openIssuer(dir, 'home')('web-1', DAY);
      const server = await openTlsServer(issued, {
        ...{ requestCert: true, rejectUnauthorized: true, ca: issued.ca, minVersion: version, maxVersion: version },
      });
      try {
        expect(await open({ port: server.port, timeoutMs: 5_000 })).toMatchObject({
          ...{ got: 'certificate', notAfter: issued.notAfter, subject: 'O=home, CN=web-1' },
        });
      } finally {
        server.close();
        await rm(dir, { recursive: true, force: true });
      }
    },
  );
});
