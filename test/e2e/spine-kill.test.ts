import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptAnswer } from '../../activities/store/accept/answers.js';
import { checkBook } from '../../activities/ledger/check.js';
import { readEnvironment } from '../../config/environment.js';
import { installRuntime } from '../../workers/worker.js';
import { type ChaosGround, openChaosGround } from '../support/chaos-ground.js';
import { layPoints, POINTS, shutGate } from '../support/chaos-points.js';
import { chaosTable, type Run } from '../support/chaos-report.js';
import { eventually } from '../support/cluster.js';
import { randomFrom } from '../support/random.js';
import { furnishFreely } from '../support/spine-steps.js';
import { allowAlone, furnish, proposeIn } from '../support/spine-world.js';
import { quiet } from '../support/temporal.js';
import { startWorkerChild } from '../support/worker-child.js';

const env = readEnvironment();
const SEED = Number(env['REEVE_TEST_SEED'] ?? 1);
const VICTIMS = ['worker', 'postgres', 'temporal'] as const;
type Victim = (typeof VICTIMS)[number];
/** Runs that are held nowhere: the kill finds them where it finds them. */
const ADRIFT = 5;
const RUNS_A_ROUND = Object.keys(POINTS).length + ADRIFT;
const ROUNDS = Math.max(VICTIMS.length, Math.ceil(Number(env['REEVE_TEST_RUNS'] ?? 0) / RUNS_A_ROUND));
const ENDS_WITHIN_MS = 170_000;

