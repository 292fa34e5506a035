import { Context, heartbeat } from '@temporalio/activity';
import type { Ports } from '../workflows/ports.js';
import type { Deps } from './deps.js';
import { signCheckpoints } from './ledger/checkpoint.js';
import { apply, beating, look, undo } from './spine/acting.js';
import { plan } from './spine/plan.js';
import { begin, end, judge, remind, tally } from './spine/steps.js';
import { sweep } from './spine/sweep.js';
import { ensureRounds } from './fleet/ensure.js';
import { tick } from './fleet/tick.js';

/** Binds every port to the world. Called once, by the worker. */
export function createActivities(deps: Deps): Ports {
  const { spine, fleet } = deps;
  return {
    signCheckpoints: (request) => signCheckpoints(deps, request, (account) => heartbeat(account)),
    answer: () => Promise.resolve({ worker: deps.identity, at: Date.now() }),
    plan: (ref) => beating(pen(), () => plan(spine, ref)),
    judge: (step) => judge(spine, step),
    tally: (asked) => tally(spine, asked),
    remind: (reminder) => remind(spine, reminder),
    begin: (step) => begin(spine, step),
    apply: (ref) => apply(spine, ref, pen()),
    look: (ref) => look(spine, ref),
    undo: (ref) => undo(spine, ref, pen()),
    tick: (request) => tick(fleet, request),
    async sweep() {
      await ensureRounds(fleet);
      return sweep(spine);
    },
    end: (ending) => end(spine, ending),
  };
}

function pen() {
  return { heartbeat: () => heartbeat(), signal: Context.current().cancellationSignal };
}

/** What each queue serves: a worker without the credentials of a queue is not given its work. */
export const QUEUE_PORTS = {
  control: ['answer', 'signCheckpoints', 'judge', 'tally', 'remind', 'begin', 'sweep', 'end'],
  sense: ['answer', 'look', 'tick'],
  act: ['answer', 'plan', 'apply', 'undo'],
  model: ['answer'],
} as const satisfies Readonly<Record<string, readonly (keyof Ports)[]>>;
