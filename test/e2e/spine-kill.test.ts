import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptAnswer } from '../../activities/store/accept/answers.js';
import { checkBook } from '../../activities/ledger/check.js';
import { childEnvironment } from '../../config/environment.js';
import { eventually } from '../support/cluster.js';
import { allowAlone, furnish, proposeIn } from '../support/spine-world.js';
import { openTestStore, type TestStore } from '../support/store.js';
import { openTestTemporal, type TestTemporal } from '../support/temporal.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Where a worker is killed: just before this write is durable, when everything before it is. Each in an account of its own,
 * since a step that is held holds its account's book.
 */
const POINTS: Readonly<Record<string, { readonly on: string; readonly when: string; readonly asks?: true }>> = {
  plan: { on: 'UPDATE OF plan ON reeve.intervention', when: 'NEW.plan IS NOT NULL' },
  judge: { on: 'INSERT ON reeve.judgement', when: 'true' },
  ask: { on: 'INSERT ON reeve.request', when: 'true', asks: true },
  tally: { on: 'UPDATE OF state ON reeve.request', when: `NEW.state = 'approved'`, asks: true },
  'judge-again': { on: 'INSERT ON reeve.judgement', when: 'NEW.round = 2', asks: true },
  begin: { on: 'UPDATE OF begun_at ON reeve.intervention', when: 'NEW.begun_at IS NOT NULL' },
  send: { on: 'INSERT ON reeve.effect', when: 'true' },
  effect: { on: 'UPDATE OF value ON reeve.flag', when: 'true' },
  receipt: { on: 'UPDATE OF receipt ON reeve.effect', when: 'true' },
  end: { on: 'UPDATE OF outcome ON reeve.intervention', when: 'NEW.outcome IS NOT NULL' },
};

describe('a worker that is killed between any two steps', () => {
  let store: TestStore;
  let temporal: TestTemporal;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    [store, temporal] = await Promise.all([openTestStore(), openTestTemporal()]);
    await store.tamper('CREATE TABLE public.held (account text PRIMARY KEY, times integer NOT NULL)');
    await store.tamper('CREATE TABLE public.changes (account text NOT NULL)');
    await store.tamper('GRANT ALL ON public.held, public.changes TO PUBLIC');
    await store.tamper(`CREATE FUNCTION public.count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO public.changes VALUES (NEW.account); RETURN NEW; END $$`);
    await store.tamper(
      'CREATE TRIGGER count_change AFTER UPDATE OF value ON reeve.flag FOR EACH ROW EXECUTE FUNCTION public.count_change()',
    );
    for (const [point, { on, when, asks }] of Object.entries(POINTS)) {
      const account = `at-${point}`;
      await furnish(store, account);
      if (!asks) await allowAlone(store, account);
      // A sequence counts also what is rolled back.
      await store.tamper(`CREATE SEQUENCE public."${account}"; `);
      await store.tamper(`GRANT ALL ON SEQUENCE public."${account}" TO PUBLIC`);
      await store.tamper(`CREATE FUNCTION public."hold ${point}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.account = '${account}' AND nextval('public."${account}"') = 1 THEN PERFORM pg_sleep(12); END IF; RETURN NEW; END $$`);
      await store.tamper(
        `CREATE TRIGGER "hold ${point}" AFTER ${on} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION public."hold ${point}"()`,
      );
    }
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await temporal?.close();
    await store?.close();
  });

  async function startWorker(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [join(root, 'bin', 'reeve.js'), 'worker'], {
      cwd: store.dir,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: childEnvironment({
        DATABASE_URL: store.urls.app,
        REEVE_DATABASE_RELAY_URL: store.urls.relay,
        REEVE_DATABASE_POOL_MAX: '40',
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: temporal.namespace,
        REEVE_LEDGER_SIGNING_KEY_FILE: join(store.dir, 'ledger.pem'),
        REEVE_LEDGER_WITNESS_DIR: store.witnessDir,
        REEVE_DATA: join(store.dir, 'data'),
      }),
    });
    workers.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (said += text.toString()));
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(said);
      return said.includes('worker serves');
    });
    return child;
  }
  const accounts = Object.keys(POINTS).map((point) => `at-${point}`);
  const held = (account: string) =>
    eventually(async () => {
      const [row] = await store.tamper<{ n: string; called: boolean }>(
        `SELECT last_value AS n, is_called AS called FROM public."${account}"`,
      );
      return row?.called;
    });

  it('leaves each effect done once, each story ended once, and every book whole', async () => {
    const first = await startWorker();
    const keys = new Map<string, string>();
    for (const account of accounts) keys.set(account, await proposeIn(store, account));
    const say = async (account: string) => {
      const [request] = await eventually(async () => {
        const rows = await store.tamper<{ id: string }>(
          `SELECT id FROM reeve.request WHERE account = $1 AND state = 'open'`,
          [account],
        );
        return rows.length > 0 ? rows : undefined;
      });
      const by = { account, kind: 'person', principal: 'bob', door: 'token' } as const;
      await acceptAnswer(store, by, { request: request?.id ?? '', says: 'approve', trace: {} });
    };
    await Promise.all(['at-tally', 'at-judge-again'].map(say));
    await Promise.all(accounts.map(held));
    first.kill('SIGKILL');
    await once(first, 'exit');
    // What the dead one had not committed is gone with its connections.
    await store.tamper(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'reeve-%' AND state = 'active'`,
    );
    await startWorker();
    await say('at-ask');
    for (const account of accounts) {
      const row = await eventually(
        async () => {
          const [found] = await store.tamper<{ outcome: string | null; because: string | null }>(
            'SELECT outcome, because FROM reeve.intervention WHERE account = $1 AND key = $2',
            [account, keys.get(account) ?? ''],
          );
          return found?.outcome ? found : undefined;
        },
        { withinMs: 120_000, everyMs: 250 },
      ).catch((error: Error) => ({ outcome: error.message }));
      expect([account, row.outcome]).toEqual([account, 'verified']);
    }
    const changes = await store.tamper<{ account: string; n: number }>(
      'SELECT account, count(*)::int AS n FROM public.changes GROUP BY account ORDER BY account',
    );
    expect(changes).toEqual(accounts.toSorted().map((account) => ({ account, n: 1 })));
    for (const account of accounts) {
      const report = await checkBook(store.db, account, {
        keys: store.keys,
        witnessDir: store.witnessDir,
        since: 'start',
      });
      expect([account, report.whole]).toEqual([account, true]);
      const kinds = await store.tamper<{ kind: string; n: number }>(
        `SELECT kind, count(*)::int AS n FROM reeve.ledger WHERE account = $1 AND kind IN ('intent', 'receipt', 'outcome')
         GROUP BY kind ORDER BY kind`,
        [account],
      );
      expect(kinds).toEqual(['intent', 'outcome', 'receipt'].map((kind) => ({ kind, n: 1 })));
    }
  });
});
