import { GRAVEST_FIRST, gravityOf } from '../gravity.js';
import type { ConditionNotice } from '../../../domain/notice.js';
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
type UntoldRow = Omit<Untold, 'subject'> & { readonly subject: string } & Record<string, unknown>;

/**
 * Takes those that opened and of which nobody heard, the gravest first. What lies under another is not told, and what lay under
 * one that stood for many has been told with it.
 */
export async function takeOpened(
  tx: Transaction,
  { account, agent, most }: Whose,
  kinds: readonly string[],
): Promise<readonly Untold[]> {
  const rows = await tx.query<UntoldRow>(
    `WITH fresh AS (
       SELECT id FROM condition c WHERE account = $1 AND agent = $2 AND closed_at IS NULL AND told IS NULL AND parent IS NULL AND kind = ANY ($3)
         AND (fingerprint LIKE 'rollup:%' OR NOT EXISTS (
           SELECT FROM condition r WHERE r.account = c.account AND r.kind = c.kind AND r.fingerprint LIKE 'rollup:%' AND r.told IS NOT NULL
             AND (r.closed_at IS NULL OR r.closed_at > c.opened_at) AND (r.subject = 'account/all' OR r.subject = ANY (c.groups))))
       ORDER BY ${GRAVEST_FIRST}, opened_at, id LIMIT $4 FOR UPDATE SKIP LOCKED)
     UPDATE condition c SET told = 'opened', told_severity = severity FROM fresh WHERE c.account = $1 AND c.id = fresh.id
     RETURNING c.id, c.kind, c.severity, c.subject, c.payload`,
    [account, agent, kinds, most],
  );
  return rows.map(untold);
}

/** Takes those that are graver than people heard. One that goes up and down is told of each height once. */
export async function takeWorse(tx: Transaction, { account, agent, most }: Whose): Promise<readonly Untold[]> {
  const rows = await tx.query<UntoldRow>(
    `WITH worse AS (
       SELECT id FROM condition WHERE account = $1 AND agent = $2 AND told = 'opened' AND closed_at IS NULL AND parent IS NULL
         AND ${gravityOf('severity')} > ${gravityOf('told_severity')}
       ORDER BY ${GRAVEST_FIRST}, opened_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
     UPDATE condition c SET told_severity = severity FROM worse WHERE c.account = $1 AND c.id = worse.id
     RETURNING c.id, c.kind, c.severity, c.subject, c.payload`,
    [account, agent, most],
  );
  return rows.map(untold);
}

function untold(row: UntoldRow): Untold {
  return { ...row, subject: plainTarget(row.subject) };
}

export interface ToldOver {
  readonly id: string;
  readonly subject: string;
  readonly because: string;
  /** As it was told when it opened, and each time that it got worse: whoever heard of that hears of its end. */
  readonly bodies: readonly NoticeBody[];
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
     UPDATE condition c SET told = 'over' FROM over CROSS JOIN LATERAL (
       SELECT coalesce(jsonb_agg(body ORDER BY at, id), '[]') AS bodies FROM notice WHERE account = $1 AND id = ANY (ARRAY['opened/' || over.id,
         'worse/' || over.id || '/warning', 'worse/' || over.id || '/high', 'worse/' || over.id || '/critical'])) n
     WHERE c.account = $1 AND c.id = over.id
     RETURNING c.id, c.subject, coalesce(c.closed_because, '') AS because, n.bodies`,
    [account, agent, most],
  );
}

export async function writeOpened(
  tx: Transaction,
  { account, agent }: Pick<Whose, 'account' | 'agent'>,
  { id, subject, severity }: Untold,
  { kind, text, ...telling }: Telling & { readonly kind: 'opened' | 'worse' },
): Promise<void> {
  const body = { ...telling, severity };
  const named = kind === 'opened' ? `opened/${id}` : `worse/${id}/${severity}`;
  await write(tx, { account, agent, subject }, { kind, id: named, condition: id, bodies: [body], says: { text } });
}

export async function writeOver(
  tx: Transaction,
  { account, agent }: Pick<Whose, 'account' | 'agent'>,
  { id, subject, because, bodies }: ToldOver,
): Promise<void> {
  const about = { account, agent, subject: plainTarget(subject) };
  await write(tx, about, { kind: 'over', id: `over/${id}`, condition: id, bodies, says: { because } });
}

interface Written {
  readonly kind: ConditionNotice;
  readonly id: string;
  readonly condition: string;
  /** How grave, one after the other: it goes to whoever hears of any, and reads as the last. */
  readonly bodies: readonly NoticeBody[];
  readonly says: { readonly [name: string]: string };
}

async function write(
  tx: Transaction,
  { account, agent, subject: target }: Pick<Whose, 'account' | 'agent'> & Pick<Untold, 'subject'>,
  { kind, id, condition, bodies, says }: Written,
): Promise<void> {
  const last = bodies.at(-1);
  if (!last) return;
  const subject = `${kind}/${last.roll}`;
  await tx.query(
    `INSERT INTO notice (account, id, condition, kind, body, at, roll) VALUES ($1, $2, $3, $4, $5, clock(), $6) ON CONFLICT DO NOTHING`,
    [account, id, condition, kind, JSON.stringify({ ...last, ...says }), subject],
  );
  const by = { kind: 'agent', id: agent } as const;
  for (const { severity, tells } of bodies)
    await openPosts(tx, { account, by, severity, target }, tells, { kind: 'notice', subject, rolls: last.rolls });
}
