import { Agent, request } from 'node:http';
import { openAccount } from '../activities/store/accept/accounts.js';
import { issueCredentials } from '../activities/store/accept/nodes.js';
import { type Ground, openGround } from './ground.js';
import { percentile } from './percentile.js';
import { openReportDoor } from './report-door.js';

const ACCOUNT = 'bench';
const NODES_AT_ONCE = 1_000;

export const benchmark = {
  about: 'Reports: single-node reports over HTTP, each answered when it is durable',
  knobs: {
    nodes: { about: 'how many nodes report', standard: 6_000, most: 200_000 },
    connections: { about: 'how many of them speak at once', standard: 128, most: 1_500 },
    seconds: { about: 'how long they report', standard: 10, most: 600 },
  },
  async run(
    say: (text: string) => void,
    { nodes = 6_000, connections = 128, seconds = 10 }: { nodes?: number; connections?: number; seconds?: number },
  ) {
    const ground = await openGround();
    try {
      await openAccount(ground, { id: ACCOUNT, name: 'Bench', admin: { id: 'admin', name: 'Admin' }, tokens: [] });
      say(`enrolling ${nodes.toLocaleString('en')} nodes …`);
      const credentials = await enrolAll(ground, nodes);
      const door = await openReportDoor(ground);
      ground.later(() => door.close());
      say('warming up …');
      await reportAll(door.port, credentials, { connections, seconds: Math.min(2, seconds), from: 1 });
      say(`${connections} connections for ${seconds} s …`);
      const cpu = process.cpuUsage();
      const { accepted, refused, latencies } = await reportAll(door.port, credentials, {
        connections,
        seconds,
        from: 1_000_000,
      });
      const { user, system } = process.cpuUsage(cpu);
      const beats = await ground.db.withAccount(ACCOUNT, (tx) =>
        tx.query<{ n: number }>('SELECT sum(beats)::int AS n FROM heartbeat'),
      );
      return {
        postgres: ground.postgres,
        settings: 'fsync on, row-level security on; gateway, PostgreSQL and the nodes on one machine',
        nodes,
        connections,
        reportsPerSecond: Math.round(accepted / seconds),
        reportP50Ms: percentile(latencies, 0.5),
        reportP99Ms: percentile(latencies, 0.99),
        // Of the gateway and of those who report, which are one process: it says more than the rate where others work beside it.
        cpuMsPerReport: Number(((user + system) / 1000 / Math.max(1, accepted)).toFixed(3)),
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

interface Load {
  readonly connections: number;
  readonly seconds: number;
  /** The first number of a report. */
  readonly from: number;
}

/** Each connection lets its share of the nodes report, one after the other. */
async function reportAll(port: number, credentials: readonly string[], { connections, seconds, from }: Load) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const until = performance.now() + seconds * 1000;
  const latencies: number[] = [];
  let refused = 0;
  await Promise.all(
    Array.from({ length: connections }, async (_unused, connection) => {
      for (let n = 0; performance.now() < until; n += 1) {
        const mine = Math.ceil((credentials.length - connection) / connections);
        const credential = credentials[connection + connections * (n % mine)] ?? '';
        const started = performance.now();
        const status = await report(port, agent, { credential, seq: from + n });
        if (status === 200) latencies.push(performance.now() - started);
        else refused += 1;
      }
    }),
  );
  agent.destroy();
  return { accepted: latencies.length, refused, latencies };
}

function report(port: number, agent: Agent, { credential, seq }: { credential: string; seq: number }): Promise<number> {
  const body = JSON.stringify({
    ...{ boot: 'b-1', seq, at: Date.now(), agent: '1.0.0', status: 'running', architecture: 'amd64' },
    facts: { os: 'debian', 'os-version': '12', kernel: '6.1.0' },
  });
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        ...{ host: '127.0.0.1', port, method: 'POST', path: '/node/v1/report', agent },
        headers: {
          authorization: `Bearer ${credential}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', reject);
      },
    );
    asking.once('error', reject);
    asking.end(body);
  });
}
