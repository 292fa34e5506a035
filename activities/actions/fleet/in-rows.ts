import type { Json } from '../../../domain/canonical-json.js';
import type { Shown } from '../../../domain/fleet/carried.js';
import type { Effect } from '../../../domain/plan.js';
import { isPlain, type Target, targetName } from '../../../domain/proposal.js';
import type { Settle } from '../../../workflows/ports.js';
import type { Transaction } from '../../store/database.js';
import { type Action, defineAction, type Work, type Writing } from '../action.js';
import { blastOf, nothing, type Step } from './on-node.js';

export interface RowFinds {
  readonly uid?: string;
  readonly effects: readonly Effect[];
  readonly inverse: Json;
  readonly impossible?: string | undefined;
  readonly blast?: { readonly count: number; readonly of: number };
  readonly touches?: readonly Target[];
}

/** An action that is done once its rows say so: what follows from them is seen and mended like everything else. */
export interface InRows<P> extends Pick<Action<P>, 'card' | 'parameters'> {
  readonly kind: string;
  readonly settle?: Settle;
  readonly find: (tx: Transaction, work: Work<P>) => Promise<RowFinds | undefined>;
  /** Writes where the rows are still as they were, or already as wished. Says why it does not; then nothing of it stays. */
  readonly write: (tx: Transaction, work: Writing<P>, step: Step) => Promise<string | undefined>;
  readonly shows: (tx: Transaction, work: Writing<P>, step: Step) => Promise<Shown>;
}

const AT_ONCE: Settle = { firstLookMs: 0, deadlineMs: 60_000, holdMs: 0 };

export function inRows<P>({ card, parameters, kind, settle = AT_ONCE, find, write, shows }: InRows<P>): Action {
  const seen = (work: Work<P>) =>
    work.reach.db.withAccount(work.account, (tx) =>
      isPlain(work.target, kind) ? find(tx, work) : Promise.resolve(undefined),
    );
  return defineAction<P>({
    ...{ card, parameters, settle },
    async sight(work) {
      const found = await seen(work as Work<P>);
      return found && { ...(found.uid !== undefined && { uid: found.uid }) };
    },
    async plan(work) {
      const { target } = work;
      const found = await seen(work);
      if (!found) return nothing(target, `there is no ${kind} ${targetName(target)}`);
      const { uid, effects, inverse, blast, touches = [], impossible } = found;
      return {
        ...(uid !== undefined && { uid }),
        ...{ effects, inverse, blast: blast ? blastOf(blast) : { count: 1 }, touches: [target, ...touches] },
        ...(impossible !== undefined && { impossible }),
      };
    },
    async apply(work) {
      await work.mayWrite();
      const because = await written(write, work, 'apply');
      return because === undefined ? { state: 'applied', receipt: { written: true } } : { state: 'failed', because };
    },
    async verify(work, step) {
      const { isSo, says } = await work.reach.db.withAccount(work.account, (tx) => shows(tx, work, step));
      return { says: isSo ? 'yes' : 'no', because: says };
    },
    async undo(work) {
      await work.mayWrite();
      const because = await written(write, work, 'undo');
      return because === undefined ? { state: 'undone' } : { state: 'conflict', because };
    },
  });
}

class Unwritten extends Error {
  override name = 'Unwritten';
}

async function written<P>(write: InRows<P>['write'], work: Writing<P>, step: Step): Promise<string | undefined> {
  try {
    await work.reach.db.withAccount(work.account, async (tx) => {
      const because = await write(tx, work, step);
      if (because !== undefined) throw new Unwritten(because);
    });
    return undefined;
  } catch (error) {
    if (error instanceof Unwritten) return error.message;
    throw error;
  }
}
