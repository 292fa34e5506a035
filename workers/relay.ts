import { setTimeout as pause } from 'node:timers/promises';
import { context, propagation } from '@opentelemetry/api';
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { countUnsent, relayErrands, type WaitingErrand } from '../activities/store/relay.js';
import type { Database } from '../activities/store/database.js';
import { QUEUES } from '../workflows/messages.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import { searchAttribute } from './temporal.js';

const MOST = 50;
const IDLE_MS = 250;
const AWAY_MS = 2_000;

export interface Relay {
  readonly stop: () => Promise<void>;
}

/** Carries accepted errands to Temporal, for as long as it takes. */
export function startRelay(db: Database, client: Client, { log, metrics }: { log: Log; metrics: Metrics }): Relay {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await pass().catch((err: Error) => {
        log.warn({ err }, 'the relay could not read its inbox; it goes on trying');
        return AWAY_MS;
      });
      await pause(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async function pass(): Promise<number> {
    const { sent, failed } = await relayErrands(db, MOST, (errand) => send(client, errand));
    metrics.relaySent.inc(sent);
    metrics.relayPending.set(await countUnsent(db));
    if (failed > 0)
      log.warn({ failed }, 'Temporal did not take some errands; they stay in the inbox and are sent again');
    return sent === MOST ? 0 : IDLE_MS;
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function send(client: Client, { account, workflow, workflowId, args, trace }: WaitingErrand): Promise<void> {
  const traced = propagation.extract(context.active(), trace);
  try {
    await context.with(traced, () =>
      client.withDeadline(Date.now() + 10_000, () =>
        client.workflow.start(workflow, {
          taskQueue: QUEUES.control,
          workflowId,
          args: [...args],
          // Also when it has ended since: the errand was done, and only the note of it was lost.
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          workflowExecutionTimeout: '1 hour',
          priority: { fairnessKey: account },
          staticSummary: `${workflow} for ${account}`,
          typedSearchAttributes: [
            { key: searchAttribute.account, value: account },
            { key: searchAttribute.kind, value: workflow },
          ],
        }),
      ),
    );
  } catch (error) {
    // It was sent before, and only the note of it was lost.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
