import { randomUUID } from 'node:crypto';
import { acceptAnswer, type GivenAnswer } from '../../activities/store/accept/answers.js';
import type { SpineDeps } from '../../activities/spine/deps.js';
import type { Observer } from '../../activities/spine/observer.js';
import { acceptProposal } from '../../activities/store/accept/proposals.js';
import { addPrincipal } from '../../activities/store/accept/principals.js';
import type { Proposal } from '../../domain/proposal.js';
import { createMetrics } from '../../workers/metrics.js';
import { startRelay } from '../../workers/relay.js';
import { eventually } from './cluster.js';
import { aProposal } from './spine.js';
import { openTestStore, type TestStore } from './store.js';
import { type Lent, openTestTemporal, type Outside, quiet, type TemporalWish, type TestTemporal } from './temporal.js';

export interface Ended {
  readonly outcome: string | null;
  readonly because: string | null;
  readonly stage: string;
}

/** An account with people, an agent that is trusted, a flag and an open scope, on real parts. */
export interface SpineWorld {
  readonly store: TestStore;
  readonly temporal: TestTemporal;
  readonly account: string;
  /** Of its admin. */
  readonly token: string;
  readonly propose: (over?: Partial<Proposal>) => Promise<string>;
  readonly answer: (person: string, given: Omit<GivenAnswer, 'trace'>) => Promise<{ id: string; again: boolean }>;
  readonly ended: (key: string) => Promise<Ended>;
  readonly standing: (key: string) => Promise<Ended>;
  /** The open request of an intervention, once there is one. */
  readonly request: (key: string) => Promise<string>;
  readonly flag: (name?: string) => Promise<unknown>;
  /** With relay and workers, which go on afterwards: starting and draining them takes seconds. */
  readonly run: <T>(use: () => Promise<T>) => Promise<T>;
  /** Ends relay and workers, until the next run. */
  readonly rest: () => Promise<void>;
  readonly sql: TestStore['tamper'];
  readonly close: () => Promise<void>;
}

/** People, an agent that is trusted, a flag, and a scope that is open; gives the admin's token. */
export async function furnish(store: TestStore, account: string): Promise<string> {
  const token = await store.account(account);
  const book = { db: store.db, ledger: store.ledger };
  const admin = { account, kind: 'person', principal: 'admin', door: 'machine' } as const;
  for (const [id, roles] of [
    ['bob', ['approver']],
    ['eve', ['approver']],
    ['olga', ['operator']],
  ] as const)
    await addPrincipal(book, admin, { id, kind: 'person', name: id, roles });
  await addPrincipal(book, admin, { id: 'demo-agent', kind: 'agent', name: 'Demo', roles: [] });
  const insert = (table: string, row: Record<string, unknown>) =>
    store.tamper(`INSERT INTO reeve.${table} SELECT * FROM jsonb_populate_record(NULL::reeve.${table}, $1::jsonb)`, [
      JSON.stringify({ account, ...row }),
    ]);
  const now = new Date().toISOString();
  await insert('trust', {
    ...{ agent: 'demo-agent', safety: 0.8, reliability: 0.8, quality: 0.8, cost: 0.8, speed: 0.8 },
    ...{ tier: 'T2', evaluated_at: now },
  });
  await insert('scope', {
    ...{ pattern: 'flag/*', stage: 'act', risk_max: 'critical' },
    ...{ author: 'person/admin', reason: 'test', written_at: now },
  });
  await insert('flag', { name: 'checkout.new', value: false, changed_at: now });
  return token;
}

/** A wish by the agent, accepted as a door would. */
export async function proposeIn(store: TestStore, account: string, over: Partial<Proposal> = {}): Promise<string> {
  const proposal = aProposal({ account, key: randomUUID(), ...over });
  const by = { account, kind: proposal.by.kind, principal: proposal.by.id, door: 'token' } as const;
  const wish = { proposal, category: 'flag.set', security: false, trace: {} };
  return (await acceptProposal({ db: store.db, ledger: store.ledger }, by, wish)).key;
}

/** Lets the agent set flags by itself. */
export async function allowAlone(store: TestStore, account: string): Promise<void> {
  await store.tamper(
    `INSERT INTO reeve.policy (account, category, verb, score_min, chain, author, reason, written_at)
     VALUES ($1, 'flag.set', 'auto_approve', 0.4, 'manual_operations', 'person/admin', 'test', now())`,
    [account],
  );
}

/** Who looks on. */
export interface Watched extends TemporalWish {
  readonly observer?: Observer;
  readonly onUnknownAnswer?: SpineDeps['onUnknownAnswer'];
  readonly sources?: Lent['sources'];
}

export async function openSpineWorld(
  account = 'home',
  outside: Outside = {},
  { observer, onUnknownAnswer, sources, ...wish }: Watched = {},
): Promise<SpineWorld> {
  const [store, temporal] = await Promise.all([openTestStore(), openTestTemporal(wish)]);
  const token = await furnish(store, account);
  const book = { db: store.db, ledger: store.ledger };
  const standing = async (key: string): Promise<Ended> => {
    const [row] = await store.tamper<Ended & Record<string, unknown>>(
      'SELECT outcome, because, stage FROM reeve.intervention WHERE account = $1 AND key = $2',
      [account, key],
    );
    if (!row) throw new Error(`no intervention ${key}`);
    return row;
  };
  let working: Promise<{ readonly stop: () => Promise<void> }> | undefined;
  async function startWork() {
    const workers = await temporal.startWorkers({
      ...{ ...store, outside },
      ...(sources && { sources }),
      ...(observer && { observer }),
      ...(onUnknownAnswer && { onUnknownAnswer }),
    });
    const metrics = createMetrics({ version: 'test' });
    const relay = startRelay(store.relayDb, temporal.client, { log: quiet(), metrics, listenUrl: store.urls.relay });
    return {
      async stop() {
        await relay.stop();
        await workers.drain();
      },
    };
  }
  async function rest() {
    const ending = working;
    working = undefined;
    await (await ending)?.stop();
  }
  return {
    ...{ store, temporal, account, token, standing, sql: store.tamper },
    propose: (over) => proposeIn(store, account, over),
    answer: (principal, given) =>
      acceptAnswer(book, { account, kind: 'person', principal, door: 'token' }, { ...given, trace: {} }),
    ended: (key) => eventually(async () => ((await standing(key)).outcome === null ? undefined : standing(key))),
    request: (key) =>
      eventually(async () => {
        const [row] = await store.tamper<{ id: string }>(
          `SELECT id FROM reeve.request WHERE account = $1 AND intervention = $2 AND state = 'open'`,
          [account, key],
        );
        return row?.id;
      }),
    async flag(name = 'checkout.new') {
      const [row] = await store.tamper<{ value: unknown }>(
        'SELECT value FROM reeve.flag WHERE account = $1 AND name = $2',
        [account, name],
      );
      return row?.value;
    },
    async run(use) {
      await (working ??= startWork());
      return use();
    },
    rest,
    async close() {
      await rest();
      await temporal.close();
      await store.close();
    },
  };
}
