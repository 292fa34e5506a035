import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packFiles } from '../../activities/bundle/pack.js';
import { openCli } from '../support/cli.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { OOM_FILES } from '../support/oom-bundle.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { signedInAs, tokenWith } from './console-browser.js';

const BUNDLE = packFiles(OOM_FILES);
// Made before anything listens: it takes seconds, in which nobody would keep a connection.
const BOMB = gzipSync(Buffer.alloc(300 * 2 ** 20));

describe('bundles that are sent to be diagnosed', () => {
  let store: TestStore;
  let gateway: TestGateway;
  let admin: string;
  let viewer: string;
  let dir: string;
  beforeAll(async () => {
    store = await openTestStore();
    gateway = await openTestGateway(store);
    admin = await store.account('home');
    viewer = (await tokenWith(gateway, admin, 'viewer')).token;
    dir = await mkdtemp(join(tmpdir(), 'reeve-bundles-'));
  });
  afterAll(async () => {
    await rm(dir, { recursive: true, force: true });
    await gateway?.close();
    await store?.close();
  });

  const send = (bytes: Uint8Array, { token = admin, query = '' } = {}) =>
    fetch(`${gateway.url}/api/v1/diagnoses${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
      body: bytes as Uint8Array<ArrayBuffer>,
    });
  const detailOf = async (answer: Response) => [answer.status, ((await answer.json()) as { detail: string }).detail];

  it('are answered, kept once, and found again by whoever may look', async () => {
    const answer = await send(BUNDLE, { query: '?name=incident.tgz' });
    expect(answer.status).toBe(201);
    const added = (await answer.json()) as { id: string };
    expect(added).toMatchObject({
      again: false,
      report: {
        verdict: 'fault',
        cluster: 'prod-1',
        capturedAt: '2026-03-04T12:00:00.000Z',
        cause: { code: 'container.oom_killed', resource: { name: 'cart-0' } },
        model: { calls: 0 },
      },
    });
    expect(await (await send(BUNDLE, { query: '?name=same.tgz' })).json()).toMatchObject({ id: added.id, again: true });
    const list = await gateway.call('GET', '/api/v1/diagnoses', { token: viewer });
    expect(list.json).toMatchObject([
      {
        ...{ id: added.id, name: 'same.tgz', author: 'person/admin', verdict: 'fault', cluster: 'prod-1' },
        ...{ code: 'container.oom_killed', resource: 'Pod shop/cart-0' },
      },
    ]);
    const one = await gateway.call('GET', `/api/v1/diagnoses/${added.id}`, { token: viewer });
    expect(one.json).toMatchObject({ id: added.id, report: { verdict: 'fault' } });
    expect(one.text).not.toContain('hunter2');
    expect((await gateway.call('GET', '/api/v1/diagnoses?verdict=healthy', { token: viewer })).json).toEqual([]);
    expect((await gateway.call('GET', '/metrics', { token: admin })).text).toContain(
      'reeve_diagnosis_seconds_count{verdict="fault"} 2',
    );
  });

  it('stay within their account', async () => {
    const other = await store.account('other');
    const { id } = (await (await send(BUNDLE)).json()) as { id: string };
    expect((await gateway.call('GET', `/api/v1/diagnoses/${id}`, { token: other })).status).toBe(404);
    expect((await gateway.call('GET', '/api/v1/diagnoses', { token: other })).json).toEqual([]);
    expect((await (await send(BUNDLE, { token: other })).json()) as object).toMatchObject({ id, again: false });
  });

  it('are refused in one sentence where they are none, are damaged, lead elsewhere, or are too large', async () => {
    const outside = gzipSync(tarWith('../../etc/passwd', 'root'));
    const cases: readonly (readonly [Uint8Array, number, string])[] = [
      [Buffer.from('hello'), 400, 'is no bundle: send a .tgz or a .tar'],
      [Buffer.alloc(0), 400, 'is empty: send the archive of a bundle'],
      [BUNDLE.subarray(0, 200), 400, "can't be unpacked"],
      [outside, 400, 'which lies outside of the bundle'],
      [BOMB, 400, 'larger than 256 MiB'],
      [Buffer.from('{"kind": "List", "items": 7}'), 400, 'holds no objects of Kubernetes'],
    ];
    for (const [bytes, status, says] of cases)
      expect(await detailOf(await send(bytes))).toEqual([status, expect.stringContaining(says)]);
    expect((await gateway.call('GET', '/metrics', { token: admin })).text).toContain(
      `reeve_diagnoses_refused_total{why="refused"} ${cases.length}`,
    );
    expect(await detailOf(await send(BUNDLE, { query: '?name=a%2Fb' }))).toEqual([
      400,
      expect.stringContaining('must be a name without slashes'),
    ]);
  });

  it('are refused for their length alone, before they are all sent', async () => {
    const sending = request(`${gateway.url}/api/v1/diagnoses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-length': 9 * 2 ** 20 },
    });
    sending.write('x');
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    sending.on('error', () => undefined).destroy();
    expect(answer.statusCode).toBe(413);
  });

  it('are taken from nobody without the role, and of unknown length no further than any body', async () => {
    expect((await send(BUNDLE, { token: viewer })).status).toBe(403);
    expect((await send(BUNDLE, { token: 'nobody' })).status).toBe(401);
    const { id } = (await (await send(BUNDLE)).json()) as { id: string };
    expect((await gateway.call('GET', `/api/v1/diagnoses/${id}x`, { token: viewer })).status).toBe(404);
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    });
    const endless = await fetch(`${gateway.url}/api/v1/diagnoses`, {
      ...{ method: 'POST', headers: { authorization: `Bearer ${admin}` }, body: stream, duplex: 'half' },
    } as RequestInit).catch(() => undefined);
    expect([413, undefined]).toContain(endless?.status);
  });

  it('wait for each other', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(BUNDLE)));
    for (const { status } of answers) expect([201, 503]).toContain(status);
    expect((await send(BUNDLE)).status).toBe(201);
  });

  it('are sent and read at the command line', async () => {
    const cli = await openCli(store.dir, gateway.url, admin);
    const folder = join(dir, 'incident-42');
    for (const [path, text] of OOM_FILES) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const sent = await cli(['diagnoses', 'send', folder]);
    expect(sent.code).toBe(0);
    expect(sent.out).toContain('FAULT  container.oom_killed');
    const [, id = ''] = /kept: \S+\/console\/diagnoses\/([0-9a-f]{16})$/.exec(sent.out) ?? [];
    expect((await cli(['diagnoses', 'list'])).out).toContain(`${id}  fault    container.oom_killed at Pod shop/cart-0`);
    expect((await cli(['diagnoses', 'show', id])).out).toContain('How it came about');
    expect(JSON.parse((await cli(['diagnoses', 'show', id, '--json'])).out)).toMatchObject({ name: 'incident-42' });
    expect(await cli(['diagnoses', 'send', join(dir, 'nothing')])).toMatchObject({ code: 2 });
    expect(await cli(['diagnoses', 'show', '0123456789abcdef'])).toMatchObject({ code: 1 });
  });

  it('are sent from the console, which shows the chain, the words and the facts', async () => {
    const browser = await signedInAs(gateway, admin);
    const form = await browser.get('/console/diagnoses');
    expect(form.text).toContain('type="file"');
    const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const upload = (csrf: string, bytes: Uint8Array<ArrayBuffer>) => {
      const body = new FormData();
      body.set('csrf', csrf);
      body.set('bundle', new Blob([bytes]), 'evil<script>.tgz');
      return fetch(`${gateway.url}/console/diagnoses`, {
        method: 'POST',
        headers: { cookie },
        body,
        redirect: 'manual',
      });
    };
    const answer = await upload(browser.word, BUNDLE);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/console\/diagnoses\/[0-9a-f]{16}$/),
    ]);
    const { text } = await browser.get(answer.headers.get('location') ?? '');
    for (const word of [
      'container.oom_killed',
      'How it came about',
      'What shows it',
      'What to do',
      'class="causes"',
      'evil&lt;script&gt;',
      'at Pod cart-0',
      'href="/console/diagnoses"',
    ])
      expect(text).toContain(word);
    expect(text).toMatch(/<h1>The container used more memory than its limit and the kernel killed it<\/h1>/);
    expect(text.indexOf('What to do')).toBeLessThan(text.indexOf('How it came about'));
    expect((await upload('forged', BUNDLE)).status).toBe(403);
    const none = await upload(browser.word, Buffer.from('hello'));
    expect([none.status, (await none.text()).includes('is no bundle')]).toEqual([400, true]);
    expect((await browser.get('/console/diagnoses/0123456789abcdef')).status).toBe(404);
    expect((await browser.get('/console/diagnoses?verdict=healthy')).text).toContain('Nothing was diagnosed yet');
  });

  it('are kept whatever stands in them: half characters, signs that move a cursor, names of what all objects have', async () => {
    for (const before of ['', '.']) {
      const odd = new Map([
        ...OOM_FILES,
        [
          'bundle.json',
          '{"capturedAt":"2026-03-04T12:00:00Z","sources":{"a\\u0000\\ud800":"denied: \\u001b[2J","__proto__":"ok"}}',
        ],
        ['logs/shop/web-0/web.log', `FATAL ${before}${'😀'.repeat(600)}\nECONNREFUSED ${before}${'😀'.repeat(600)}`],
      ]);
      odd.delete('objects.json');
      const answer = await send(packFiles(odd));
      const { report } = (await answer.json()) as { report: unknown };
      expect(answer.status).toBe(201);
      expect(JSON.stringify(report)).not.toMatch(/\\u(?:00|d[89a-f])/);
    }
  });
});

/** One file, under a path that no bundle may have. */
function tarWith(path: string, text: string): Buffer {
  const head = Buffer.alloc(512);
  head.write(path, 0);
  head.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('0', 156);
  return Buffer.concat([head, Buffer.from(text.padEnd(512, '\0')), Buffer.alloc(1024)]);
}
