import type { Transaction } from '../database.js';
import { type InstanceSeen, readInstance } from './instances.js';

export interface StorageSeen {
  readonly id: string;
  readonly instance: string;
  readonly storage: string;
  readonly mountPath: string;
  readonly enabled: boolean;
  readonly readOnly: boolean;
  readonly status: string;
  readonly error: string;
}

export async function readStorage(tx: Transaction, account: string, id: string): Promise<StorageSeen | undefined> {
  const [row] = await tx.query<StorageSeen & Record<string, unknown>>(
    `SELECT id, instance, storage, mount_path AS "mountPath", enabled, read_only AS "readOnly", status, error
     FROM storage_assignment WHERE account = $1 AND id = $2`,
    [account, id],
  );
  return row;
}

export async function instanceOfStorage(
  tx: Transaction,
  account: string,
  id: string,
): Promise<InstanceSeen | undefined> {
  const found = await readStorage(tx, account, id);
  return found && readInstance(tx, account, found.instance);
}

/** Says whether it should be there, and counts the try: each waits twice as long as the one before, half an hour at most. */
export async function wantStorage(
  tx: Transaction,
  account: string,
  { id, from, to }: { readonly id: string; readonly from: boolean; readonly to: boolean },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE storage_assignment SET enabled = $4, attempt = attempt + 1,
       backoff_until = clock() + least(interval '30 minutes', interval '30 seconds' * power(2, least(attempt, 6)))
     WHERE account = $1 AND id = $2 AND enabled IN ($3, $4) RETURNING id`,
    [account, id, from, to],
  );
  return rows.length > 0;
}
