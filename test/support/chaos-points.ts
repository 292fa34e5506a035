import pg from 'pg';
import { eventually } from './cluster.js';
import type { TestStore } from './store.js';

/** A write that can be held just before it is durable, when everything before it is. */
export interface Point {
  readonly on: string;
  readonly when: string;
  readonly does: 'flag' | 'job';
  /** Whether people are asked, and whether they answer before the write that is held or after. */
  readonly asks?: 'before' | 'after';
}

export const POINTS: Readonly<Record<string, Point>> = {
  relay: { on: 'UPDATE OF sent_at ON reeve.inbox', when: 'NEW.sent_at IS NOT NULL', does: 'flag' },
  plan: { on: 'UPDATE OF plan ON reeve.intervention', when: 'NEW.plan IS NOT NULL', does: 'flag' },
  judge: { on: 'INSERT ON reeve.judgement', when: 'true', does: 'flag' },
  ask: { on: 'INSERT ON reeve.request', when: 'true', does: 'flag', asks: 'after' },
  tally: { on: 'UPDATE OF state ON reeve.request', when: `NEW.state = 'approved'`, does: 'flag', asks: 'before' },
  'judge-again': { on: 'INSERT ON reeve.judgement', when: 'NEW.round = 2', does: 'flag', asks: 'before' },
  begin: { on: 'UPDATE OF begun_at ON reeve.intervention', when: 'NEW.begun_at IS NOT NULL', does: 'flag' },
  send: { on: 'INSERT ON reeve.effect', when: 'true', does: 'flag' },
  effect: { on: 'UPDATE OF value ON reeve.flag', when: 'true', does: 'flag' },
  receipt: { on: 'UPDATE OF receipt ON reeve.effect', when: 'true', does: 'flag' },
  end: { on: 'UPDATE OF outcome ON reeve.intervention', when: 'NEW.outcome IS NOT NULL', does: 'flag' },
  'job-begin': {
    ...{ on: 'UPDATE OF begun_at ON reeve.intervention', when: 'NEW.begun_at IS NOT NULL' },
    ...{ does: 'job', asks: 'before' },
  },
  'job-send': { on: 'INSERT ON reeve.effect', when: 'true', does: 'job', asks: 'before' },
  'job-receipt': { on: 'UPDATE OF receipt ON reeve.effect', when: 'true', does: 'job', asks: 'before' },
  'job-end': {
    ...{ on: 'UPDATE OF outcome ON reeve.intervention', when: 'NEW.outcome IS NOT NULL' },
    ...{ does: 'job', asks: 'before' },
  },
};

const LOCKS = 77;

/** Lays the points: a write of an account that is entered at one waits there for as long as the gate is shut. */
export async function layPoints({ tamper }: TestStore): Promise<void> {
  await tamper('CREATE TABLE public.run (n serial PRIMARY KEY, account text UNIQUE, point text NOT NULL)');
  await tamper('CREATE TABLE public.change (account text NOT NULL)');
  await tamper('GRANT ALL ON public.run, public.change TO PUBLIC');
  await tamper(`CREATE FUNCTION public.count_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO public.change VALUES (NEW.account); RETURN NEW; END $$`);
  await tamper(`CREATE TRIGGER count_change AFTER UPDATE OF value ON reeve.flag FOR EACH ROW
    EXECUTE FUNCTION public.count_change()`);
  await tamper(`CREATE FUNCTION public.hold() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE place integer; BEGIN
    SELECT n INTO place FROM public.run WHERE account = NEW.account AND point = TG_ARGV[0];
    IF FOUND THEN PERFORM pg_advisory_xact_lock_shared(${LOCKS}, place); END IF; RETURN NEW; END $$`);
  for (const [point, { on, when }] of Object.entries(POINTS))
    await tamper(`CREATE TRIGGER "hold ${point}" AFTER ${on} FOR EACH ROW WHEN (${when})
      EXECUTE FUNCTION public.hold('${point}')`);
}

export interface Gate {
  /** Whether the writes of these accounts, and all of them at once, wait now. */
  readonly untilHeld: (accounts: readonly string[]) => Promise<void>;
  /** Also open when its server was killed. */
  readonly open: () => Promise<void>;
}

/** One session that holds a lock for each account, so no time has to be guessed: what reaches its point waits for it. */
export async function shutGate(store: TestStore, runs: Readonly<Record<string, string>>): Promise<Gate> {
  const gate = new pg.Client({ connectionString: store.urls.superuser });
  gate.on('error', () => undefined);
  await gate.connect();
  for (const [account, point] of Object.entries(runs)) {
    const { rows } = await gate.query<{ n: number }>(
      'INSERT INTO public.run (account, point) VALUES ($1, $2) RETURNING n',
      [account, point],
    );
    await gate.query('SELECT pg_advisory_lock($1, $2)', [LOCKS, rows[0]?.n]);
  }
  return {
    async untilHeld(accounts) {
      await eventually(
        async () => {
          const waiting = await store.tamper<{ account: string }>(
            `SELECT DISTINCT r.account FROM pg_locks l JOIN public.run r ON r.n = l.objid::int
             WHERE l.locktype = 'advisory' AND l.classid::int = ${LOCKS} AND NOT l.granted AND r.account = ANY ($1)`,
            [accounts],
          );
          if (waiting.length === accounts.length) return true;
          const there = new Set(waiting.map(({ account }) => account));
          throw new Error(`not at their point: ${accounts.filter((account) => !there.has(account)).join(', ')}`);
        },
        { withinMs: 120_000, everyMs: 100 },
      );
    },
    open: () => gate.end().catch(() => undefined),
  };
}
