import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGateway } from '../support/gateway.js';
import { beat, type NodeDesk, openNodeDesk } from '../support/nodes.js';

let desk: NodeDesk;
beforeAll(async () => {
  desk = await openNodeDesk();
});
afterAll(() => desk?.close());

describe('enrolment', () => {
  it('makes a host an instance, once', async () => {
    const { token } = await desk.offer('web-1.eu');
    const first = await desk.enrol(token);
    expect(first).toMatchObject({ status: 201, json: { account: 'home', instance: 'web-1.eu', everyMs: 30_000 } });
    expect((await desk.enrol(token)).status).toBe(401);
    expect(await desk.instance('web-1.eu')).toMatchObject({ template: 'hosts', status: 'pending', heartbeat: null });
  });

  it('is one only, where two come with the same token at once', async () => {
    const { token } = await desk.offer('twice');
    const both = await Promise.all([desk.enrol(token), desk.enrol(token)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401]);
  });

  it('is refused where the token is forged, ended, of another instance or account, or none', async () => {
    const { token } = await desk.offer('guarded');
    await desk.offer('beside');
    const text = String(token);
    const forged = text.replace(/.{43}$/, randomBytes(32).toString('base64url'));
    await desk.offer('late').then(async (late) => {
      await desk.store.tamper(`UPDATE reeve.enrolment SET ends_at = now() WHERE instance = 'late'`);
      expect((await desk.enrol(late['token'])).status).toBe(401);
    });
    for (const bad of [
      forged,
      text.replace('guarded', 'beside'),
      text.replace('home', 'other'),
      text.replace('home', 'nobody'),
      desk.admin,
      '',
    ])
      expect(await desk.enrol(bad)).toMatchObject({
        status: 401,
        json: { detail: expect.stringContaining('not good') },
      });
    expect((await desk.enrol(text)).status).toBe(201);
  });

  it('is offered for what is there, or is made with a template', async () => {
    const asked = (id: string, body: object, token = desk.admin) =>
      desk.gateway.call('POST', `/api/v1/fleet/instances/${id}/enrolment`, { token, body });
    expect(await asked('missing', {})).toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining('reeve fleet list') },
    });
    expect((await asked('web-1.eu', {}, desk.other)).status).toBe(404);
    expect((await asked('a%20b', { template: 'x' })).status).toBe(409);
    expect((await asked('x', { template: 'x', minutes: 0 })).status).toBe(400);
  });

  it('takes the instance from whoever was it before', async () => {
    const { id, credential } = await desk.node();
    expect((await desk.report(credential, beat(1))).status).toBe(200);
    await desk.enrol((await desk.offer(id))['token']);
    expect((await desk.report(credential, beat(2))).status).toBe(401);
  });
});

describe('a credential', () => {
  it('is refused when it is forged, of another node, or ended', async () => {
    const [one, two] = [await desk.node(), await desk.node()];
    const secret = (text: string) => text.slice(-43);
    const forged = one.credential.replace(secret(one.credential), randomBytes(32).toString('base64url'));
    const crossed = one.credential.replace(secret(one.credential), secret(two.credential));
    for (const bad of [
      forged,
      crossed,
      one.credential.replace('rvn_home', 'rvn_other'),
      `${one.credential}A`,
      desk.admin,
      'x',
    ])
      expect(await desk.report(bad, beat(1))).toMatchObject({
        status: 401,
        json: { detail: expect.stringContaining('enrol') },
      });
    await desk.store.tamper('UPDATE reeve.node_credential SET ends_at = now() WHERE instance = $1', [one.id]);
    expect((await desk.report(one.credential, beat(1))).status).toBe(401);
    expect((await desk.gateway.call('GET', '/api/v1/status', { token: two.credential })).status).toBe(401);
  });

  it('is rotated: the old one goes on until the new one is used', async () => {
    const { credential: old } = await desk.node();
    const { status, json } = await desk.gateway.call('POST', '/node/v1/credential', { token: old });
    expect(status).toBe(201);
    expect((await desk.report(old, beat(1))).status).toBe(200);
    expect((await desk.report(String(json['credential']), beat(2))).status).toBe(200);
    expect((await desk.report(old, beat(3))).status).toBe(401);
    expect((await desk.report(String(json['credential']), beat(3))).status).toBe(200);
  });

  it('that came of an answer that was lost ends with the next rotation, and the old one ends after an hour', async () => {
    const { id, credential: old } = await desk.node();
    const rotate = async () =>
      (await desk.gateway.call('POST', '/node/v1/credential', { token: old })).json['credential'];
    const [lost, kept] = [await rotate(), await rotate()];
    expect((await desk.report(String(lost), beat(1))).status).toBe(401);
    const [row] = await desk.store.tamper<{ left: number }>(
      'SELECT extract(epoch FROM min(ends_at) - now())::int AS left FROM reeve.node_credential WHERE instance = $1',
      [id],
    );
    expect(row?.left).toBeLessThanOrEqual(3600);
    expect(row?.left).toBeGreaterThan(3500);
    expect((await desk.report(String(kept), beat(1))).status).toBe(200);
  });

  it('two rotations at once leave one that works', async () => {
    const { credential } = await desk.node();
    const both = await Promise.all(
      [1, 2].map(() => desk.gateway.call('POST', '/node/v1/credential', { token: credential })),
    );
    const news = both.map(({ json }) => String(json?.['credential']));
    const works = await Promise.all(news.map(async (one) => (await desk.report(one, beat(1))).status));
    expect(works.filter((status) => status === 200).length).toBe(1);
  });

  it('is nothing from the moment it is revoked, although it was believed', async () => {
    const { id, credential } = await desk.node();
    expect((await desk.report(credential, beat(1))).status).toBe(200);
    const path = `/api/v1/fleet/instances/${id}/revoke`;
    expect((await desk.gateway.call('POST', path, { token: desk.other, body: { reason: 'x' } })).status).toBe(404);
    expect((await desk.gateway.call('POST', path, { token: desk.admin, body: { reason: 'lost' } })).json).toEqual({
      credentials: 1,
    });
    expect((await desk.report(credential, beat(2))).status).toBe(401);
  });

  it('is believed no more at another gateway either, as soon as that hears of it', async () => {
    const second = await openTestGateway(desk.store, { hearsNodes: true });
    try {
      const { id, credential } = await desk.node();
      const there = (seq: number) => second.call('POST', '/node/v1/report', { token: credential, body: beat(seq) });
      await expect.poll(async () => (await there(1)).status).toBe(200);
      await pause(200);
      await desk.gateway.call('POST', `/api/v1/fleet/instances/${id}/revoke`, {
        token: desk.admin,
        body: { reason: 'lost' },
      });
      await expect.poll(async () => (await there(2)).status, { timeout: 5_000 }).toBe(401);
    } finally {
      await second.close();
    }
  });
});

describe('who asks too often', () => {
  it('is told when to come again: a node by its name, and who proves nothing by the address', async () => {
    const { credential } = await desk.node();
    const polls = await Promise.all(
      Array.from({ length: 200 }, () => desk.gateway.call('GET', '/node/v1/tasks', { token: credential })),
    );
    const refused = polls.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused[0]).toMatchObject({ headers: { 'retry-after': '1' }, json: { title: 'Too many requests' } });
    const beside = await desk.node();
    expect((await desk.report(beside.credential, beat(1))).status).toBe(200);
    const guesses = await Promise.all(Array.from({ length: 200 }, () => desk.enrol('rve_x')));
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
  });
});
