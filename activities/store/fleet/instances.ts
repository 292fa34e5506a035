import type { Transaction } from '../database.js';

export interface InstanceSeen {
  readonly id: string;
  readonly node: string;
  readonly template: string;
  readonly provider: string;
  readonly status: string;
  /** When it was made: a namesake made later is another one. */
  readonly uid: string;
  readonly running: Readonly<Record<string, string>>;
  readonly configHash: string | null;
  readonly facts: Readonly<Record<string, string>>;
  readonly providerStatus: string | null;
  readonly providerId: string | null;
  /** What its provider calls the machine below it, where that has a name of its own. */
  readonly machine: string;
  readonly isDraining: boolean;
  /** Of its newest report; null where it has never reported. */
  readonly boot: string | null;
  readonly silentMs: number | null;
  /** How many instances its template has, itself included. */
  readonly siblings: number;
}

const COLUMNS = `i.id, i.node, i.template, i.provider, i.status, to_char(i.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS uid,
  i.running, i.config_hash AS "configHash", i.facts, i.provider_status AS "providerStatus",
  i.provider_id AS "providerId", coalesce(i.provider_says #>> '{facts,machine}', '') AS machine,
  coalesce(i.draining_until > clock(), false) AS "isDraining", h.boot, ms(clock()) - ms(h.at) AS "silentMs",
  (SELECT count(*)::int FROM instance s WHERE s.account = i.account AND s.template = i.template AND s.status <> 'terminated') AS siblings`;

export async function readInstance(tx: Transaction, account: string, id: string): Promise<InstanceSeen | undefined> {
  const [row] = await tx.query<InstanceSeen & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM instance i LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id
     WHERE i.account = $1 AND i.id = $2`,
    [account, id],
  );
  return row;
}

/** Says that something is under way with them: sensors do not compare them until then. */
export async function markBusy(
  tx: Transaction,
  account: string,
  instances: readonly string[],
  ms: number,
): Promise<void> {
  await tx.query(
    `UPDATE instance SET busy_until = clock() + make_interval(secs => $3 / 1000.0) WHERE account = $1 AND id = ANY ($2)`,
    [account, instances, ms],
  );
}

/** Nothing is under way any more. */
export async function giveBack(tx: Transaction, account: string, instances: readonly string[]): Promise<void> {
  await tx.query(
    'UPDATE instance SET busy_until = NULL WHERE account = $1 AND id = ANY ($2) AND busy_until IS NOT NULL',
    [account, instances],
  );
}

export async function noteSettled(tx: Transaction, account: string, instance: string): Promise<void> {
  await tx.query('UPDATE instance SET settled_at = clock() WHERE account = $1 AND id = $2', [account, instance]);
}

/** It takes no new work for so long; null lets it take work again. */
export async function setDraining(
  tx: Transaction,
  account: string,
  { instance, ms }: { readonly instance: string; readonly ms: number | null },
): Promise<void> {
  await tx.query(
    `UPDATE instance SET draining_until = clock() + make_interval(secs => $3::float8 / 1000) WHERE account = $1 AND id = $2`,
    [account, instance, ms],
  );
}

/** Whether it has come up under another boot, and enrolled anew, since then. */
export async function readRebirth(
  tx: Transaction,
  account: string,
  { instance, since }: { readonly instance: string; readonly since: Date },
): Promise<{ readonly boot: string | null; readonly enrolled: boolean } | undefined> {
  const [row] = await tx.query<{ boot: string | null; enrolled: boolean }>(
    `SELECT h.boot, coalesce(i.enrolled_at > $3, false) AS enrolled
     FROM instance i LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id WHERE i.account = $1 AND i.id = $2`,
    [account, instance, since],
  );
  return row;
}

/** Takes it out of the fleet for good: it counts no more, and nothing it could sign in with is accepted. */
export async function terminateInstance(tx: Transaction, account: string, instance: string): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE instance SET status = 'terminated', busy_until = NULL WHERE account = $1 AND id = $2 AND status <> 'terminated' RETURNING id`,
    [account, instance],
  );
  await tx.query(
    'UPDATE node_credential SET revoked_at = clock() WHERE account = $1 AND instance = $2 AND revoked_at IS NULL',
    [account, instance],
  );
  await tx.query(
    `UPDATE certificate SET revoked_at = clock(), revoked_because = 'its instance was terminated'
     WHERE account = $1 AND instance = $2 AND revoked_at IS NULL`,
    [account, instance],
  );
  await tx.query(
    `UPDATE node_task SET state = 'cancelled', ended_at = clock() WHERE account = $1 AND instance = $2 AND state IN ('waiting', 'leased')`,
    [account, instance],
  );
  return rows.length > 0;
}

/** How an ended instance stands, against the moment of its end. */
export async function readEnd(
  tx: Transaction,
  account: string,
  { instance, effect }: { readonly instance: string; readonly effect: string },
): Promise<
  { readonly status: string; readonly agoMs: number; readonly heardAfterMs: number; readonly open: number } | undefined
> {
  const [row] = await tx.query<{ status: string; agoMs: number; heardAfterMs: number; open: number }>(
    `SELECT i.status, ms(clock()) - ms(e.begun_at) AS "agoMs", coalesce(ms(h.at) - ms(e.begun_at), -1) AS "heardAfterMs",
       (SELECT count(*)::int FROM node_credential c WHERE c.account = i.account AND c.instance = i.id AND c.revoked_at IS NULL) AS open
     FROM instance i JOIN effect e ON e.account = i.account AND e.key = $3
     LEFT JOIN heartbeat h ON h.account = i.account AND h.instance = i.id WHERE i.account = $1 AND i.id = $2`,
    [account, instance, effect],
  );
  return row;
}

/** Takes another status for the row, where it still has the one that was seen. */
export async function setStatus(
  tx: Transaction,
  account: string,
  { instance, from, to }: { readonly instance: string; readonly from: string; readonly to: string },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE instance SET status = $4, provider_odd = 0 WHERE account = $1 AND id = $2 AND status IN ($3, $4) RETURNING id`,
    [account, instance, from, to],
  );
  return rows.length > 0;
}
