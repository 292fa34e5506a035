import { randomUUID } from 'node:crypto';
import { DEFAULT_CHAIN } from '../../../domain/approval/chain.js';
import type { Json } from '../../../domain/canonical-json.js';
import { DEFAULT_ROWS } from '../../../domain/policy/defaults.js';
import type { PolicyRow } from '../../../domain/policy/row.js';
import { actorOf } from '../../../domain/principal.js';
import { scoreOf } from '../../../domain/scales.js';
import type { Transaction } from '../database.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const ROWS_MAX = 1_000;

/** Which line of policy: of a category, for everybody, an agent, a person or both. */
export type PolicyLevel = Pick<PolicyRow, 'category' | 'agent' | 'user'>;

export interface PolicyWish extends PolicyLevel, Pick<PolicyRow, 'verb' | 'asksFrom' | 'risk'> {
  readonly scoreMin?: number;
  readonly chain?: string;
  readonly reason: string;
}

/** Writes over the default, whole: what is not said is taken from the default beneath it, so that a new verb changes the verb alone. */
export function setPolicy(book: Book, by: By, wish: PolicyWish): Promise<PolicyRow> {
  const { reason, ...said } = wish;
  const beneath = defaultBeneath(said);
  const risk = said.risk ?? beneath?.risk;
  const row = {
    ...said,
    scoreMin: said.scoreMin ?? beneath?.scoreMin ?? scoreOf('monitored'),
    chain: said.chain ?? beneath?.chain ?? DEFAULT_CHAIN,
    ...(risk && { risk }),
    origin: 'override',
    writtenAt: 0,
  } as const;
  const { origin: _origin, writtenAt: _writtenAt, ...data } = row;
  const entry = { change: 'policy set', reason, ...(data as unknown as { [name: string]: Json }) };
  return acceptSetting(
    book,
    by,
    { key: `policy-set/${randomUUID()}`, subject: `policy/${said.category}`, data: entry },
    async (tx) => {
      await assertKnown(tx, by, said);
      await assertRoom(tx, by, said);
      await tx.query(
        `INSERT INTO policy (account, category, agent, person, verb, score_min, asks_from, chain, risk, author, reason, written_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock())
         ON CONFLICT (account, category, agent, person) DO UPDATE SET verb = excluded.verb, score_min = excluded.score_min,
           asks_from = excluded.asks_from, chain = excluded.chain, risk = excluded.risk, author = excluded.author,
           reason = excluded.reason, written_at = excluded.written_at`,
        [
          ...[by.account, row.category, row.agent ?? '', row.user ?? '', row.verb, row.scoreMin, row.asksFrom ?? null],
          ...[row.chain, row.risk ?? null, actorOf(by), reason],
        ],
      );
      return row;
    },
  );
}

/** Takes an override away: the default beneath it counts again. */
export function unsetPolicy(
  book: Book,
  by: By,
  { reason, ...level }: PolicyLevel & { readonly reason: string },
): Promise<void> {
  const { category, agent, user } = level;
  const data = { change: 'policy unset', reason, category, ...(agent && { agent }), ...(user && { user }) };
  const entry = { key: `policy-unset/${randomUUID()}`, subject: `policy/${category}`, data };
  return acceptSetting(book, by, entry, async (tx) => {
    const gone = await tx.query(
      'DELETE FROM policy WHERE account = $1 AND category = $2 AND agent = $3 AND person = $4 RETURNING category',
      [by.account, category, agent ?? '', user ?? ''],
    );
    if (gone.length === 0)
      throw new NotAccepted(
        'unknown',
        `nobody has written a row for ${category} on this level: there is nothing to take away`,
      );
  });
}

export function defaultBeneath({ category, agent, user }: PolicyLevel): PolicyRow | undefined {
  const of = DEFAULT_ROWS.filter((row) => row.category === category);
  return of.find((row) => row.agent === agent && row.user === user) ?? of[0];
}

/** A row for nobody would never speak, and who wrote it would believe that it does. */
async function assertKnown(tx: Transaction, { account }: By, { agent, user }: PolicyLevel): Promise<void> {
  const named = [
    ...(agent !== undefined && !DEFAULT_ROWS.some((row) => row.agent === agent) ? [{ id: agent, kind: 'agent' }] : []),
    ...(user !== undefined ? [{ id: user, kind: 'person' }] : []),
  ];
  for (const { id, kind } of named) {
    const found = await tx.query('SELECT 1 FROM principal WHERE account = $1 AND id = $2 AND kind = $3', [
      account,
      id,
      kind,
    ]);
    if (found.length === 0) throw new NotAccepted('unknown', `there is no ${kind} ${id} in this account`);
  }
}

async function assertRoom(tx: Transaction, { account }: By, { category, agent, user }: PolicyLevel): Promise<void> {
  const [row] = await tx.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM policy WHERE account = $1 AND (category, agent, person) <> ($2, $3, $4)',
    [account, category, agent ?? '', user ?? ''],
  );
  if ((row?.n ?? 0) >= ROWS_MAX)
    throw new NotAccepted(
      'misfit',
      `this account has ${ROWS_MAX} rows of its own, which is the most: take away what is not needed`,
    );
}
