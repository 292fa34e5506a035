import { ApplicationFailure } from '@temporalio/common';
import { isAccount } from '../../domain/account.js';
import type { SignedCheckpoint } from '../../workflows/ports.js';
import type { Deps } from '../deps.js';
import { LedgerBroken } from '../store/accept/refused.js';
import { findEntry } from '../store/read/ledger.js';
import { accountIds } from '../store/read/status.js';

/** Signs each book that has grown. A broken book is passed over: nothing may be written there. */
export async function signCheckpoints(
  deps: Omit<Deps, 'spine' | 'fleet'>,
  { account }: { readonly account?: string },
  onBook: (account: string) => void,
): Promise<readonly SignedCheckpoint[]> {
  if (account !== undefined && !(typeof account === 'string' && isAccount(account))) {
    throw ApplicationFailure.nonRetryable(
      'a checkpoint was asked for what is not the name of an account',
      'BadAccount',
    );
  }
  const accounts = account === undefined ? await accountIds(deps.db) : [account];
  const signed: SignedCheckpoint[] = [];
  for (const one of accounts) {
    onBook(one);
    const result = await signOne(deps, one);
    if (result) signed.push(result);
  }
  return signed;
}

async function signOne(
  { db, ledger, witness }: Omit<Deps, 'spine' | 'fleet'>,
  account: string,
): Promise<SignedCheckpoint | undefined> {
  try {
    const head = await ledger.head(account);
    const newest = head && (await findEntry(db, account, head.seq));
    if (!head || !newest) return undefined;
    if ((JSON.parse(newest.body) as { kind: string }).kind === 'checkpoint') {
      return { account, seq: head.seq, fresh: false };
    }
    // Kept outside before the entry is written: an entry whose head is not there was then not forgotten, but taken away.
    await witness.noteCheckpoint(head);
    // The key names the head that is signed, so a retry after a crash signs nothing twice.
    const { seq } = await ledger.append(account, {
      kind: 'checkpoint',
      key: `checkpoint/${head.seq}`,
      actor: 'reeve/ledger',
      subject: `ledger/${account}`,
      data: { upto: head.seq, hash: head.hash },
    });
    return { account, seq, fresh: true };
  } catch (error) {
    if (error instanceof LedgerBroken) return undefined;
    throw error;
  }
}
