import { ActivityFailure, proxyActivities, TimeoutFailure } from '@temporalio/workflow';
import { QUEUE_NAMES, QUEUES, type Queue, type QueueAnswer } from './messages.js';
import type { Ports } from './ports.js';

/** Asks every task queue for a sign of life, so that "served" is observed and not assumed. */
export async function roundtrip(): Promise<readonly QueueAnswer[]> {
  return Promise.all(QUEUE_NAMES.map(ask));
}

async function ask(queue: Queue): Promise<QueueAnswer> {
  const { answer } = proxyActivities<Ports>({
    taskQueue: QUEUES[queue],
    scheduleToStartTimeout: '5 seconds',
    startToCloseTimeout: '5 seconds',
    scheduleToCloseTimeout: '10 seconds',
    retry: { maximumAttempts: 1 },
  });
  return answer().then(
    ({ worker }) => ({ queue, answered: true, worker }),
    (error: unknown) => ({ queue, answered: false, why: whyNot(error, queue) }),
  );
}

function whyNot(error: unknown, queue: Queue): string {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  if (cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_START')
    return `no worker took it from ${QUEUES[queue]} within 5 seconds`;
  return `a worker of ${QUEUES[queue]} took it and did not answer: ${cause?.message ?? String(error)}`;
}
