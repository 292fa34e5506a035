import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { CATALOGUE } from '../../activities/actions/index.js';
import { acceptAnswer } from '../../activities/store/accept/answers.js';
import { workflowIdOf } from '../../activities/store/accept/proposals.js';
import type { AnswerWord } from '../../domain/approval/tally.js';
import type { Proposal } from '../../domain/proposal.js';
import { resolvePart } from '../../tools/parts/index.js';
import { installRuntime, type RunningWorkers, startWorkers } from '../../workers/worker.js';
import { ANSWERED, QUEUE_NAMES, QUEUES, SEARCH_ATTRIBUTES } from '../../workflows/messages.js';
import { startTelemetry } from '../../workers/telemetry.js';
import { temporalTracing } from '../../workers/telemetry/temporal-tracing.js';
import { eventually } from './cluster.js';
import { type Lamp, lampAction } from './lamp.js';
import { partSettings } from './part-settings.js';
import { HOUR, MINUTE } from './spine.js';
import { furnish, proposeIn } from './spine-world.js';
import { openTestStore } from './store.js';
import { depsOf, quiet } from './temporal.js';

const KEYWORD = 2;
/** The workflow has ended, or has set its timer and sleeps. */
const RESTS: ReadonlySet<number> = new Set([2, 17]);

export type Stories = Awaited<ReturnType<typeof openStories>>;

