import { setTimeout as pause } from 'node:timers/promises';
import { openFleet } from '../activities/fleet/open.js';
import type { FleetDeps, SensorRun } from '../activities/fleet/deps.js';
import { tick } from '../activities/fleet/tick.js';
import { type Ground, openGround } from './ground.js';
import { asOwner, furnishSense, report, ROUNDS_OF, silence } from './sense-ground.js';

const SAMPLE_MS = 20;

export const benchmark = {
  about:
    'Sensing: a round of all agents over a hundredth, a tenth and all of so many instances, 1 % of them faulty; then half silent at once',
  knobs: { instances: { about: 'how many instances the largest fleet has', standard: 100_000, most: 200_000 } },
  async run(say: (text: string) => void, { instances = 100_000 }: { instances?: number }) {
    const ground = await openGround();
    const runs: SensorRun[] = [];
    const deps = openFleet(ground, { onSensor: (run) => void runs.push(run), onDecision: () => undefined });
    const figures: Record<string, number | string> = {
      postgres: ground.postgres,
      settings: 'fsync on, row-level security on, as reeve_app, everything on this machine',
    };
    try {
      for (const size of [instances / 100, instances / 10, instances].map((n) => Math.max(100, Math.round(n)))) {
        const account = `fleet-${size}`;
        say(`a fleet of ${size} …`);
        await furnishSense(ground, account, size);
        for (const which of ['first', 'next'] as const) {
          await report(ground, account);
          Object.assign(figures, named(`${which}${size}`, await round(ground, deps, { account, runs })));
        }
        const name = `slowest${size}`;
        figures[name] = slowest(runs);
      }
      const account = `fleet-${instances}`;
      const silent = Math.round(instances / 2);
      say(`${silent} silent at once …`);
      await report(ground, account);
      await silence(ground, account, silent);
      for (const which of ['silent', 'silentNext'] as const)
        Object.assign(figures, named(which, await round(ground, deps, { account, runs })), {
          [`${which}Slowest`]: slowest(runs),
        });
      return { ...figures, ...(await outcome(ground, account)) };
    } finally {
      await ground.close();
    }
  },
};

interface Round {
  readonly ms: number;
  readonly sensingMs: number;
  readonly rssMb: number;
  readonly rowsRead: number;
  readonly rowsJudged: number;
  /** Sensors that did not come to an end in time. */
  readonly failed: number;
}

/** One round of each agent, one after the other: what they take together is what a worker with one of each would. */
async function round(
  ground: Ground,
  deps: FleetDeps,
  { account, runs }: { readonly account: string; readonly runs: SensorRun[] },
): Promise<Round> {
  runs.length = 0;
  const readBefore = await rowsRead(ground, account);
  const memory = watchMemory();
  const began = performance.now();
  for (const agent of ROUNDS_OF) await tick(deps, { account, agent });
  const ms = Math.round(performance.now() - began);
  const rssMb = memory();
  const failed = runs.filter(({ error }) => error !== undefined).length;
  return {
    ...{ ms, sensingMs: runs.reduce((sum, { tookMs }) => sum + tookMs, 0), rssMb },
    rowsRead: (await rowsRead(ground, account)) - readBefore,
    rowsJudged: runs.reduce((sum, { looked }) => sum + looked, 0),
    failed,
  };
}

function named(name: string, one: Round): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(one).map(([figure, value]) => [`${name}${figure[0]?.toUpperCase()}${figure.slice(1)}`, value]),
  );
}

function slowest(runs: readonly SensorRun[]): string {
  return runs
    .toSorted((one, other) => other.tookMs - one.tookMs)
    .slice(0, 4)
    .map(({ sensor, tookMs }) => `${sensor.replace(/_sensor$/, '')} ${tookMs} ms`)
    .join(', ');
}

/** The most that the process holds meanwhile. */
function watchMemory(): () => number {
  let most = process.memoryUsage.rss();
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, SAMPLE_MS);
  return () => {
    clearInterval(timer);
    return Math.round(Math.max(most, process.memoryUsage.rss()) / 2 ** 20);
  };
}

/** What PostgreSQL read of its tables; it counts a moment later. */
async function rowsRead(ground: Ground, account: string): Promise<number> {
  await pause(1_200);
  const [row] = await asOwner(ground, account, (tx) =>
    tx.query<{ n: number }>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 AS n FROM pg_stat_user_tables WHERE schemaname = 'reeve'`,
    ),
  );
  return row?.n ?? 0;
}

async function outcome(ground: Ground, account: string): Promise<Readonly<Record<string, number>>> {
  const [row] = await asOwner(ground, account, (tx) =>
    tx.query<Record<string, number>>(
      `SELECT count(*) FILTER (WHERE kind = 'instance.silent')::int AS "silentConditions",
         count(*) FILTER (WHERE kind = 'instance.silent' AND parent IS NULL)::int AS "silentStanding",
         (SELECT count(*)::int FROM intervention i JOIN condition c ON c.account = i.account AND c.id = i.correlation
          WHERE i.account = $1 AND c.kind = 'instance.silent') AS "silentInterventions"
       FROM condition WHERE account = $1 AND closed_at IS NULL`,
      [account],
    ),
  );
  return row ?? {};
}
