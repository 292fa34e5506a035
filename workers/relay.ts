import { context, propagation } from '@opentelemetry/api';
import type { Duration } from '@temporalio/common';
import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { CHANNEL } from '../activities/store/listen.js';
import { type Answer, type ClaimedErrand, countUnsent, relayErrands, sweepSent } from '../activities/store/relay.js';
import type { Json } from '../domain/canonical-json.js';
import type { Database } from '../activities/store/database.js';
import { QUEUES } from '../workflows/messages.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { type Rounds, startRounds, sweeping } from './rounds.js';
import { keyword, searchAttribute } from './temporal.js';

const MOST = 50;
/** How often it looks although it heard nothing: what comes due by the clock, and what a pooler keeps from it. */
const IDLE_MS = 250;
const AWAY_MS = 2_000;
const SEND_MS_MAX = 10_000;
const UPDATE_MS_MAX = 3_000;
const SWEEP_MOST = 500;
const SWEEP_MS = 60_000;

/** How the server says of a workflow that it is over, and not that it was never there. */
const ENDED = /already completed/;
/** gRPC: what was asked is wrong by itself, whatever the state of the server (INVALID_ARGUMENT, OUT_OF_RANGE). */
const WRONG_BY_ITSELF: ReadonlySet<number> = new Set([3, 11]);

export interface RelaySpec {
  readonly log: Log;
  readonly metrics: Metrics;
  /** Where it hears of an errand as soon as it is committed; without it there is only the clock. */
  readonly listenUrl?: string;
  readonly idleMs?: number;
  /** How long Temporal may take for one errand; well within the lease of a claim. */
  readonly sendMsMax?: number;
}

/** Carries accepted errands to Temporal, for as long as it takes. */
export function startRelay(
  db: Database,
  client: Client,
  { log, metrics, listenUrl, idleMs = IDLE_MS, sendMsMax = SEND_MS_MAX }: RelaySpec,
): Rounds {
  const sweep = sweeping((most) => sweepSent(db, most), SWEEP_MOST, SWEEP_MS);

  async function pass(): Promise<number> {
    const { sent, failed, ended } = await relayErrands(db, MOST, (errand) => send(client, errand, sendMsMax));
    metrics.relaySent.inc(sent);
    for (const { account, id, kind, name, workflowId, error } of ended) {
      log.error(
        { account, id, kind, name, workflowId, error },
        'Temporal refused an errand for the last time; it stays in the inbox as failed, see the runbook "PostgreSQL or Temporal is away"',
      );
    }
    if (failed > 0)
      log.warn({ failed }, 'Temporal did not take some errands; they stay in the inbox and are sent again');
    await sweep();
    const unsent = await countUnsent(db);
    metrics.relayPending.set(unsent.pending);
    metrics.relayFailed.set(unsent.failed);
    return sent === MOST ? 0 : idleMs;
  }

  return startRounds({
    pass,
    onFailure(err) {
      log.warn({ err }, 'the relay could not work on its inbox; it goes on trying');
      return AWAY_MS;
    },
    ...(listenUrl !== undefined && {
      hears: {
        ...{ url: listenUrl, name: 'reeve-relay-listens', channel: CHANNEL.errand },
        onChange: (hears, err) =>
          hears
            ? log.info('the relay hears of errands at once again')
            : log.warn({ err }, `the relay can't hear of errands; it looks every ${idleMs} ms until it can again`),
      },
    }),
  });
}

async function send(client: Client, errand: ClaimedErrand, withinMs: number): Promise<Answer> {
  const traced = propagation.extract(context.active(), errand.trace);
  try {
    await context.with(traced, () =>
      client.withDeadline(Date.now() + withinMs, () => CARRY[errand.kind](client, errand)),
    );
    return 'taken';
  } catch (error) {
    // It was sent before, and only the note of it was lost.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'taken';
    // Who has ended meanwhile needs no word any more: the rows had it. Who has not begun is not found either, and is tried again.
    if (error instanceof WorkflowNotFoundError && ENDED.test(error.message)) return 'taken';
    const { cause, message } = error as Error;
    const why = isGrpcServiceError(cause) ? cause.details || cause.message : message;
    const isRefusal =
      error instanceof WorkflowNotFoundError || (isGrpcServiceError(cause) && WRONG_BY_ITSELF.has(cause.code));
    if (isRefusal) return { refused: why };
    throw new Error(why, { cause: error });
  }
}

const CARRY: Readonly<Record<ClaimedErrand['kind'], (client: Client, errand: ClaimedErrand) => Promise<unknown>>> = {
  start: (client, { account, name, workflowId, args, attributes }) =>
    client.workflow.start(name, {
      taskQueue: QUEUES.control,
      workflowId,
      args: [...args],
      ...(LIVING.has(name)
        ? ({ workflowIdConflictPolicy: 'USE_EXISTING' } as const)
        : // Also when it has ended since: the errand was done, and only the note of it was lost.
          ({
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowExecutionTimeout: LONGEST[name] ?? '1 hour',
          } as const)),
      priority: { fairnessKey: account },
      staticSummary: `${name} for ${account}`,
      typedSearchAttributes: [
        { key: searchAttribute.account, value: account },
        { key: searchAttribute.kind, value: name },
        ...Object.entries(attributes ?? {}).map(([attribute, value]) => ({ key: keyword(attribute), value })),
      ],
    }),
  // A signal is a nudge and the row decides, so one that comes twice does nothing twice.
  signal: (client, { name, workflowId, args }) => client.workflow.getHandle(workflowId).signal(name, ...args),
  cancel: (client, { workflowId }) => client.workflow.getHandle(workflowId).cancel(),
  // The id of the row is the id of the Update: sent twice it is one. Where no worker is there to accept it, it waits as a signal.
  async update(client, { id, name, workflowId, args }) {
    const handle = client.workflow.getHandle(workflowId);
    const accepted = client.withDeadline(Date.now() + UPDATE_MS_MAX, () =>
      handle.startUpdate<void, [Json, ...Json[]]>(name, {
        args: args as [Json, ...Json[]],
        updateId: id,
        waitForStage: 'ACCEPTED',
      }),
    );
    await accepted.catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) throw error;
      return handle.signal(name, ...args);
    });
  },
};

/** Those that go on for as long as what they stand for: asked for again, the one that goes is meant. */
const LIVING: ReadonlySet<string> = new Set(['reconcile']);

/** Waiting for people may take days, and a deferral another. */
const LONGEST: Readonly<Record<string, Duration>> = { intervene: '90 days' };
