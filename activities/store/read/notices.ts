import type { NoticeKind } from '../../../domain/notice.js';
import { LEAVES_SOMETHING, UNDO_GRANT_MS } from '../../../domain/undoing.js';
import type { Database, Transaction } from '../database.js';
import { type Asked, readAsked } from './approvals.js';
import { withoutNulls } from './interventions.js';

/** What people were told, or would have been where no chat is set up. */
export interface Notice {
  readonly id: string;
  readonly kind: NoticeKind;
  /** What it is about: an intervention, or a condition of the fleet. */
  readonly intervention?: string;
  readonly condition?: string;
  /** Of a condition its kind. */
  readonly action: string;
  readonly target: string;
  readonly proposer: string;
  readonly summary: string;
  readonly severity: string;
  readonly outcome?: string;
  readonly because: string;
  readonly undoable: boolean;
  /** Who puts it back, or has. */
  readonly undoneBy?: string;
  readonly at: Date;
}

/** Whether a button makes sense; whoever presses it is told why not, where it does not. */
const UNDOABLE = `u.by IS NULL AND i.plan ->> 'inverse' IS NOT NULL AND i.action <> 'manual' AND i.proposal ->> 'undoes' IS NULL
   AND coalesce(i.outcome, '') IN (${[...LEAVES_SOMETHING].map((outcome) => `'${outcome}'`).join(', ')})
   AND i.ended_at > clock() - make_interval(secs => ${UNDO_GRANT_MS / 1000})`;

const SELECT = `SELECT n.id, n.kind, n.intervention, n.condition, coalesce(i.action, c.kind) AS action, coalesce(i.target, c.subject) AS target,
   coalesce(i.proposer, c.agent) AS proposer, coalesce(i.proposal ->> 'summary', n.body ->> 'summary') AS summary,
   coalesce(i.severity, n.body ->> 'severity') AS severity, n.body ->> 'outcome' AS outcome,
   coalesce(n.body ->> 'because', n.body ->> 'text', '') AS because, coalesce(${UNDOABLE}, false) AS undoable, u.by AS "undoneBy", n.at
 FROM notice n LEFT JOIN intervention i ON i.account = n.account AND i.key = n.intervention
 LEFT JOIN condition c ON c.account = n.account AND c.id = n.condition
 LEFT JOIN LATERAL (
   SELECT b.proposer AS by FROM intervention b WHERE b.account = i.account AND b.target = i.target AND b.action = i.action
     AND b.proposal ->> 'undoes' = i.key AND (b.outcome IS NULL OR b.outcome = 'verified')
   ORDER BY b.outcome IS NULL, b.proposed_at LIMIT 1) u ON true
 WHERE n.account = $1`;

export interface NoticeFilter {
  readonly kind?: NoticeKind;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

/** The newest first, a page at a time. */
export function listNotices(
  db: Database,
  account: string,
  { kind, after, limit }: NoticeFilter,
): Promise<readonly Notice[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Notice & Record<string, unknown>>(
      `${SELECT} AND ($2::text IS NULL OR n.kind = $2)
         AND ($3::text IS NULL OR (n.at, n.id) < (SELECT at, id FROM notice WHERE account = $1 AND id = $3))
       ORDER BY n.at DESC, n.id DESC LIMIT $4`,
      [account, kind ?? null, after ?? null, limit],
    );
    return rows.map(withoutNulls);
  });
}

/** What a message is about, as it stands now. */
export type Subject =
  | { readonly kind: 'request'; readonly asked: Asked }
  /** `under`: the message of the request itself in this channel. */
  | { readonly kind: 'reminder'; readonly asked: Asked; readonly under?: string }
  | { readonly kind: 'notice'; readonly notices: readonly Notice[]; readonly count: number }
  | { readonly kind: 'hello' };

const ROLLED_MAX = 12;

/** Nothing where what it is about is not there. */
export function readSubject(
  db: Database,
  {
    account,
    id,
    kind,
    subject,
  }: { readonly account: string; readonly id: string } & {
    readonly kind: Subject['kind'];
    readonly subject: string;
  },
): Promise<Subject | undefined> {
  return db.withAccount(account, async (tx) => {
    if (kind === 'hello') return { kind };
    if (kind === 'notice') return rolled(tx, account, id);
    const asked = await readAsked(tx, account, subject);
    if (!asked || kind === 'request') return asked && { kind, asked };
    const [request] = await tx.query<{ ref: string }>(
      `SELECT o.ref FROM post p JOIN post o ON o.account = p.account AND o.kind = 'request' AND o.subject = p.subject
         AND o.provider = p.provider AND o.channel = p.channel WHERE p.account = $1 AND p.id = $2 AND o.ref IS NOT NULL`,
      [account, id],
    );
    return { kind, asked, ...(request && { under: request.ref }) };
  });
}

/** All that came since the message was opened and before it was full of time; one alone where nothing rolls up to it. */
async function rolled(tx: Transaction, account: string, post: string): Promise<Subject | undefined> {
  const rows = await tx.query<Notice & { count: number } & Record<string, unknown>>(
    `SELECT *, count(*) OVER ()::int AS count FROM (${SELECT} AND EXISTS (
       SELECT 1 FROM post p WHERE p.account = $1 AND p.id = $2 AND p.subject = n.roll
         AND (p.rolls_until IS NULL OR (n.at >= p.opened_at - interval '5 seconds' AND n.at < p.rolls_until)))) AS told
     ORDER BY at, id LIMIT ${ROLLED_MAX}`,
    [account, post],
  );
  const [first] = rows;
  return (
    first && { kind: 'notice', notices: rows.map(({ count: _count, ...row }) => withoutNulls(row)), count: first.count }
  );
}
