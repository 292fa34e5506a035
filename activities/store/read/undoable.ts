import { targetName } from '../../../domain/proposal.js';
import type { Done } from '../../../domain/undoing.js';
import type { Database } from '../database.js';
import { readDone, type UndoAttempt, undoAttempts } from '../spine/undone.js';

/** A change with everything that was proposed to put it back. */
export interface Undoable extends Pick<Done, 'proposal' | 'plan' | 'outcome'> {
  readonly undos: readonly UndoAttempt[];
}

export function readUndoable(db: Database, account: string, key: string): Promise<Undoable | undefined> {
  return db.withAccount(account, async (tx) => {
    const done = await readDone(tx, account, key);
    if (!done) return undefined;
    const { action, target } = done.proposal;
    return { ...done, undos: await undoAttempts(tx, { account, key, action, target: targetName(target) }) };
  });
}
