import {
  type Client,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { Faulted } from '../activities/actions/action.js';
import type { JobRuns, JobSeen } from '../activities/actions/reach.js';
import type { Fault } from '../domain/breaker.js';
import { redact } from '../domain/redaction.js';
import { searchAttribute } from './temporal.js';

const ASK_MS_MAX = 10_000;

/** Jobs in the namespace that Reeve itself works in. */
export function jobRuns(client: Client): JobRuns {
  const within = <T>(ask: () => Promise<T>) => client.withDeadline(Date.now() + ASK_MS_MAX, ask);
  return {
    async start({ account, workflow, taskQueue, workflowId, input, withinMinutes }) {
      try {
        await within(() =>
          client.workflow.start(workflow, {
            ...{ taskQueue, workflowId, args: [input] },
            // Also when it has ended since: it was done.
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowExecutionTimeout: `${withinMinutes} minutes`,
            staticSummary: `job ${workflow} for ${account}`,
            typedSearchAttributes: [
              { key: searchAttribute.account, value: account },
              { key: searchAttribute.kind, value: 'job' },
            ],
          }),
        );
        return 'started';
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return 'again';
        throw faulted(error);
      }
    },
    async going(workflow) {
      const ids = new Set<string>();
      const query = `WorkflowType = '${workflow}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 })) ids.add(workflowId);
      return ids;
    },
    async look(workflowId) {
      const handle = client.workflow.getHandle(workflowId);
      try {
        const { status, startTime } = await within(() => handle.describe());
        const forMs = Math.max(0, Date.now() - startTime.getTime());
        if (status.name === 'COMPLETED') return { state: 'completed', because: 'it completed', forMs };
        if (!ENDED.has(status.name)) return { state: 'running', because: `it is ${inWords(status.name)}`, forMs };
        const why = await within(() => handle.result()).then(() => '', reasonOf);
        return { state: 'failed', because: `it ${ENDED.get(status.name)}${why === '' ? '' : `: ${why}`}`, forMs };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return MISSING;
        throw error;
      }
    },
  };
}

const MISSING: JobSeen = { state: 'missing', because: 'Temporal knows no such run', forMs: 0 };

const ENDED: ReadonlyMap<string, string> = new Map([
  ['FAILED', 'failed'],
  ['TIMED_OUT', 'did not end in time'],
  ['TERMINATED', 'was terminated'],
  ['CANCELLED', 'was cancelled'],
]);

function inWords(status: string): string {
  return status.toLowerCase().replaceAll('_', ' ');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
  return redact((cause?.cause as Error | undefined)?.message ?? cause?.message ?? '').slice(0, 300);
}

/** gRPC: INVALID_ARGUMENT, FAILED_PRECONDITION and OUT_OF_RANGE are the request's own fault. */
const FAULTS: ReadonlyMap<number, Fault> = new Map([
  ...([3, 9, 11].map((code) => [code, 'invalid']) as [number, Fault][]),
  ...([7, 16].map((code) => [code, 'denied']) as [number, Fault][]),
  [8, 'rate-limit'],
]);

function faulted(error: unknown): Faulted {
  const { cause, message } = error as Error;
  const grpc = isGrpcServiceError(cause) ? cause : isGrpcServiceError(error) ? error : undefined;
  const fault = (grpc && FAULTS.get(grpc.code)) ?? 'transient';
  return new Faulted(redact(grpc?.details || message).slice(0, 300), fault);
}
