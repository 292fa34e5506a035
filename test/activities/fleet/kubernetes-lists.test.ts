import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from '../../../activities/providers/handling.js';
import { kubernetes } from '../../../activities/providers/kubernetes.js';
import { inCluster, podsOn } from '../../../activities/providers/kubernetes-calls.js';
import { aPlace } from '../../support/provided.js';

/** What a real API server never says, and something that stands before one may. */
describe('lists of a cluster', () => {
  let server: Server;
  let dir: string;
  let machine: Machine;
  let asked = 0;
  let answer: (path: string) => object | string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'reeve-lists-'));
    server = createServer(({ url = '' }, response) => {
      asked += 1;
      const said = answer(url);
      response.setHeader('content-type', 'application/json');
      response.end(typeof said === 'string' ? said : JSON.stringify(said));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const file = join(dir, 'kubeconfig');
    const { port } = server.address() as AddressInfo;
    const cluster = { name: 'c', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } };
    const config = { apiVersion: 'v1', kind: 'Config', clusters: [cluster], users: [{ name: 'u', user: {} }] };
    const contexts = [{ name: 'x', context: { cluster: 'c', user: 'u' } }];
    await writeFile(file, JSON.stringify({ ...config, contexts, 'current-context': 'x' }));
    const reach = { db: undefined as never, clusters: { prod: aPlace(file) } };
    machine = { account: 'home', instance: 'n-1', place: 'prod', name: 'n-1', reach };
  });
  beforeEach(() => {
    asked = 0;
  });
  afterAll(async () => {
    server?.close();
    await rm(dir, { recursive: true, force: true });
  });

  const signal = () => AbortSignal.timeout(20_000);
  const READ = {
    NodeList: () => kubernetes.truth(machine.reach, machine, signal()).then(({ truths }) => truths.length),
    PodList: () => inCluster(machine, signal(), async (bounds) => (await podsOn(bounds, 'n-1')).length),
  } as const;
  const page = (kind: string, items: readonly object[], next = '') => ({ kind, metadata: { continue: next }, items });
  const one = (nth: number) => ({ metadata: { name: `n-${nth}`, namespace: 'a', uid: `u-${nth}` } });

  describe.each(['NodeList', 'PodList'] as const)('%s', (kind) => {
    it('is read to its end, however short its pages are', async () => {
      answer = (path) => {
        const at = Number(new URL(path, 'http://x').searchParams.get('continue') ?? 0);
        return page(kind, at % 2 === 0 ? [one(at)] : [], at < 150 ? String(at + 1) : '');
      };
      expect(await READ[kind]()).toBe(76);
      expect(asked).toBe(151);
    });

    it.each([
      ['with the same page', () => page(kind, [one(1)], 'again')],
      ['with nothing', () => page(kind, [], 'again')],
    ])('that goes on %s ends by the number of its pages, not by time alone', async (_how, said) => {
      answer = said;
      await expect(READ[kind]()).rejects.toThrow(`it gives its ${kind} in more than 200 pages`);
      expect(asked).toBe(200);
    });

    it.each([
      ['is another list', { kind: 'Status', items: [] }],
      ['has no kind', { items: [] }],
      ['is empty', {}],
      ['is no JSON', '<html>'],
    ])('that %s says nothing, least that there is none', async (_how, said) => {
      answer = () => said;
      await expect(READ[kind]()).rejects.toThrow('look whether the address is an API server');
    });

    it('with more than is looked at is not taken in part, also where all of it comes at once', async () => {
      answer = () =>
        page(
          kind,
          Array.from({ length: 20_001 }, (_none, nth) => one(nth)),
        );
      await expect(READ[kind]()).rejects.toThrow(/it has more than \d+ (?:nodes|pods)/);
      expect(asked).toBe(1);
    });
  });
});
