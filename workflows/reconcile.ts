import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { PAUSE, QUEUES, RESUME, TICK_NOW } from './messages.js';
import type { Ports, Ticked, TickRequest } from './ports.js';

/** Well below what Temporal warns at: each round is a timer and one activity. */
const ROUNDS_MAX = 180;
const WAIT_MS_MAX = 24 * 3_600_000;

const { tick } = proxyActivities<Ports>({
  taskQueue: QUEUES.sense,
  startToCloseTimeout: '3 minutes',
  // While nobody serves the queue the round waits for its worker; the next one is not begun over it.
  scheduleToCloseTimeout: '1 hour',
  retry: { maximumInterval: '1 minute' },
  summary: 'look, decide, propose',
});

/**
 * The rounds of one agent in one account. One run, so two rounds never overlap. Whether it is paused, how often it looks and what it
 * sees are rows; the messages only say that it is to look at them now.
 */
export async function reconcile(request: TickRequest): Promise<void> {
  let woken = false;
  const wake = () => {
    woken = true;
  };
  // A word comes as Update or, where no worker was there to accept one, as signal.
  for (const name of [PAUSE, RESUME, TICK_NOW]) {
    setHandler(defineUpdate(name), wake);
    setHandler(defineSignal(name), wake);
  }
  for (let round = 0; round < ROUNDS_MAX && !workflowInfo().continueAsNewSuggested; round += 1) {
    woken = false;
    const ticked = await tick(request);
    setCurrentDetails(toldOf(ticked));
    await condition(() => woken, Math.min(ticked.nextMs, WAIT_MS_MAX));
  }
  // A message that came meanwhile is answered by the first round of the next run.
  await condition(allHandlersFinished);
  await continueAsNew<typeof reconcile>(request);
}

function toldOf({ state, says, nextMs }: Ticked): string {
  return `**${state}**: ${says}. Looks again in ${Math.round(nextMs / 1000)} s.`;
}