/** One round holds a run at each point and kills one part; all of them must come to their end as if nothing had been. */
describe(`${ROUNDS * RUNS_A_ROUND} runs with a kill between any two steps, seed ${SEED}`, () => {
  const random = randomFrom(SEED);
  const runs: Run[] = [];
  let ground: ChaosGround;
  let worker: ChildProcess;
  let connection: NativeConnection;
  let jobs: { readonly worker: Worker; readonly over: Promise<void> };
  beforeAll(async () => {
    ground = await openChaosGround();
    const { store, temporal } = ground;
    await layPoints(store);
    await writeFile(join(store.dir, 'actions.yaml'), 'jobs:\n  tidy: { workflow: tidyUp, taskQueue: tidy }\n');
    installRuntime(quiet());
    connection = await NativeConnection.connect({ address: temporal.address });
    const made = await Worker.create({
      ...{ connection, namespace: temporal.namespace, taskQueue: 'tidy' },
      workflowsPath: fileURLToPath(new URL('../support/job.ts', import.meta.url)),
    });
    jobs = { worker: made, over: made.run() };
    worker = await startWorker();
  });
  afterAll(async () => {
    const report = `${runs.length} runs, seed ${SEED}\n\n${chaosTable(runs)}\n`;
    process.stdout.write(`\n${report}\n`);
    if (env['REEVE_TEST_REPORT']) await writeFile(env['REEVE_TEST_REPORT'], report);
    worker?.kill('SIGKILL');
    jobs?.worker.shutdown();
    await jobs?.over;
    await connection?.close();
    await ground?.close();
  });
  const startWorker = () =>
    startWorkerChild(ground.store, ground.temporal, {
      REEVE_DATABASE_POOL_MAX: '60',
      REEVE_ACTIONS_FILE: 'actions.yaml',
    });

  it.each(Array.from({ length: ROUNDS }, (_, round) => [round, VICTIMS[round % VICTIMS.length] ?? 'worker'] as const))(
    'round %i, %s is killed: each effect once, each story ended once, and every book whole',
    { timeout: 420_000 },
    async (round, victim) => {
      const places = Object.fromEntries(Object.keys(POINTS).map((point) => [`r${round}-${point}`, point]));
      const adrift = Array.from({ length: ADRIFT }, (_, n) => `r${round}-adrift-${n}`);
      const accounts = [...Object.keys(places), ...adrift];
      for (const account of accounts) await furnishRun(account, places[account]);
      const gate = await shutGate(ground.store, places);
      const keys = new Map<string, string>();
      const begin = async (account: string) => keys.set(account, await propose(account, places[account]));
      // The relay sends the errands of a pass together: what it is held with comes last.
      const [last, ...first] = Object.keys(places).toSorted(
        (a, b) => Number(at(b) === 'relay') - Number(at(a) === 'relay'),
      );
      await Promise.all(first.map(begin));
      await Promise.all(first.filter((account) => POINTS[at(account)]?.asks === 'before').map(approve));
      await gate.untilHeld(first);
      await Promise.all(adrift.map(begin));
      await pause(random() * 1_500);
      await begin(last ?? '');
      await gate.untilHeld([...first, last ?? '']);
      await strike(victim, gate.open);
      await Promise.all(accounts.filter((account) => POINTS[at(account)]?.asks === 'after').map(approve));
      for (const account of accounts) runs.push(await runOf(account, victim, keys.get(account) ?? ''));
      const wrong = runs
        .slice(-accounts.length)
        .filter(({ outcome, effects, told, whole }) => outcome !== 'verified' || effects !== 1 || !told || !whole);
      expect(wrong).toEqual([]);
    },
  );

  const at = (account: string) => account.replace(/^r\d+-/, '');

  async function furnishRun(account: string, point?: string): Promise<void> {
    const spec = POINTS[point ?? ''];
    if (spec?.does === 'job') {
      await furnishFreely(ground.store, account, ['job/*']);
      return;
    }
    await furnish(ground.store, account);
    if (!spec?.asks) await allowAlone(ground.store, account);
  }

  function propose(account: string, point?: string): Promise<string> {
    if (POINTS[point ?? '']?.does !== 'job') return proposeIn(ground.store, account);
    return proposeIn(ground.store, account, {
      ...{ action: 'run-job', target: { kind: 'job', name: 'tidy' }, parameters: { input: {} }, origin: 'person' },
      ...{ by: { kind: 'person', id: 'olga' }, why: [randomUUID()] },
    });
  }

  /** Like a person: clicks again where the click was not answered. */
  async function approve(account: string): Promise<void> {
    await eventually(async () => {
      const [request] = await ground.store.tamper<{ id: string }>(
        `SELECT id FROM reeve.request WHERE account = $1 AND state = 'open'`,
        [account],
      );
      if (!request) return false;
      const by = { account, kind: 'person', principal: 'bob', door: 'token' } as const;
      await acceptAnswer(ground.store, by, { request: request.id, says: 'approve', trace: {} });
      return true;
    });
  }

  async function strike(victim: Victim, openGate: () => Promise<void>): Promise<void> {
    if (victim === 'worker') {
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      // What the dead one had not committed is gone with its connections.
      await ground.store.tamper(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'reeve-%' AND state = 'active'`,
      );
      await openGate();
      worker = await startWorker();
      return;
    }
    await ground.kill(victim);
    await openGate();
    await pause(random() * 2_000);
    await ground.restart(victim);
  }

  async function runOf(account: string, killed: Victim, key: string): Promise<Run> {
    const { store, temporal } = ground;
    const ended = await eventually(
      async () => {
        const [row] = await store.tamper<{ outcome: string | null; because: string }>(
          'SELECT outcome, because FROM reeve.intervention WHERE account = $1 AND key = $2',
          [account, key],
        );
        return row?.outcome ? row : undefined;
      },
      { withinMs: ENDS_WITHIN_MS, everyMs: 250 },
    ).catch((error: Error) => ({ outcome: 'not ended', because: error.message }));
    const report = await checkBook(store.db, account, {
      ...{ keys: store.keys, witnessDir: store.witnessDir, since: 'start' },
    });
    const kinds = await store.tamper<{ kind: string; n: number }>(
      `SELECT kind, count(*)::int AS n FROM reeve.ledger WHERE account = $1 AND kind IN ('intent', 'receipt', 'outcome')
       GROUP BY kind`,
      [account],
    );
    const [changes] = await store.tamper<{ n: number }>(
      'SELECT count(*)::int AS n FROM public.change WHERE account = $1',
      [account],
    );
    const job = POINTS[at(account)]?.does === 'job';
    const effects = job
      ? (await temporal.client.workflow.count(`ReeveKind = 'job' AND ReeveAccount = '${account}'`)).count
      : (changes?.n ?? 0);
    const told = kinds.length === 3 && kinds.every(({ n }) => n === 1);
    const point = at(account).replace(/-\d+$/, '');
    return { point, killed, outcome: ended.outcome ?? '', effects, told, whole: report.whole };
  }
});