/** A world in which a test says what happens and when, and which writes down what came of it. */
export async function openStories() {
  let account = '';
  let tale: string[] = [];
  let passed = 0;
  let newest = '';
  const lamp: Lamp = { on: false, applied: 0, undone: 0, looks: [], undo: { state: 'undone' }, holdMs: 0 };
  const store = await openTestStore();
  await store.tamper('CREATE TABLE public.wall (at timestamptz NOT NULL)');
  await store.tamper('INSERT INTO public.wall VALUES (now())');
  await store.tamper('GRANT SELECT ON public.wall TO PUBLIC');
  await store.tamper(
    'CREATE OR REPLACE FUNCTION reeve.clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT at FROM public.wall $$',
  );
  const { files } = await resolvePart('time-skipping-server', partSettings(), () => undefined);
  installRuntime(quiet());
  const skipping = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: files['temporal-test-server'] ?? '' } },
  });
  await skipping.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: Object.fromEntries(Object.keys(SEARCH_ATTRIBUTES).map((name) => [name, KEYWORD])),
  });
  const log = quiet();
  const UNTRACED = { serviceName: 'test', headers: {}, sampleRatio: 1 };
  const workers: RunningWorkers = await startWorkers({
    queues: QUEUE_NAMES,
    deps: depsOf(store, { catalogue: new Map([...CATALOGUE, ['lamp', lampAction(lamp)]]) }),
    connection: { address: skipping.address },
    namespace: 'default',
    dataConverter: {},
    tracing: temporalTracing(startTelemetry({ telemetry: UNTRACED })),
    cacheDir: partSettings().cacheRoot,
    drainMs: 2_000,
    log,
  });

  const at = () => {
    const minutes = Math.floor(passed / MINUTE);
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  };
  const tell = (text: string) => void tale.push(`${at()} ${text}`);
  /** Time may only be skipped while everybody waits: a step that runs meanwhile would find its own time over. */
  const waits = () =>
    eventually(async () => {
      if (newest === '') return true;
      const { events } = await skipping.client.workflow
        .getHandle(workflowIdOf({ account, key: newest }))
        .fetchHistory();
      return RESTS.has(Number(events?.at(-1)?.eventType));
    });
  async function pass(ms: number): Promise<void> {
    await waits();
    await store.tamper(`UPDATE public.wall SET at = at + make_interval(secs => $1)`, [ms / 1000]);
    await skipping.sleep(ms);
    passed += ms;
  }
  async function propose(over: Partial<Proposal> = {}): Promise<string> {
    const key = await proposeIn(store, account, over).catch((error: Error) => {
      tell(`the agent is told: ${error.message}`);
      return '';
    });
    const options = { taskQueue: QUEUES.control, workflowId: workflowIdOf({ account, key }), args: [{ account, key }] };
    if (key) await skipping.client.workflow.start('intervene', options);
    newest = key || newest;
    if (key) tell(`${over.by?.id ?? 'the agent'} proposes ${over.action ?? 'feature-flag'}`);
    return key;
  }
  const isAsked = (key: string) =>
    eventually(async () => {
      const [row] = await store.tamper<{ id: string; names: string; step: number }>(
        `SELECT id, step, chain -> 'steps' -> step ->> 'name' AS names FROM reeve.request
         WHERE account = $1 AND intervention = $2 AND state = 'open'`,
        [account, key],
      );
      return row;
    });
  async function asked(key: string): Promise<string> {
    const { id, names } = await isAsked(key);
    tell(`asked: ${names}`);
    return id;
  }
  async function say(principal: string, request: string, says: AnswerWord, reason?: string): Promise<void> {
    const by = { account, kind: 'person', principal, door: 'token' } as const;
    const given = { request, says, trace: {}, ...(reason !== undefined && { reason }) };
    const answer = await acceptAnswer(store, by, given).catch((error: Error) => error);
    tell(`${principal} says ${says}${answer instanceof Error ? `, and is told: ${answer.message}` : ''}`);
    if (answer instanceof Error) return;
    const key = request.slice(0, request.lastIndexOf('.'));
    await skipping.client.workflow.getHandle(workflowIdOf({ account, key })).signal(ANSWERED, answer.id);
  }
  /** The word of a person that ends it, as the relay gives it to the workflow. */
  async function callOff(key: string): Promise<void> {
    tell('it is called off');
    await skipping.client.workflow.getHandle(workflowIdOf({ account, key })).cancel();
  }
  async function end(key: string): Promise<void> {
    const row = await eventually(async () => {
      const [found] = await store.tamper<{ outcome: string | null; because: string }>(
        'SELECT outcome, because FROM reeve.intervention WHERE account = $1 AND key = $2',
        [account, key],
      );
      return found?.outcome ? found : undefined;
    });
    tell(`${row.outcome}: ${row.because}`);
  }
  const chain = (...steps: readonly object[]) =>
    store.tamper(`INSERT INTO reeve.chain VALUES ($1, 'manual_operations', $2, 'person/admin', 'test')`, [
      account,
      JSON.stringify(
        steps.map((step) => ({
          ...{ name: 'Operations', role: 'approver', quorum: 1, withinMs: 4 * HOUR, onDeadline: 'reject', chat: true },
          ...step,
        })),
      ),
    ]);

  return {
    ...{ propose, isAsked, asked, say, callOff, end, pass, tell, chain, lamp },
    tale: () => tale,
    sql: (text: string) => store.tamper(text, [account]),
    /** Something that happens between the verdict and the beginning, so many times. */
    async beforeBegin(times: number, statement: string): Promise<void> {
      await store.tamper(
        `CREATE OR REPLACE FUNCTION public.meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.verdict ->> 'decision' = 'proceed' AND (SELECT count(*) FROM reeve.judgement WHERE account = NEW.account
             AND intervention = NEW.intervention AND verdict ->> 'decision' = 'proceed') <= ${times} THEN ${statement}; END IF;
           RETURN NULL; END $$`,
      );
      await store.tamper(
        `CREATE OR REPLACE TRIGGER meanwhile AFTER INSERT ON reeve.judgement FOR EACH ROW
         WHEN (NEW.account = '${account}') EXECUTE FUNCTION public.meanwhile()`,
      );
    },
    async moveClock(ms: number): Promise<void> {
      await store.tamper(`UPDATE public.wall SET at = at + make_interval(secs => $1)`, [ms / 1000]);
      passed += ms;
    },
    async skip(ms: number): Promise<void> {
      await waits();
      await skipping.sleep(ms);
    },
    async begin(): Promise<void> {
      newest = '';
      account = `s-${randomUUID().slice(0, 8)}`;
      tale = [];
      passed = 0;
      Object.assign(lamp, { on: false, applied: 0, undone: 0, looks: [], undo: { state: 'undone' }, holdMs: 0 });
      await furnish(store, account);
      await store.tamper(`UPDATE reeve.trust SET evaluated_at = (SELECT at FROM public.wall) WHERE account = $1`, [
        account,
      ]);
    },
    async close(): Promise<void> {
      await workers.drain();
      await skipping.teardown();
      await store.close();
    },
  };
}
