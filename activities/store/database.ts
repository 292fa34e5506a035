import pg from 'pg';
import { isAccount } from '../../domain/account.js';

export type Login = 'app' | 'relay' | 'owner';
export const DATABASE_ROLE = { app: 'reeve_app', relay: 'reeve_relay' } as const;

/** One open transaction. What is read and written through it belongs to one account. */
export interface Transaction {
  readonly query: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** Several statements in one round trip, without parameters: for the few places where the trip is what costs. */
  readonly batch: (text: string) => Promise<readonly pg.QueryResult[]>;
  /** The last statements and the commit in one round trip, without parameters. Nothing can be said afterwards. */
  readonly finish: (text: string) => Promise<void>;
  /** Runs once the transaction is durable, for what lives outside the database. */
  readonly afterCommit: (then: () => void) => void;
  /** Runs once the transaction is rolled back and its connection returned, for what has to be kept of a failure. */
  readonly afterRollback: (then: () => Promise<void>) => void;
}

export interface Database {
  /** One transaction that sees one account. There is no other way to a row. */
  readonly withAccount: <T>(account: string, use: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** One transaction that sees no account: for functions that say themselves what they show. */
  readonly withoutAccount: <T>(use: (tx: Transaction) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

export interface DatabaseSettings {
  readonly url: string;
  readonly login: Login;
  readonly poolMax: number;
  readonly statementMsMax?: number;
  /** Called when an idle connection breaks; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

/**
 * Opens a pool. The role is taken up in each transaction, so that one login for everything, or a pooler in between,
 * still gives every part only its own rights.
 */
export function openDatabase({
  url,
  login,
  poolMax,
  statementMsMax = 15_000,
  onIdleError,
}: DatabaseSettings): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolMax,
    connectionTimeoutMillis: 5_000,
    // The server ends what takes too long; this is for a server that says nothing any more.
    query_timeout: statementMsMax + 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: `reeve-${login}`,
  });
  pool.on('error', (error: Error & { client?: unknown }) => {
    // The driver hangs the whole connection on it, which fills a log with hundreds of fields that say nothing.
    delete error.client;
    onIdleError?.(error);
  });
  // One that breaks while it is lent, between two statements, says so by itself: unheard, that would end the process.
  // Whoever holds it finds out with the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const local = [
    ['search_path', 'reeve'],
    ['statement_timeout', String(statementMsMax)],
    ['idle_in_transaction_session_timeout', '60000'],
    // Last, since the role may not be allowed to set the rest.
    ...(login === 'owner' ? [] : [['role', DATABASE_ROLE[login]]]),
  ]
    .map(([name, value]) => `set_config('${name}', '${value}', true)`)
    .join(', ');

  async function inTransaction<T>(opening: string, use: (tx: Transaction) => Promise<T>): Promise<T> {
    const course: Course = { then: [], undone: [], over: false };
    try {
      return await attempt(opening, use, course);
    } catch (error) {
      // The caller hears why its own work failed, even where no trace of that could be kept.
      await Promise.allSettled(course.undone.map((run) => run()));
      throw error;
    }
  }

  async function attempt<T>(opening: string, use: (tx: Transaction) => Promise<T>, course: Course): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      const value = await use(transactionOn(client, opening, course));
      if (!course.over) assertCommitted(await client.query('COMMIT'));
      for (const run of course.then) run();
      return value;
    } catch (error) {
      broken = await client.query('ROLLBACK').then(
        () => undefined,
        (failure: Error) => failure,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  return {
    withAccount(account, use) {
      if (!isAccount(account)) return Promise.reject(new Error(`"${account}" is not the name of an account`));
      return inTransaction(`BEGIN; SELECT ${local}, set_config('reeve.account', '${account}', true)`, use);
    },
    withoutAccount: (use) => inTransaction(`BEGIN; SELECT ${local}, set_config('reeve.account', '', true)`, use),
    close: () => pool.end(),
  };
}

/** How far a transaction has come. */
interface Course {
  readonly then: (() => void)[];
  readonly undone: (() => Promise<void>)[];
  over: boolean;
}

// PostgreSQL answers so when a statement had failed and the caller went on as if it had not.
function assertCommitted(answer: pg.QueryResult | undefined): void {
  if (answer?.command !== 'COMMIT') throw new Error('nothing was written: a statement before the commit had failed');
}

/** The opening travels with the first batch, so that it costs no round trip of its own. */
function transactionOn(client: pg.PoolClient, opening: string, course: Course): Transaction {
  let open: Promise<unknown> | undefined;
  // After the commit the connection has no account and no role of ours any more.
  const assertOpen = () => {
    if (course.over) throw new Error('the transaction is over: nothing can be read or written through it any more');
  };
  async function batch(text: string): Promise<readonly pg.QueryResult[]> {
    assertOpen();
    const first = open === undefined;
    const sent: Promise<pg.QueryResult | pg.QueryResult[]> = client.query(first ? `${opening}; ${text}` : text);
    open ??= sent;
    const results = await sent;
    return Array.isArray(results) ? results : [results];
  }
  return {
    async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      assertOpen();
      await (open ??= client.query(opening));
      return (await client.query<Row>(text, [...values])).rows;
    },
    batch,
    async finish(text) {
      const sent = batch(`${text}; COMMIT`);
      course.over = true;
      assertCommitted((await sent).at(-1));
    },
    afterCommit: (run) => void course.then.push(run),
    afterRollback: (run) => void course.undone.push(run),
  };
}
