import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryPosts, setRoute } from '../../activities/store/accept/routes.js';
import { claimPosts, noteShown } from '../../activities/store/courier.js';
import { listNotices } from '../../activities/store/read/notices.js';
import type { Surface } from '../../activities/notify/surface.js';
import type { Route } from '../../domain/route.js';
import { startCourier } from '../../workers/courier.js';
import { createLog } from '../../workers/log.js';
import { createMetrics } from '../../workers/metrics.js';
import { drySurface } from '../../workers/surfaces.js';
import { eventually } from '../support/cluster.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';

const admin = { account: 'home', kind: 'person', principal: 'admin', door: 'machine' } as const;

interface PostRow {
  readonly [name: string]: unknown;
  readonly id: string;
  readonly kind: string;
  readonly channel: string;
  readonly wanted: number;
  readonly shown: number;
}

describe('what people are told, on a real Temporal and PostgreSQL', () => {
  let world: SpineWorld;
  let lines: { msg: string; title?: string; text?: string; channel?: string }[];
  beforeAll(async () => {
    world = await openSpineWorld();
  });
  beforeEach(async () => {
    lines = [];
    for (const table of ['post', 'notice', 'route', 'reservation', 'policy'])
      await world.sql(`DELETE FROM reeve.${table}`);
  });
  afterAll(() => world?.close());

  const route = (over: Partial<Route> = {}) =>
    setRoute(world.store, admin, {
      ...{
        id: 'ops',
        provider: 'slack',
        channel: 'C1',
        tells: ['requests', 'notices', 'trouble'],
        agent: '',
        team: '',
      },
      ...{ target: '*', severityMin: 'info', reason: 'test', ...over },
    });
  const posts = () => world.sql<PostRow>('SELECT * FROM reeve.post ORDER BY opened_at, channel');
  const log = () =>
    createLog(
      { log: { level: 'debug', format: 'json' } },
      { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) },
    );
  const policy = (verb: string) =>
    world.sql(
      `INSERT INTO reeve.policy (account, category, verb, score_min, chain, author, reason, written_at)
       VALUES ('home', 'flag.set', $1, 0.4, 'manual_operations', 'person/admin', 'test', now())`,
      [verb],
    );
  const courier = (surface: Surface = drySurface(log(), 'slack')) => {
    const { db, relayDb } = world.store;
    const links = (path: string) => `https://reeve.test${path}`;
    const metrics = createMetrics({ version: 'test' });
    return startCourier({
      ...{ db, relayDb, links, metrics },
      surfaces: { slack: { surface, account: 'home' } },
      log: log(),
    });
  };

  it('asks in the channels of its routes, and says what became of it in the same messages', async () => {
    await route();
    await route({ id: 'twice', channel: 'C1' });
    await route({ id: 'other-agent', channel: 'C2', agent: 'night-watch' });
    await route({ id: 'grave', channel: 'C3', severityMin: 'high' });
    const carrying = courier();
    await world.run(async () => {
      const key = await world.propose({ summary: 'turn <on> the new checkout' });
      const request = await world.request(key);
      const asked = await eventually(() => Promise.resolve(lines.find(({ title }) => title?.startsWith('May it?'))));
      expect(asked).toMatchObject({ channel: 'C1', title: 'May it? turn <on> the new checkout' });
      expect(asked.text).toMatch(/^It asks because /);
      await world.answer('bob', { request, says: 'approve' });
      await world.ended(key);
      const ended = await eventually(() =>
        Promise.resolve(lines.find(({ text }) => text?.includes('Done and verified'))),
      );
      expect(ended).toMatchObject({ channel: 'C1', text: expect.stringContaining('People said yes.') });
      expect((await posts()).map(({ channel, kind }) => [channel, kind])).toEqual([['C1', 'request']]);
    });
    await carrying.stop();
  });

  it('says what was done where the row says so, and many of a kind in one message', async () => {
    await route();
    await policy('notify_and_proceed');
    await world.run(async () => {
      for (const value of [1, 2, 3]) {
        await world.sql('DELETE FROM reeve.reservation');
        await world.ended(await world.propose({ parameters: { value } }));
      }
    });
    const notices = await listNotices(world.store.db, 'home', { limit: 10 });
    expect(notices.map(({ kind, outcome, undoable }) => [kind, outcome, undoable])).toEqual([
      ['acted', 'verified', true],
      ['acted', 'verified', true],
      ['acted', 'verified', true],
    ]);
    expect(await posts()).toMatchObject([{ kind: 'notice', channel: 'C1', wanted: 3, shown: 0 }]);
    const carrying = courier();
    const said = await eventually(() => Promise.resolve(lines.find(({ title }) => title?.startsWith('Done'))));
    expect(said).toMatchObject({ title: 'Done and verified: feature-flag, 3 times' });
    await carrying.stop();
    expect(await posts()).toMatchObject([{ wanted: 3, shown: 3, ref: 'dry-run' }]);
  });

  it('says nothing of what the row lets happen silently', async () => {
    await route();
    await policy('auto_approve');
    await world.run(async () => {
      expect(await world.ended(await world.propose({ parameters: { value: 'silent' } }))).toMatchObject({
        outcome: 'verified',
      });
    });
    expect([await posts(), await listNotices(world.store.db, 'home', { limit: 10 })]).toEqual([[], []]);
  });

  it('shows one message by one courier at a time, each state once, and asks the history only where it was in doubt', async () => {
    await route();
    await world.run(async () => {
      const key = await world.propose({ parameters: { value: 'lease' } });
      await world.request(key);
      const { relayDb } = world.store;
      const claims = await Promise.all([
        claimPosts(relayDb, [{ provider: 'slack' }], 10),
        claimPosts(relayDb, [{ provider: 'slack' }], 10),
      ]);
      expect(claims.flat()).toMatchObject([{ kind: 'request', doubtful: false, attempts: 1, wanted: 1 }]);
      const [first] = claims.flat();
      if (!first) throw new Error('nothing was claimed');
      // It changed while it was being said: what it reads now is wanted still.
      await world.sql('UPDATE reeve.post SET wanted = wanted + 1');
      await noteShown(relayDb, first, { state: 'shown', ref: '1.1' });
      const [again] = await claimPosts(relayDb, [{ provider: 'slack' }], 10);
      expect(again).toMatchObject({ ref: '1.1', wanted: 2, doubtful: false });
      await world.sql(`UPDATE reeve.post SET ref = NULL, next_attempt_at = now() - interval '1 second'`);
      expect(await claimPosts(relayDb, [{ provider: 'slack' }], 10)).toMatchObject([{ doubtful: true, attempts: 2 }]);
      await world.sql(`UPDATE reeve.post SET next_attempt_at = now() - interval '1 second'`);
      expect(await claimPosts(relayDb, [{ provider: 'discord' }], 10)).toEqual([]);
      // A workspace belongs to one account: what another one wants said there never goes.
      expect(await claimPosts(relayDb, [{ provider: 'slack', account: 'other' }], 10)).toEqual([]);
    });
  });

  it('finds what was said and not heard of, and gives up what is refused again and again', async () => {
    await route();
    await world.run(async () => {
      await world.request(await world.propose({ parameters: { value: 'doubt' } }));
    });
    const calls: string[] = [];
    const deaf: Surface = {
      post() {
        calls.push('post');
        return Promise.reject(new Error('the connection broke'));
      },
      edit(_channel, ref) {
        calls.push(`edit ${ref}`);
        return Promise.resolve({ state: 'refused', because: 'the channel is archived' });
      },
      find() {
        calls.push('find');
        return Promise.resolve('7.7');
      },
    };
    const carrying = courier(deaf);
    await eventually(() => Promise.resolve(calls.length >= 3));
    expect(calls.slice(0, 3)).toEqual(['post', 'find', 'edit 7.7']);
    await world.sql('UPDATE reeve.post SET refusals = 19, next_attempt_at = now()');
    await eventually(async () => (await posts())[0]?.['failed_at'] !== null);
    await carrying.stop();
    expect(await posts()).toMatchObject([{ last_error: 'the channel is archived' }]);
  });

  it('tries a message of days ago for as long as a new one, when it is to be said anew', async () => {
    const { relayDb } = world.store;
    await world.sql(
      `INSERT INTO reeve.post (account, id, provider, channel, kind, subject, opened_at, wanted, shown, ref)
       VALUES ('home', 'old', 'slack', 'C1', 'hello', 'ops', now() - interval '3 days', 2, 1, '1.1')`,
    );
    const missed = async () => {
      await world.sql(`UPDATE reeve.post SET next_attempt_at = now() - interval '1 second'`);
      const [post] = await claimPosts(relayDb, [{ provider: 'slack' }], 10);
      if (!post) throw new Error('nothing was claimed');
      return noteShown(relayDb, post, { state: 'later', because: 'Slack asks to wait', afterMs: 1_000 });
    };
    expect(await missed()).toEqual({ over: false });
    await world.sql(`UPDATE reeve.post SET trying_since = trying_since - interval '25 hours'`);
    expect(await missed()).toEqual({ over: true });
    await retryPosts(world.store, admin, { reason: 'Slack is back' });
    expect(await missed()).toEqual({ over: false });
  });
});
