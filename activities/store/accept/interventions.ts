import { createHash } from 'node:crypto';
import { actorOf } from '../../../domain/principal.js';
import { mayAct, type Role } from '../../../domain/roles.js';
import { NUDGE } from '../../../workflows/messages.js';
import type { Transaction } from '../database.js';
import { touchPosts } from '../spine/posts.js';
import { entryOf, holdRecord, type Record } from '../spine/record.js';
import { type Book, type By, NotAccepted } from './book.js';
import { acceptErrand } from './errands.js';
import { workflowIdOf } from './proposals.js';

export interface TakenBack {
  readonly key: string;
  readonly reason: string;
  readonly trace: Readonly<{ [header: string]: string }>;
}

type Who = By & { readonly roles: readonly Role[] };

/**
 * Takes a wish back before anything was begun: by who made it, or an operator. Where people are being asked, their request
 * is withdrawn and the workflow finds it so; where not, the workflow is cancelled.
 */
export function withdraw(book: Book, by: Who, taken: TakenBack): Promise<{ readonly ends: 'withdrawn' | 'cancelled' }> {
  return book.db.withAccount(by.account, async (tx) => {
    const record = await openRecord(tx, by, taken.key);
    const { proposal } = record;
    const own = proposal.by.id === by.principal || proposal.forUser === by.principal;
    if (!own && !mayAct(by.roles, 'operator'))
      throw new NotAccepted('forbidden', 'only who proposed it, or an operator, may withdraw it');
    if (record.begun)
      throw new NotAccepted(
        'closed',
        'it has begun: it can be cancelled, and what it wrote is put back where it can be',
      );
    const asked = await tx.query(
      `UPDATE request SET state = 'withdrawn', closed_at = clock()
       WHERE account = $1 AND intervention = $2 AND state = 'open' RETURNING id`,
      [by.account, taken.key],
    );
    await touchPosts(tx, by.account, taken.key);
    const ends = asked.length > 0 ? 'withdrawn' : 'cancelled';
    await tell(book, tx, { by, record, taken, change: 'withdrawn' });
    const to = { workflowId: workflowIdOf(proposal), args: [], trace: taken.trace };
    await acceptErrand(
      tx,
      ends === 'withdrawn' ? { kind: 'signal', name: NUDGE, ...to } : { kind: 'cancel', name: 'cancel', ...to },
    );
    return { ends };
  });
}

/** Ends it wherever it stands. What was written by then is put back where it can be. */
export function cancel(book: Book, by: Who, taken: TakenBack): Promise<void> {
  return book.db.withAccount(by.account, async (tx) => {
    const record = await openRecord(tx, by, taken.key);
    await tell(book, tx, { by, record, taken, change: 'cancelled' });
    const workflowId = workflowIdOf(record.proposal);
    await acceptErrand(tx, { kind: 'cancel', name: 'cancel', workflowId, args: [], trace: taken.trace });
  });
}

async function openRecord(tx: Transaction, { account }: By, key: string): Promise<Record> {
  const [known] = await tx.query('SELECT 1 FROM intervention WHERE account = $1 AND key = $2', [account, key]);
  if (!known) throw new NotAccepted('unknown', `there is no intervention ${key} in this account`);
  const record = await holdRecord(tx, account, key);
  if (record.outcome !== undefined)
    throw new NotAccepted('closed', `it has ended already: ${record.outcome} (${record.because ?? ''})`);
  return record;
}

interface Told {
  readonly by: By;
  readonly record: Record;
  readonly taken: TakenBack;
  readonly change: 'withdrawn' | 'cancelled';
}

/** Who says the same twice is told nothing new, and neither is the book; other words, or another's, stand beside it. */
async function tell({ ledger }: Book, tx: Transaction, { by, record, taken, change }: Told): Promise<void> {
  const actor = actorOf(by);
  const data = { change, reason: taken.reason, door: by.door };
  const said = createHash('sha256')
    .update(JSON.stringify([actor, data]))
    .digest('hex')
    .slice(0, 16);
  const entry = entryOf(record.proposal, 'setting', `${change}/${said}`, data);
  await tx.query(
    'UPDATE intervention SET called_off_at = coalesce(called_off_at, clock()) WHERE account = $1 AND key = $2',
    [by.account, record.proposal.key],
  );
  await ledger.appendIn(tx, by.account, [{ ...entry, actor }]);
}
