import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptErrand } from '../../activities/store/accept/errands.js';
import { relayErrands, type Send, sweepSent } from '../../activities/store/relay.js';
import { openDatabase } from '../../activities/store/database.js';
import { inboxLag } from '../../activities/store/read/status.js';
import { openTestStore, type TestStore } from '../support/store.js';

describe('the inbox', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore();
    await store.account('home');
  });
  beforeEach(() => store.tamper('DELETE FROM reeve.inbox'));
  afterAll(() => store?.close());

  const accept = (name = 'checkpoint', args: string[] = []) =>
    store.db.withAccount('home', (tx) => acceptErrand(tx, { kind: 'start', name, workflowId: name, args, trace: {} }));
  const rows = () =>
    store.tamper<{ name: string; sent: boolean; attempts: number; refusals: number; error: string; wait: number }>(
      `SELECT name, sent_at IS NOT NULL AS sent, failed_at IS NOT NULL AS failed, attempts, refusals, last_error AS error,
         extract(epoch FROM next_attempt_at - now())::float AS wait FROM reeve.inbox ORDER BY name`,
    );
  const allDue = () => store.tamper('UPDATE reeve.inbox SET next_attempt_at = now()');
  const pass = (send: Send) => relayErrands(store.relayDb, 10, send);
  const take: Send = () => Promise.resolve('taken');
  const refuse: Send = () => Promise.resolve({ refused: 'no such thing' });
  const away: Send = () => Promise.reject(new Error('nobody answers'));
  const NOTHING = { sent: 0, failed: 0, ended: [] };

  it('keeps an errand together with what else its transaction wrote, or neither', async () => {
    const both = (then: () => void) =>
      store.db.withAccount('home', async (tx) => {
        await tx.query(
          `INSERT INTO identity (account, provider, subject, principal) VALUES ('home', 'oidc', 's', 'admin')`,
        );
        await acceptErrand(tx, { kind: 'signal', name: 'nudge', workflowId: 'x', args: [], trace: {} });
        then();
      });
    const fail = () => {
      throw new Error('changed my mind');
    };
    await expect(both(fail)).rejects.toThrow('changed my mind');
    const linked = () => store.tamper(`SELECT FROM reeve.identity`);
    expect([await rows(), await linked()]).toEqual([[], []]);
    await both(() => undefined);
    expect([(await rows()).length, (await linked()).length]).toEqual([1, 1]);
  });

  it('takes no errand that is too large for Temporal', async () => {
    await accept('large', ['x'.repeat(999_000)]);
    await expect(accept('larger', ['x'.repeat(1_000_000)])).rejects.toThrow('inbox_args_check');
  });

  it('holds no transaction and no lock while one is sent', async () => {
    await accept();
    const held: unknown[] = [];
    await pass(async () => {
      held.push(
        ...(await store.tamper(
          `SELECT state, xact_start FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'reeve-relay'`,
        )),
      );
      await store.tamper('SELECT FROM reeve.inbox FOR UPDATE NOWAIT');
      return 'taken';
    });
    expect(held).toEqual([{ state: 'idle', xact_start: null }]);
  });

  it('gives one that a relay died with to the next, once its lease is over', async () => {
    await accept();
    let revive: (error: Error) => void = () => undefined;
    let claimed: () => void = () => undefined;
    const began = new Promise<void>((resolve) => (claimed = resolve));
    const stalled = pass(() => {
      claimed();
      return new Promise((_resolve, reject) => (revive = reject));
    });
    await began;
    const [held] = await rows();
    expect(held?.wait).toBeGreaterThan(25);
    expect(held?.wait).toBeLessThanOrEqual(30);
    expect(await pass(take)).toEqual(NOTHING);
    await allDue();
    expect(await pass(away)).toMatchObject({ failed: 1 });
    const [later] = await rows();
    // The first one wakes up again: its claim is long over, and what it notes must not count.
    revive(new Error('too late'));
    await stalled;
    expect(await rows()).toMatchObject([{ sent: false, attempts: 2, error: 'nobody answers' }]);
    expect(later?.attempts).toBe(2);
    await allDue();
    expect(await pass(take)).toMatchObject({ sent: 1 });
  });

  it('waits longer for one each time, and sends the rest meanwhile', async () => {
    await accept('bad');
    await accept('good');
    const send: Send = ({ name }) =>
      name === 'bad' ? Promise.reject(new Error('no '.repeat(200))) : take({} as never);
    const waits: number[] = [];
    for (let attempts = 1; attempts <= 8; attempts += 1) {
      await pass(send);
      expect(await pass(send)).toEqual(NOTHING);
      const [bad, good] = await rows();
      expect([bad, good]).toMatchObject([{ sent: false, attempts }, { sent: true }]);
      expect(bad?.error).toHaveLength(300);
      waits.push(Math.ceil(bad?.wait ?? 0));
      await allDue();
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('ends one after ten refusals, and never for want of an answer', async () => {
    await accept();
    for (let n = 0; n < 30; n += 1) {
      expect(await pass(away)).toMatchObject({ failed: 1 });
      await allDue();
    }
    for (let n = 1; n < 10; n += 1) {
      expect(await pass(refuse)).toMatchObject({ failed: 1, ended: [] });
      await allDue();
    }
    expect(await inboxLag(store.db, 'home')).toMatchObject({ pending: 1, failed: 0 });
    expect(await pass(refuse)).toMatchObject({ failed: 0, ended: [{ name: 'checkpoint', error: 'no such thing' }] });
    await allDue();
    expect(await pass(take)).toEqual(NOTHING);
    expect(await inboxLag(store.db, 'home')).toEqual({
      ...{ pending: 0, failed: 1, oldestSeconds: 0 },
      lastError: 'no such thing',
    });
    // As the runbook has it: the owner of the database lets them go once more.
    const owner = openDatabase({ url: store.urls.owner, login: 'owner', poolMax: 1 });
    await owner.withoutAccount(async (tx) => {
      await tx.query(`SELECT set_config('reeve.whole', 'on', true)`);
      await tx.query(
        'UPDATE inbox SET failed_at = NULL, refusals = 0, next_attempt_at = now() WHERE failed_at IS NOT NULL',
      );
    });
    await owner.close();
    expect(await pass(take)).toMatchObject({ sent: 1 });
    expect(await inboxLag(store.db, 'home')).toEqual({ pending: 0, failed: 0, oldestSeconds: 0 });
  });

  it('leaves a kind that only a newer relay knows to that one', async () => {
    await store.tamper('ALTER TABLE reeve.inbox DROP CONSTRAINT inbox_kind_check');
    await accept('known');
    await accept('new');
    await store.tamper(`UPDATE reeve.inbox SET kind = 'later' WHERE name = 'new'`);
    expect(await pass(take)).toMatchObject({ sent: 1 });
    expect(await rows()).toMatchObject([
      { name: 'known', sent: true },
      { name: 'new', sent: false, attempts: 0 },
    ]);
    await store.tamper(
      `DELETE FROM reeve.inbox; ALTER TABLE reeve.inbox ADD CHECK (kind IN ('start', 'signal', 'update', 'cancel'))`,
    );
  });

  it('forgets what was sent more than seven days ago, some rows at a time, and nothing else', async () => {
    for (const name of ['failed', 'late-1', 'late-2', 'late-3', 'recent', 'waiting']) await accept(name);
    await store.tamper(
      `UPDATE reeve.inbox SET sent_at = now() - CASE name WHEN 'recent' THEN interval '167 hours' ELSE interval '169 hours' END
       WHERE name LIKE 'late%' OR name = 'recent'`,
    );
    await store.tamper(
      `UPDATE reeve.inbox SET accepted_at = now() - interval '1 year',
         failed_at = CASE name WHEN 'failed' THEN now() - interval '1 year' END WHERE name IN ('failed', 'waiting')`,
    );
    expect([await sweepSent(store.relayDb, 2), await sweepSent(store.relayDb, 2)]).toEqual([2, 1]);
    expect(await sweepSent(store.relayDb, 2)).toBe(0);
    expect((await rows()).map(({ name }) => name)).toEqual(['failed', 'recent', 'waiting']);
  });
});
