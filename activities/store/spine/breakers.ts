import { type BreakerState, CLOSED, failed, type Fault, probing, succeeded } from '../../../domain/breaker.js';
import type { Database, Transaction } from '../database.js';

/** A breaker as it is kept, with the intervention that holds its probe. */
export type Kept = BreakerState & { readonly probe?: string };

export interface Held {
  readonly name: string;
  readonly kept: Kept;
  readonly now: number;
}

/** Reads it and holds it until the transaction ends; one that never failed has no row. */
export async function holdBreaker(tx: Transaction, account: string, name: string): Promise<Held | undefined> {
  const [row] = await tx.query<{ state: Kept; now: number }>(
    'SELECT state, ms(clock()) AS now FROM breaker WHERE account = $1 AND name = $2 FOR UPDATE',
    [account, name],
  );
  return row && { name, kept: row.state, now: row.now };
}

/** All of them in one order for everybody. */
export async function holdBreakers(
  tx: Transaction,
  account: string,
  names: readonly string[],
): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (const name of names.toSorted()) {
    const one = await holdBreaker(tx, account, name);
    if (one) held.push(one);
  }
  return held;
}

/** Takes the one probe of a breaker that is not closed, in the transaction that lets the work begin. */
export async function takeProbe(
  tx: Transaction,
  { name, kept }: Held,
  { account, key, now }: { readonly account: string; readonly key: string; readonly now: number },
): Promise<void> {
  if (kept.state === 'closed') return;
  await keep(tx, account, name, { ...probing(kept, now), probe: key });
}

/** Gives back a probe whose work ended without a report: nobody was there to do it, or it was stopped. */
export async function dropProbe(tx: Transaction, account: string, key: string): Promise<void> {
  await tx.query(
    `UPDATE breaker SET state = (state - 'probe') || '{"probeUntil": 0}' WHERE account = $1 AND state ->> 'probe' = $2`,
    [account, key],
  );
}

export async function noteSuccess(tx: Transaction, account: string, names: readonly string[]): Promise<void> {
  for (const { name, kept } of await holdBreakers(tx, account, names)) {
    if (kept.state === 'closed' && kept.failures === 0) continue;
    const { probe: _probe, ...state } = kept;
    await keep(tx, account, name, succeeded(state));
  }
}

export interface Failure {
  readonly name: string;
  readonly key: string;
  readonly fault: Fault;
  readonly retryAfterMs?: number;
}

/** What a failed attempt says of the other side, counted in one transaction. */
export function noteFailure(
  db: Database,
  account: string,
  { name, key, fault, retryAfterMs = 0 }: Failure,
): Promise<void> {
  const counts = fault === 'transient' || fault === 'rate-limit';
  return db.withAccount(account, async (tx) => {
    if (counts)
      await tx.query('INSERT INTO breaker (account, name, state) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        ...[account, name, JSON.stringify(CLOSED)],
      ]);
    const held = await holdBreaker(tx, account, name);
    if (!held) return;
    const { probe, ...state } = held.kept;
    // What says nothing of the other side's health gives back its own probe, and nobody else's.
    if (!counts && probe !== key) return;
    await keep(tx, account, name, failed(state, fault, held.now, retryAfterMs));
  });
}

async function keep(tx: Transaction, account: string, name: string, state: Kept): Promise<void> {
  await tx.query('UPDATE breaker SET state = $3 WHERE account = $1 AND name = $2', [
    ...[account, name, JSON.stringify(state)],
  ]);
}
