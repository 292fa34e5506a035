import { ApplicationFailure } from '@temporalio/common';
import { isAccount } from '../../domain/account.js';
import type { SignedCheckpoint } from '../../workflows/ports.js';
import type { Deps } from '../deps.js';
import { LedgerBroken } from '../store/accept/refused.js';
import { bookHead, findEntry } from '../store/read/ledger.js';
import { accountIds } from '../store/read/status.js';

/** Signs each book that has grown. A broken book is passed over: nothing may be written there. */
export async function signCheckpoints(
  deps: Deps,
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

async function signOne({ db, ledger, sealer, witness }: Deps, account: string): Promise<SignedCheckpoint | undefined> {
  const head = await bookHead(db, account);
  if (!head) return undefined;
  const newest = await findEntry(db, account, head.seq);
  if (newest?.seal && (JSON.parse(newest.body) as { kind: string }).kind === 'checkpoint') {
    // It may be the one of a try that died before it was kept outside.
    await witness.noteCheckpoint({ account, seq: newest.seq, hash: newest.hash, seal: newest.seal });
    return { account, seq: head.seq, fresh: false };
  }
  try {
    // The key names the head that is signed, so a retry after a crash signs nothing twice.
    const { seq, hash } = await ledger.append(account, {
      kind: 'checkpoint',
      key: `checkpoint/${head.seq}`,
      actor: 'reeve/ledger',
      subject: `ledger/${account}`,
      data: { upto: head.seq, hash: head.hash },
    });
    await witness.noteCheckpoint({ account, seq, hash, seal: sealer.seal(account, { seq, hash }) });
    return { account, seq, fresh: true };
  } catch (error) {
    if (error instanceof LedgerBroken) return undefined;
    throw error;
  }
}
