import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beat, type NodeDesk, openNodeDesk, type TestNode } from '../support/nodes.js';

let desk: NodeDesk;
beforeAll(async () => {
  desk = await openNodeDesk();
});
afterAll(() => desk?.close());

describe('a report', () => {
  let node: TestNode;
  beforeEach(async () => {
    node = await desk.node();
  });
  const taken = ({ json }: { json: Record<string, unknown> }) =>
    (json['reports'] as { taken: string }[]).map((one) => one.taken);

  it('says that the node lives, by the clock of the server', async () => {
    const answered = await desk.report(
      node.credential,
      beat(1, { agent: '1.0', architecture: 'amd64', facts: { os: 'x' } }),
    );
    expect(answered).toMatchObject({
      status: 200,
      json: { reports: [{ seq: 1, taken: 'new', ignored: 0 }], tasks: 0 },
    });
    const shown = await desk.instance(node.id);
    expect(shown).toMatchObject({
      status: 'running',
      architecture: 'amd64',
      facts: { os: 'x' },
      heartbeat: { seq: 1, boot: 'b1' },
    });
    expect(Math.abs(Date.parse(String(shown['heartbeatAt'])) - Date.now())).toBeLessThan(5_000);
  });

  it('changes nothing when it is told twice, late, or of a boot before', async () => {
    const facts = (os: string) => ({ facts: { os } });
    expect(taken(await desk.report(node.credential, beat(5, facts('five'))))).toEqual(['new']);
    expect(taken(await desk.report(node.credential, beat(5, facts('again'))))).toEqual(['duplicate']);
    expect(taken(await desk.report(node.credential, beat(4, facts('four'))))).toEqual(['duplicate']);
    expect(taken(await desk.report(node.credential, { ...beat(0, facts('two')), boot: 'b2' }))).toEqual(['new']);
    expect(taken(await desk.report(node.credential, beat(6, facts('old boot'))))).toEqual(['duplicate']);
    expect(await desk.instance(node.id)).toMatchObject({
      facts: { os: 'two' },
      heartbeat: { boot: 'b2', seq: 0, beats: 2 },
    });
  });

  it('is one, where the same is sent ten times at once', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => desk.report(node.credential, beat(1))));
    expect(all.flatMap(taken).filter((one) => one === 'new')).toEqual(['new']);
    expect(await desk.instance(node.id)).toMatchObject({ heartbeat: { beats: 1 } });
  });

  it('comes in batches: the newest counts, and each is answered', async () => {
    const reports = [beat(1, { facts: { n: '1' } }), beat(3, { facts: { n: '3' } }), beat(2, { facts: { n: '2' } })];
    expect(taken(await desk.report(node.credential, { reports }))).toEqual(['new', 'new', 'duplicate']);
    expect(await desk.instance(node.id)).toMatchObject({ facts: { n: '3' }, heartbeat: { seq: 3, beats: 2 } });
    expect(
      (await desk.report(node.credential, { reports: Array.from({ length: 101 }, (_, n) => beat(n)) })).status,
    ).toBe(400);
  });

  it.each([
    ['the future', 40 * 365 * 86_400_000],
    ['the past', -Date.now()],
  ])('from %s is taken, and the clock is noted', async (_name, off) => {
    expect(taken(await desk.report(node.credential, { ...beat(1), at: Date.now() + off }))).toEqual(['new']);
    const shown = (await desk.instance(node.id))['heartbeat'] as { at: string; skewMs: number };
    expect(Math.abs(shown.skewMs - off)).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(shown.at) - Date.now())).toBeLessThan(10_000);
  });

  it('is read when it comes with gzip', async () => {
    const text = gzipSync(JSON.stringify(beat(1, { facts: { os: 'small' } })));
    const answered = await fetch(`${desk.gateway.url}/node/v1/report`, {
      method: 'POST',
      body: text,
      headers: { authorization: `Bearer ${node.credential}`, 'content-encoding': 'gzip' },
    });
    expect(answered.status).toBe(200);
    expect(await desk.instance(node.id)).toMatchObject({ facts: { os: 'small' } });
  });

  const MEGABYTE = 2 ** 20;
  const post = async (body: Uint8Array | string, headers: Record<string, string> = {}) => {
    const answered = await fetch(`${desk.gateway.url}/node/v1/report`, {
      method: 'POST',
      body: body as never,
      headers: { authorization: `Bearer ${node.credential}`, ...headers },
    });
    return { status: answered.status, detail: ((await answered.json()) as { detail: string }).detail };
  };
  it.each([
    ['10 MB', () => post(`{"x":"${'x'.repeat(10 * MEGABYTE)}"}`), 413],
    ['a report of more than 1 MiB', () => post(JSON.stringify(beat(1, { more: 'x'.repeat(MEGABYTE) }))), 413],
    ['a bomb', () => post(gzipSync(Buffer.alloc(40 * MEGABYTE)), { 'content-encoding': 'gzip' }), 413],
    [
      'a bomb within a bomb',
      () => post(gzipSync(gzipSync(Buffer.alloc(40 * MEGABYTE))), { 'content-encoding': 'gzip' }),
      400,
    ],
    ['no gzip', () => post('{}', { 'content-encoding': 'gzip' }), 400],
    ['another encoding', () => post('{}', { 'content-encoding': 'br' }), 415],
    ['no JSON', () => post('{'), 400],
    ['a million brackets', () => post('['.repeat(1_000_000)), 400],
    ['deep objects', () => post(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`), 400],
    ['nothing', () => post(''), 400],
    ['a list', () => post('[]'), 400],
    ['a time that is no time', () => post(JSON.stringify({ ...beat(1), at: 'now' })), 400],
  ])('is refused in one sentence: %s', async (_name, send, status) => {
    const answered = await send();
    expect(answered.status).toBe(status);
    expect(answered.detail.length).toBeGreaterThan(10);
    expect(await desk.instance(node.id)).toMatchObject({ heartbeat: null });
  });

  it('goes on where a neighbour of the same moment can not be kept', async () => {
    const beside = await desk.node();
    await desk.store.tamper('ALTER TABLE reeve.instance ADD CONSTRAINT no_bad CHECK (agent_version <> $$bad$$)');
    const both = await Promise.all([
      desk.report(node.credential, beat(1, { agent: 'bad' })),
      desk.report(beside.credential, beat(1, { agent: 'good' })),
    ]);
    expect(both.map(({ status }) => status)).toEqual([500, 200]);
    await desk.store.tamper('ALTER TABLE reeve.instance DROP CONSTRAINT no_bad');
  });

  it('keeps packages as a set by its digest, asked for once, and not under a name that is not theirs', async () => {
    const packages = { deb: ['bash@5.2', `own-${node.id}@1`] };
    const digest = `sha256:${createHash('sha256')
      .update(['[deb]', ...packages.deb].join('\n'))
      .digest('hex')}`;
    expect((await desk.report(node.credential, beat(1, { packages: { digest } }))).json).toMatchObject({
      wants: { packages: digest },
    });
    const lie = { digest, packages: { deb: ['evil@1'] } };
    expect((await desk.report(node.credential, beat(2, { packages: lie }))).json).toMatchObject({
      reports: [{ ignored: 1 }],
    });
    expect((await desk.report(node.credential, beat(3, { packages: { digest, packages } }))).json).not.toHaveProperty(
      'wants',
    );
    const beside = await desk.node();
    expect((await desk.report(beside.credential, beat(1, { packages: { digest } }))).json).not.toHaveProperty('wants');
    expect(await desk.instance(beside.id)).toMatchObject({ observed: { packageSet: digest, packages: 2 } });
  });
});
