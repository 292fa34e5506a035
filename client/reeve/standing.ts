import { type Client, WorkflowFailedError } from '@temporalio/client';
import type { Caller } from '../../domain/principal.js';
import type { Database } from '../../activities/store/database.js';
import { bookHead } from '../../activities/store/read/ledger.js';
import { bookCheck, databaseVersion, inboxLag } from '../../activities/store/read/status.js';
import { plural } from '../../domain/wording.js';
import { type Queue, QUEUE_NAMES, QUEUES, type QueueAnswer } from '../../workflows/messages.js';
import type { roundtrip } from '../../workflows/roundtrip.js';

export interface PartStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly version?: string;
  readonly detail: string;
}

export interface QueueStatus {
  readonly queue: Queue;
  readonly taskQueue: string;
  readonly workers: readonly string[];
  readonly backlog: number;
  readonly oldestSeconds: number;
}

export interface About {
  readonly version: string;
  readonly mode: 'embedded' | 'production';
  readonly startedAt: string;
  readonly addresses: { readonly console: string; readonly api: string; readonly temporalUi?: string };
}

export interface StandingDeps {
  readonly db: Database;
  readonly temporal: Client;
  readonly schemaKnown: number;
  /** Whether anything outside the database says how far the book of this account should reach. */
  readonly witnessed: (account: string) => Promise<boolean>;
  readonly about: About;
}

const LOOK_MS_MAX = 3_000;
const POLLER_MS_MAX = 75_000;

/** How things stand: observed at the moment of asking, never remembered. */
export function createStanding({ db, temporal, schemaKnown, witnessed, about }: StandingDeps) {
  async function database(): Promise<PartStatus> {
    const { version, schema } = await within(databaseVersion(db));
    const ready = schema === schemaKnown;
    const detail = ready
      ? `schema ${schema}`
      : `schema ${schema}, but this Reeve needs ${schemaKnown}: run "reeve migrate"`;
    return { name: 'postgresql', ready, version, detail };
  }

  async function server(): Promise<PartStatus> {
    const { namespace } = temporal.options;
    const info = await within(temporal.workflowService.getSystemInfo({}));
    return {
      name: 'temporal',
      ready: true,
      version: info.serverVersion ?? 'unknown',
      detail: `namespace ${namespace}`,
    };
  }

  async function queue(name: Queue): Promise<QueueStatus> {
    const taskQueue = QUEUES[name];
    const { namespace } = temporal.options;
    const looks = await within(
      Promise.all(
        [1, 2].map((taskQueueType) =>
          temporal.workflowService.describeTaskQueue({
            namespace,
            taskQueue: { name: taskQueue },
            taskQueueType,
            reportStats: true,
          }),
        ),
      ),
    );
    const workers = new Set(
      looks.flatMap(({ pollers }) => (pollers ?? []).filter(pollsNow).map(({ identity }) => identity ?? 'unnamed')),
    );
    const backlog = sum(looks.map(({ stats }) => Number(stats?.approximateBacklogCount ?? 0)));
    const oldestSeconds = Math.max(...looks.map(({ stats }) => Number(stats?.approximateBacklogAge?.seconds ?? 0)));
    return { queue: name, taskQueue, workers: [...workers].toSorted(), backlog, oldestSeconds };
  }

  async function parts(): Promise<readonly PartStatus[]> {
    return Promise.all([look('postgresql', database), look('temporal', server)]);
  }

  return {
    about,
    /** What must be there for this process to be of use at all. */
    parts,

    async status({ account }: Caller) {
      const [base, queues, inbox, ledger] = await Promise.all([
        parts(),
        Promise.all(QUEUE_NAMES.map(queue)).catch(() => [] as readonly QueueStatus[]),
        within(inboxLag(db, account)).catch(() => undefined),
        look('ledger', () => book({ db, witnessed }, account)),
      ]);
      const workers = workersPart(queues);
      const all = [...base, workers, ledger];
      return { ...about, account, ready: all.every(({ ready }) => ready), parts: all, queues, ...(inbox && { inbox }) };
    },

    roundtrip: (id: string) => roundtripThrough(temporal, id),
  };
}
export type Standing = ReturnType<typeof createStanding>;
export type Status = Awaited<ReturnType<Standing['status']>>;

async function roundtripThrough(temporal: Client, id: string): Promise<readonly QueueAnswer[]> {
  const start = {
    taskQueue: QUEUES.control,
    workflowId: `roundtrip/${id}`,
    workflowExecutionTimeout: '20 seconds',
    staticSummary: 'asks every task queue for a sign of life',
  } as const;
  try {
    return await temporal.workflow.execute<typeof roundtrip>('roundtrip', start);
  } catch (error) {
    const why =
      error instanceof WorkflowFailedError
        ? `no worker took it from ${QUEUES.control} within 20 seconds`
        : 'Temporal does not answer';
    return QUEUE_NAMES.map((queue) => ({ queue, answered: false, why }));
  }
}

async function book({ db, witnessed }: Pick<StandingDeps, 'db' | 'witnessed'>, account: string): Promise<PartStatus> {
  const [head, check, seen] = await within(
    Promise.all([bookHead(db, account), bookCheck(db, account), witnessed(account)]),
  );
  if (check?.fault) {
    const detail = `broken at entry ${check.fault.seq}: ${check.fault.because}; nothing is written until it is whole (runbook "ledger broken")`;
    return { name: 'ledger', ready: false, detail };
  }
  if (head && !seen) {
    const detail = `NOT WITNESSED: nothing outside the database says how far it should reach beyond its ${plural(head.seq, 'entry', 'entries')} (runbook "ledger broken")`;
    return { name: 'ledger', ready: false, detail };
  }
  const verified = check ? `verified to ${check.headSeq} at ${check.checkedAt}` : 'not verified yet';
  return { name: 'ledger', ready: true, detail: `${plural(head?.seq ?? 0, 'entry', 'entries')}, ${verified}` };
}

function workersPart(queues: readonly QueueStatus[]): PartStatus {
  if (queues.length === 0) return { name: 'workers', ready: false, detail: 'unknown while Temporal does not answer' };
  const unserved = queues.filter(({ workers }) => workers.length === 0).map(({ taskQueue }) => taskQueue);
  const detail =
    unserved.length === 0
      ? `${queues.length} of ${queues.length} queues are served`
      : `nobody serves ${unserved.join(', ')}: start "reeve worker"`;
  return { name: 'workers', ready: unserved.length === 0, detail };
}

async function look(name: string, at: () => Promise<PartStatus>): Promise<PartStatus> {
  return at().catch((error: Error) => ({ name, ready: false, detail: `does not answer: ${error.message}` }));
}

function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${LOOK_MS_MAX / 1000} s`)), LOOK_MS_MAX);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

// A server remembers a poller for minutes after it went; one that is there comes back within a minute.
function pollsNow({ lastAccessTime }: { lastAccessTime?: { seconds?: unknown } | null }): boolean {
  return Number(lastAccessTime?.seconds ?? 0) * 1000 > Date.now() - POLLER_MS_MAX;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
