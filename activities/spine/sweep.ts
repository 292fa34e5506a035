import { workflowIdOf } from '../store/accept/proposals.js';
import { leftOpen } from '../store/spine/left-open.js';
import { accountIds } from '../store/read/status.js';
import type { Ending, Swept } from '../../workflows/ports.js';
import type { SpineDeps } from './deps.js';
import { end } from './steps.js';

/** Asked of Temporal one by one; the rest is for the next sweep. */
const LOOKS_MAX = 200;

/** Compares the open rows with the runs that go, and ends what nobody works on any more. */
export async function sweep(deps: SpineDeps): Promise<Swept> {
  const { tools, reach } = deps;
  const { runs } = reach;
  const going = await runs.going('intervene');
  const ended: string[] = [];
  let open = 0;
  let looks = 0;
  for (const account of await accountIds(tools.db)) {
    for (const { key, begun } of await leftOpen(tools.db, account)) {
      open += 1;
      const workflowId = workflowIdOf({ account, key });
      if (going.has(workflowId) || looks >= LOOKS_MAX) continue;
      looks += 1;
      // The list of what goes lags behind; the run itself is asked before anything is said of it.
      const { state, because } = await runs.look(workflowId);
      if (state === 'running') continue;
      await end(deps, { account, key, ...endingOf(begun, because), fromOutside: true });
      ended.push(`${account}/${key}`);
    }
  }
  return { open, ended };
}

function endingOf(begun: boolean, because: string): Ending {
  return begun
    ? {
        outcome: 'unknown',
        because: `its workflow is over (${because}) and told nobody what it did: look at the target`,
      }
    : { outcome: 'cancelled', because: `its workflow is over (${because}) before anything was begun` };
}
