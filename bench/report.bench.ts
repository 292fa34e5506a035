import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openAccount } from '../activities/store/accept/accounts.js';
import { issueCredentials } from '../activities/store/accept/nodes.js';
import { type Ground, openGround } from './ground.js';
import { percentile } from './percentile.js';
import { openReportDoor } from './report-door.js';
import type { Loaded, LoadWish } from './report-load.js';

const ACCOUNT = 'bench';
const NODES_AT_ONCE = 1_000;

export const benchmark = {
  about: 'Reports: single-node reports over HTTP, each answered when it is durable',
  knobs: {
    nodes: { about: 'how many nodes report', standard: 6_000, most: 200_000 },
    connections: { about: 'how many of them speak at once', standard: 512, most: 1_500 },
    seconds: { about: 'how long they report', standard: 10, most: 600 },
  },
  async run(
    say: (text: string) => void,
    { nodes = 6_000, connections = 512, seconds = 10 }: { nodes?: number; connections?: number; seconds?: number },
  ) {
    const ground = await openGround();
    try {
      await openAccount(ground, { id: ACCOUNT, name: 'Bench', admin: { id: 'admin', name: 'Admin' }, tokens: [] });
      say(`enrolling ${nodes.toLocaleString('en')} nodes …`);
      const credentials = await enrolAll(ground, nodes);
      const door = await openReportDoor(ground);
      ground.later(() => door.close());
      const load = openLoad();
      ground.later(() => Promise.resolve(load.close()));
      const wish = { port: door.port, credentials, connections };
      say('warming up …');
      await load.report({ ...wish, seconds: Math.min(2, seconds), from: 1 });
      say(`${connections} connections for ${seconds} s …`);
      const cpu = process.cpuUsage();
      const { refused, latencies } = await load.report({ ...wish, seconds, from: 1_000_000 });
      const { user, system } = process.cpuUsage(cpu);
      const beats = await ground.db.withAccount(ACCOUNT, (tx) =>
        tx.query<{ n: number }>('SELECT sum(beats)::int AS n FROM heartbeat'),
      );
      return {
        postgres: ground.postgres,
        settings:
          'fsync on, row-level security on; gateway, PostgreSQL and the nodes are a process each on one machine',
        nodes,
        connections,
        reportsPerSecond: Math.round(latencies.length / seconds),
        reportP50Ms: percentile(latencies, 0.5),
        reportP99Ms: percentile(latencies, 0.99),
        // Of the gateway alone: it says more than the rate where others work beside it.
        cpuMsPerReport: Number(((user + system) / 1000 / Math.max(1, latencies.length)).toFixed(3)),
        refused,
        beatsKept: beats[0]?.n ?? 0,
        peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
      };
    } finally {
      await ground.close();
    }
  },
};

async function enrolAll({ db }: Ground, nodes: number): Promise<readonly string[]> {
  const names = Array.from({ length: nodes }, (_unused, place) => `n-${place}`);
  const credentials: string[] = [];
  await db.withAccount(ACCOUNT, async (tx) => {
    await tx.query(`INSERT INTO template (account, id) VALUES ($1, 'hosts')`, [ACCOUNT]);
    await tx.query(`INSERT INTO node (account, id, template) SELECT $1, n, 'hosts' FROM unnest($2::text[]) AS n`, [
      ACCOUNT,
      names,
    ]);
    await tx.query(
      `INSERT INTO instance (account, id, node, template) SELECT $1, n, n, 'hosts' FROM unnest($2::text[]) AS n`,
      [ACCOUNT, names],
    );
    for (let at = 0; at < nodes; at += NODES_AT_ONCE) {
      const issued = await issueCredentials(tx, ACCOUNT, names.slice(at, at + NODES_AT_ONCE));
      credentials.push(...issued.map(({ credential }) => credential));
    }
  });
  return credentials;
}

/** In a process of its own, as nodes are elsewhere: what the gateway costs is told apart from what they cost. */
function openLoad() {
  const child = fork(new URL('./report-load.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  return {
    async report(wish: LoadWish): Promise<Loaded> {
      child.send(wish);
      const ended = once(child, 'exit').then(() => Promise.reject(new Error('those who report ended by themselves')));
      const [loaded] = (await Promise.race([once(child, 'message'), ended])) as [Loaded];
      return loaded;
    },
    close: () => void child.kill(),
  };
}
