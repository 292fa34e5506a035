import { z } from 'zod';
import { TASK_OPEN_MS } from '../../domain/task.js';
import type { Look } from '../../workflows/ports.js';
import { closeTask, openTask, readTask, type Task } from '../store/spine/tasks.js';
import { defineAction, type Writing } from './action.js';
import { checkEndpoint } from './http-webhook.js';
import { configured, type Endpoint } from './reach.js';

const HOUR = 3_600_000;
const CHECK_AGAIN_MS = 60_000;

const Parameters = z.strictObject({
  /** What it stands in for: it is judged by the rows of this category. */
  category: z.string().regex(/^[a-z][a-z0-9_.-]{0,99}$/, { error: 'is no category' }),
  text: z.string().min(1).max(4000),
  /** An endpoint whose check must agree before a person's "done" counts. */
  check: z.string().min(1).max(100).optional(),
});
type Manual = Writing<z.output<typeof Parameters>>;

/** A task for a person: done when that person says so and, where a check is named, when it agrees. */
export const manual = defineAction({
  card: {
    id: 'manual',
    version: 1,
    title: 'Ask a person to do it',
    category: 'manual.task',
    verb: 'require_approval',
    class: 'modify-reversible',
    risk: 'low',
    undo: 'inverse',
    // The task alone changes nothing: a person still has to do it.
    silencePasses: true,
    needs: [],
  },
  parameters: Parameters,
  settle: { firstLookMs: 0, deadlineMs: TASK_OPEN_MS, holdMs: 0 },

  plan(work) {
    const { intervention, parameters } = work;
    const { category, text, check } = parameters;
    const impossible = check !== undefined && !checkOf(work) ? `no endpoint "${check}" with a check is configured` : '';
    return Promise.resolve({
      effects: [
        { path: 'task', before: null, after: { category, text } },
        ...(check === undefined ? [] : [{ path: 'check', before: null, after: check }]),
      ],
      inverse: 'the task is closed, unless somebody answered it',
      blast: { count: 1 },
      // The task alone is held: whoever does it may wish for changes at the target, and what else is due there goes on.
      touches: [{ kind: 'task', name: intervention }],
      ...(impossible !== '' && { impossible }),
    });
  },
  async apply({ account, intervention, key, parameters, reach, mayWrite }) {
    await mayWrite();
    await openTask(reach.db, account, { id: key, intervention, text: parameters.text });
    return { state: 'applied', receipt: { task: key } };
  },
  async verify(work, step): Promise<Look> {
    const task = await readTask(work.reach.db, work.account, work.intervention);
    if (step === 'undo')
      return task?.state === 'open'
        ? { says: 'no', because: 'the task is still open' }
        : { says: 'yes', because: 'the task is closed' };
    if (!task) return { says: 'no', because: 'there is no task' };
    if (task.state === 'open') return { says: 'not-yet', because: 'nobody has answered the task', againMs: HOUR };
    if (task.state === 'done') return doneSays(work, task);
    return {
      says: 'no',
      because: task.state === 'closed' ? 'the task was taken back' : inWords(task, 'can not do it'),
    };
  },
  async undo({ account, intervention, reach, mayWrite }) {
    await mayWrite();
    const task = await closeTask(reach.db, account, intervention);
    if (task?.state === 'done' || task?.state === 'can-not')
      return { state: 'none', because: inWords(task, 'has answered, and what a person did is not taken back') };
    return { state: 'undone' };
  },
});

function checkOf({ parameters, reach, account }: Pick<Manual, 'parameters' | 'reach' | 'account'>) {
  const { check } = parameters;
  const endpoint = check === undefined ? undefined : configured(reach.endpoints, check, account);
  return endpoint?.checkUrl === undefined ? undefined : endpoint;
}

async function doneSays(work: Manual, task: Task): Promise<Look> {
  const because = inWords(task, 'has done it');
  if (work.parameters.check === undefined) return { says: 'yes', because };
  const endpoint: Endpoint | undefined = checkOf(work);
  if (!endpoint) return { says: 'unknown', because: `${because}, and its check is not configured any more` };
  const checked = await checkEndpoint(work, endpoint);
  const both = `${because}, and ${checked.because}`;
  if (checked.says === 'yes') return { says: 'yes', because: both };
  // What was done may take a while to show.
  if (task.forMs < HOUR) return { says: 'not-yet', because: both, againMs: CHECK_AGAIN_MS };
  return { says: checked.says === 'unknown' ? 'unknown' : 'no', because: `${both} an hour later` };
}

function inWords({ by, note }: Task, what: string): string {
  return `${by} ${what}${note === '' ? '' : `: ${note}`}`;
}
