import {
  CancellationScope,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import { act } from './act.js';
import { askPeople } from './ask-people.js';
import { openMailbox, type Mailbox } from './mailbox.js';
import { QUEUES } from './messages.js';
import type { Ending, Judged, Ports, Ref, Waited } from './ports.js';

const ROUNDS_MAX = 60;
const AGAIN_MAX = 5;
const LEASE_WAITS = 20;
const LEASE_WAIT_MS = 30_000;
/** After ten minutes it is looked at less often: who holds a target that long may hold it for hours. */
const LEASE_DEFER_MS = 600_000;

const { plan } = proxyActivities<Ports>({
  taskQueue: QUEUES.act,
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '10 minutes',
  // A worker that died is missed long before the minute is over.
  heartbeatTimeout: '25 seconds',
  retry: { maximumAttempts: 5 },
  summary: 'look at the target and plan',
});
const { judge, begin, end } = proxyLocalActivities<Ports>({
  startToCloseTimeout: '20 seconds',
  // While the database is away nothing is decided; it is waited for.
  scheduleToCloseTimeout: '1 hour',
  retry: { maximumInterval: '10 seconds' },
});

/** The one way for anything to change the world. Every branch ends in one outcome; none is silent. */
export async function intervene(ref: Ref): Promise<Ending> {
  const mailbox = openMailbox();
  const ending = await story(ref, mailbox).catch((error: unknown): Ending => {
    if (isCancellation(error)) return { outcome: 'cancelled', because: 'it was cancelled before anything was done' };
    throw error;
  });
  const heard = mailbox.take();
  await CancellationScope.nonCancellable(() => end({ ...ref, ...ending, ...(heard.length > 0 && { heard }) }));
  tell(ending.outcome, ending.because);
  return ending;
}

async function story(ref: Ref, mailbox: Mailbox): Promise<Ending> {
  let waited: Waited | undefined;
  let again = 0;
  let held = 0;
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    await plan(ref);
    const judged = await judge({ ...ref, round, ...(waited && { waited }) });
    waited = undefined;
    if (judged.decision === 'end') return judged;
    if (judged.decision === 'ask') {
      tell('asking', judged.because);
      const answer = await askPeople(ref, judged.request, mailbox);
      if (answer.state === 'closed') return answer;
    } else if (judged.decision === 'defer') {
      tell('waiting', judged.because);
      waited = await waitFor(judged);
      // Who loses the one probe of a breaker to others waits and asks again: that is no change under its feet.
      again = 0;
    } else {
      const begun = await begin({ ...ref, round, planHash: judged.planHash });
      if (begun.state === 'begun') {
        tell('acting', judged.because);
        return act(ref, begun, mailbox);
      }
      if (begun.state === 'again' && (again += 1) > AGAIN_MAX)
        return {
          outcome: 'stale',
          because: `what it stands on changes faster than it can be judged: ${begun.because}`,
        };
      if (begun.state === 'held') {
        tell('waiting', begun.because);
        await sleep((held += 1) > LEASE_WAITS ? LEASE_DEFER_MS : LEASE_WAIT_MS);
      }
    }
  }
  return { outcome: 'expired', because: 'it was put off too often; propose it again if it is still wanted' };
}

async function waitFor({ waitMs, rule }: Judged & { decision: 'defer' }): Promise<Waited> {
  await sleep(waitMs);
  return { rule, ms: waitMs };
}

/** For whoever looks at the Web UI: where it stands, and why. */
function tell(state: string, because: string): void {
  upsertSearchAttributes({ ReeveState: [state] });
  setCurrentDetails(`**${state}**\n\n${because}`);
}
