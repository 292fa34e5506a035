import type { Chain } from '../../../domain/approval/chain.js';
import { type Answers, tallyOf, type TallyState } from '../../../domain/approval/tally.js';
import type { Proposal } from '../../../domain/proposal.js';
import type { Database, Transaction } from '../database.js';
import { openPosts, touchPosts } from './posts.js';

export function requestId(key: string, round: number): string {
  return `${key}.${round}`;
}

export interface RequestRow {
  readonly id: string;
  readonly intervention: string;
  readonly action: string;
  readonly chain: Chain;
  readonly step: number;
  readonly state: string;
  readonly planHash: string;
  readonly leftMs: number;
}

export async function holdRequest(tx: Transaction, account: string, id: string): Promise<RequestRow | undefined> {
  const [row] = await tx.query<RequestRow & { [name: string]: unknown }>(
    `SELECT id, intervention, (SELECT i.action FROM intervention i WHERE i.account = $1 AND i.key = intervention) AS action, chain, step, state, plan_hash AS "planHash", ms(deadline) - ms(clock()) AS "leftMs"
     FROM request WHERE account = $1 AND id = $2 FOR UPDATE`,
    [account, id],
  );
  return row;
}

export async function answersOf(tx: Transaction, account: string, request: string): Promise<Answers> {
  return tx.query<Answers[number] & { [name: string]: unknown }>(
    `SELECT a.id, a.step, a.person, a.says, a.reason, a.delegate, p.roles, p.state, ms(a.at) AS at
     FROM answer a JOIN principal p ON p.account = a.account AND p.id = a.person
     WHERE a.account = $1 AND a.request = $2 ORDER BY a.at, a.id`,
    [account, request],
  );
}

/** Four eyes: an account of one person may waive it, as a setting that the book tells of. With a second person it counts no more. */
export async function fourEyesWaived(tx: Transaction, account: string): Promise<boolean> {
  const [found] = await tx.query<{ waived: boolean; people: number }>(
    `SELECT coalesce((SELECT four_eyes_waived FROM autonomy WHERE account = $1), false) AS waived,
       (SELECT count(*)::int FROM principal WHERE account = $1 AND kind = 'person' AND state = 'active') AS people`,
    [account],
  );
  return found?.waived === true && found.people === 1;
}

const CLOSED: Readonly<Record<string, string>> = {
  withdrawn: 'it was withdrawn before enough people had answered',
  expired: 'nobody answered in time',
};

export interface Tallied extends TallyState {
  readonly action: string;
  readonly leftMs: number;
  /** All that the step was given which is asked now. */
  readonly ofMs: number;
  /** Names that were heard and have no row: somebody reached Temporal and not the door. */
  readonly unknown: readonly string[];
}

/** Counts what was answered, moves to the next step or closes the request, by the database's clock. */
export function tallyRequest(
  db: Database,
  {
    account,
    request,
    heard,
  }: { readonly account: string; readonly request: string; readonly heard: readonly string[] },
): Promise<Tallied> {
  return db.withAccount(account, async (tx) => {
    const row = await holdRequest(tx, account, request);
    if (!row) throw new Error(`there is no request ${request} in account ${account}`);
    const { action } = row;
    const answers = await answersOf(tx, account, request);
    const known = new Set(answers.map(({ id }) => id));
    const unknown = heard.filter((id) => !known.has(id));
    if (row.state !== 'open')
      return {
        state: row.state as TallyState['state'],
        because: CLOSED[row.state] ?? 'it is closed',
        ...{ leftMs: 0, ofMs: 0, unknown, action },
      };
    const tally = tallyOf(row, answers);
    const leftMs = await settle(tx, account, row, tally);
    const ofMs = row.chain.steps[tally.step ?? row.step]?.withinMs ?? leftMs;
    return { ...tally, leftMs, ofMs, unknown, action };
  });
}

/** Names that were heard while nobody was asked. An answer that came late has its row. */
export async function withoutRow(
  db: Database,
  account: string,
  { intervention, heard }: { readonly intervention: string; readonly heard: readonly string[] },
): Promise<readonly string[]> {
  if (heard.length === 0) return [];
  const rows = await db.withAccount(account, (tx) =>
    tx.query<{ id: string }>(
      `SELECT a.id FROM answer a JOIN request r ON r.account = a.account AND r.id = a.request
       WHERE a.account = $1 AND r.intervention = $2 AND a.id = ANY ($3)`,
      [account, intervention, heard],
    ),
  );
  const known = new Set(rows.map(({ id }) => id));
  return heard.filter((id) => !known.has(id));
}

/** A word in its own message that a request still waits, each part of the time of each step once. */
export function remindOf(
  db: Database,
  { account, request, part }: { readonly account: string; readonly request: string; readonly part: number },
): Promise<void> {
  return db.withAccount(account, async (tx) => {
    const [open] = await tx.query<{ proposal: Proposal; step: number }>(
      `SELECT proposal, step FROM request r JOIN intervention i ON i.account = r.account AND i.key = r.intervention
       WHERE r.account = $1 AND r.id = $2 AND r.state = 'open'`,
      [account, request],
    );
    if (open)
      await openPosts(tx, open.proposal, 'requests', { kind: 'reminder', subject: request, part, step: open.step });
  });
}

async function settle(tx: Transaction, account: string, row: RequestRow, tally: TallyState): Promise<number> {
  if (tally.state !== 'open') {
    await tx.query('UPDATE request SET state = $3, closed_at = clock() WHERE account = $1 AND id = $2', [
      ...[account, row.id, tally.state],
    ]);
    await touchPosts(tx, account, row.intervention);
    return 0;
  }
  if (tally.step === undefined || tally.step === row.step) return Math.max(0, row.leftMs);
  const within = row.chain.steps[tally.step]?.withinMs ?? 0;
  await tx.query(
    `UPDATE request SET step = $3, deadline = clock() + make_interval(secs => $4 / 1000.0) WHERE account = $1 AND id = $2`,
    [account, row.id, tally.step, within],
  );
  await touchPosts(tx, account, row.intervention);
  return within;
}
