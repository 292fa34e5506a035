import type { Happening } from '../../../domain/sensing/word.js';
import type { Database } from '../database.js';
import { withoutNulls } from './interventions.js';

/** One thing that happened, as it is shown to who looks on. */
export interface Happened {
  readonly what: Happening['what'];
  readonly id: string;
  readonly at: Date;
  readonly kind?: string;
  readonly severity?: string;
  readonly subject?: string;
  readonly parent?: string;
  readonly agent?: string;
  readonly outcome?: string;
  readonly because?: string;
  readonly summary?: Readonly<Record<string, number>>;
}

const CONDITION = (at: string) =>
  `SELECT id, ${at} AS at, kind, severity, subject, parent, closed_because AS because FROM condition WHERE account = $1 AND id = ANY ($2)`;
const QUESTIONS: Readonly<Record<Happening['what'], string>> = {
  'condition.opened': CONDITION('opened_at'),
  'condition.escalated': CONDITION('seen_at'),
  'condition.closed': CONDITION('closed_at'),
  decision: `SELECT id, at, kind, severity, target AS subject, agent, outcome FROM decision WHERE account = $1 AND id = ANY ($2)`,
  round: `SELECT agent AS id, ticked_at AS at, agent, summary FROM reconciler WHERE account = $1 AND agent = ANY ($2)`,
};

/** The rows that a word of the database names, as far as this account has them. */
export function readHappened(db: Database, account: string, { what, ids }: Happening): Promise<readonly Happened[]> {
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<Happened & Record<string, unknown>>(`${QUESTIONS[what]} ORDER BY at, id`, [
      account,
      [...ids],
    ]);
    return rows.map((row) => withoutNulls({ ...row, what }));
  });
}
