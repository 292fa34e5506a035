import { z } from 'zod';
import { isPlain } from '../../domain/proposal.js';
import type { Look } from '../../workflows/ports.js';
import { type Attempt, defineAction, Faulted, type Work } from './action.js';
import { Payload } from './payload.js';
import { configured, type JobSeen } from './reach.js';

const LOOK_MS_MIN = 2_000;
const LOOK_MS_MAX = 300_000;
const DAY_MS = 86_400_000;

/** Starts a workflow that people configured. Its id is made of the effect's key, so twice is once. */
export const runJob = defineAction({
  card: {
    id: 'run-job',
    version: 1,
    title: 'Run a job',
    category: 'job.run',
    verb: 'require_approval',
    class: 'modify-irreversible',
    risk: 'medium',
    undo: 'none',
    needs: ['jobs'],
  },
  parameters: z.strictObject({ input: Payload }),
  // A job may take a day; Temporal ends it when its own time is over, and this is a little later.
  settle: { firstLookMs: 1_000, deadlineMs: DAY_MS + 10 * 60_000, holdMs: 0 },

  sight: (work) => Promise.resolve(jobOf(work) && {}),
  plan(work) {
    const { target, parameters } = work;
    const job = jobOf(work);
    const { workflow, taskQueue, withinMinutes } = job ?? { workflow: '', taskQueue: '', withinMinutes: 0 };
    return Promise.resolve({
      effects: job
        ? [
            { path: 'run', before: null, after: { workflow, taskQueue, withinMinutes } },
            { path: 'input', before: null, after: parameters.input },
          ]
        : [],
      inverse: null,
      blast: { count: 1 },
      touches: [target],
      ...(!job && { impossible: `no job "${target.name}" is configured` }),
    });
  },
  async apply(work): Promise<Attempt> {
    const { account, target, parameters, reach, key } = work;
    const job = jobOf(work);
    if (!job) {
      const because = `no job "${target.name}" is configured any more`;
      return work.sentBefore ? { state: 'unknown', because, fault: 'invalid' } : { state: 'failed', because };
    }
    await work.mayWrite();
    const workflowId = idOf(account, key);
    try {
      await reach.runs.start({ ...job, account, workflowId, input: parameters.input });
      return { state: 'applied', receipt: { workflowId } };
    } catch (error) {
      // What is refused for itself was not started, unless a try before this one had started it.
      const refused = error instanceof Faulted && (error.fault === 'invalid' || error.fault === 'denied');
      if (!refused || work.sentBefore) throw error;
      return { state: 'failed', because: `${target.name} was refused: ${error.message}`, fault: error.fault };
    }
  },
  async verify({ account, target, key, reach }): Promise<Look> {
    const seen = await reach.runs.look(idOf(account, key));
    return sayOf(seen, target.name);
  },
  undo: () => Promise.resolve({ state: 'none', because: 'what a job did is not known to be undone by anything' }),
});

function jobOf({ target, account, reach }: Pick<Work<unknown>, 'target' | 'account' | 'reach'>) {
  return isPlain(target, 'job') ? configured(reach.jobs, target.name, account) : undefined;
}

function idOf(account: string, key: string): string {
  return `job/${account}/${key}`;
}

/** The longer it goes the less often it is looked at. */
function sayOf({ state, because: why, forMs }: JobSeen, name: string): Look {
  const because = `${name}: ${why}`;
  if (state === 'completed') return { says: 'yes', because };
  if (state !== 'running') return { says: 'no', because };
  return { says: 'not-yet', because, againMs: Math.min(LOOK_MS_MAX, Math.max(LOOK_MS_MIN, Math.floor(forMs / 10))) };
}
