import type { Transaction } from '../database.js';

export interface VipSeen {
  readonly id: string;
  readonly network: string;
  readonly cidr: string;
  readonly anycast: boolean;
  readonly holders: readonly string[];
  readonly candidates: readonly string[];
  readonly state: string;
}

export async function readVip(
  tx: Transaction,
  account: string,
  id: string,
  hold = false,
): Promise<VipSeen | undefined> {
  const [row] = await tx.query<VipSeen & Record<string, unknown>>(
    `SELECT id, network, cidr, anycast, holders, candidates, state FROM sdwan_vip WHERE account = $1 AND id = $2${hold ? ' FOR UPDATE' : ''}`,
    [account, id],
  );
  return row;
}

export async function writeVip(
  tx: Transaction,
  account: string,
  { id, holders, candidates, state }: Pick<VipSeen, 'id' | 'holders' | 'candidates' | 'state'>,
): Promise<void> {
  await tx.query('UPDATE sdwan_vip SET holders = $3, candidates = $4, state = $5 WHERE account = $1 AND id = $2', [
    ...[account, id, holders, candidates, state],
  ]);
}
