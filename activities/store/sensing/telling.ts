import { plainTarget } from '../../../domain/proposal.js';
import type { Tells } from '../../../domain/route.js';
import type { Severity } from '../../../domain/scales.js';
import type { Tellable, Telling } from '../../../domain/sensing/telling.js';
import type { Transaction } from '../database.js';
import { openPosts } from '../spine/posts.js';

interface Whose {
  readonly account: string;
  readonly agent: string;
  readonly most: number;
}
export type Untold = Tellable & { readonly kind: string };

/**
 * Takes those that opened and of which nobody heard, the gravest first. What lies under another is not told, and what lay under
 * one that stood for many has been told with it.
 */
export async function takeOpened(
  tx: Transaction,
  { account, agent, most }: Whose,
  kinds: readonly string[],
): Promise<readonly Untold[]> {
  const rows = await tx.query<Omit<Untold, 'subject'> & { subject: string } & Record<string, unknown>>(
    `WITH fresh AS (
       SELECT id FROM condition c WHERE account = $1 AND agent = $2 AND closed_at IS NULL AND told IS NULL AND parent IS NULL AND kind = ANY ($3)
         AND (fingerprint LIKE 'rollup:%' OR NOT EXISTS (
           SELECT FROM condition r WHERE r.account = c.account AND r.kind = c.kind AND r.fingerprint LIKE 'rollup:%' AND r.told IS NOT NULL
             AND (r.closed_at IS NULL OR r.closed_at > c.opened_at) AND (r.subject = 'account/all' OR r.subject = ANY (c.groups))))
       ORDER BY array_position(ARRAY['critical', 'high', 'warning', 'info'], severity), opened_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE condition c SET told = 'opened' FROM fresh WHERE c.account = $1 AND c.id = fresh.id
     RETURNING c.id, c.kind, c.severity, c.subject, c.payload`,
    [account, agent, kinds, most],
  );
  return rows.map((row) => ({ ...row, subject: plainTarget(row.subject) }));
}

export interface ToldOver {
  readonly id: string;
  readonly subject: string;
  readonly because: string;
  /** As it was told when it opened: whoever heard of that hears of its end. */
  readonly body: NoticeBody;
}

interface NoticeBody {
  readonly summary: string;
  readonly severity: Severity;
  readonly tells: Tells;
  readonly roll: string;
  readonly rolls: boolean;
}

/** Takes those of which people heard that they opened, and not yet that they are over. */
export function takeOver(tx: Transaction, { account, agent, most }: Whose): Promise<readonly ToldOver[]> {
  return tx.query<ToldOver & Record<string, unknown>>(
    `WITH over AS (
       SELECT id FROM condition WHERE account = $1 AND agent = $2 AND told = 'opened' AND closed_at IS NOT NULL
       ORDER BY closed_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE condition c SET told = 'over' FROM over JOIN notice n ON n.account = $1 AND n.id = 'opened/' || over.id
     WHERE c.account = $1 AND c.id = over.id
     RETURNING c.id, c.subject, coalesce(c.closed_because, '') AS because, n.body`,
    [account, agent, most],
  );
}

export async function writeOpened(
  tx: Transaction,
  { account, agent }: Pick<Whose, 'account' | 'agent'>,
  { id, subject, severity }: Untold,
  { text, ...telling }: Telling,
): Promise<void> {
  const about = { account, by: { kind: 'agent', id: agent }, severity, target: subject } as const;
  await write(tx, about, { kind: 'opened', id, body: { ...telling, severity }, says: { text } });
}

export async function writeOver(
  tx: Transaction,
  { account, agent }: Pick<Whose, 'account' | 'agent'>,
  { id, subject, because, body }: ToldOver,
): Promise<void> {
  const about = {
    account,
    by: { kind: 'agent', id: agent },
    severity: body.severity,
    target: plainTarget(subject),
  } as const;
  await write(tx, about, { kind: 'over', id, body, says: { because } });
}

interface Written {
  readonly kind: 'opened' | 'over';
  readonly id: string;
  readonly body: NoticeBody;
  readonly says: { readonly [name: string]: string };
}

async function write(
  tx: Transaction,
  about: Parameters<typeof openPosts>[1],
  { kind, id, body, says }: Written,
): Promise<void> {
  const roll = `${kind}/${body.roll}`;
  const { tells, rolls } = body;
  await tx.query(
    `INSERT INTO notice (account, id, condition, kind, body, at, roll) VALUES ($1, $2, $3, $4, $5, clock(), $6) ON CONFLICT DO NOTHING`,
    [about.account, `${kind}/${id}`, id, kind, JSON.stringify({ ...body, ...says }), roll],
  );
  await openPosts(tx, about, tells, { kind: 'notice', subject: roll, rolls });
}
