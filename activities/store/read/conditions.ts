import type { Json } from '../../../domain/canonical-json.js';
import type { Attribution } from '../../../domain/sensing/attribution.js';
import type { Severity } from '../../../domain/scales.js';
import { GRAVEST_FIRST } from '../gravity.js';
import type { Database, Transaction } from '../database.js';
import { DECISION_LISTED, DECISION_OUTCOME, type ListedDecision } from './decisions.js';
import { withoutNulls } from './interventions.js';
import { idMeant } from './named.js';

export interface ConditionFilter {
  readonly open?: boolean;
  readonly kind?: string;
  readonly severity?: Severity;
  readonly subject?: string;
  readonly sensor?: string;
  /** Those under this one. */
  readonly parent?: string;
  /** Also those that another one explains or stands for. */
  readonly all?: boolean;
  /** The id of the last one that was seen: the page after it. */
  readonly after?: string;
  readonly limit: number;
}

export interface ListedCondition {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly sensor: string;
  readonly agent: string;
  readonly openedAt: Date;
  readonly seenAt: Date;
  readonly times: number;
  readonly closedAt?: Date;
  readonly closedBecause?: string;
  readonly flappingUntil?: Date;
  readonly parent?: string;
  /** How many stand open under it. */
  readonly children: number;
}

export interface Escalation {
  readonly at: number;
  readonly from: Severity;
  readonly to: Severity;
}

export interface WholeCondition extends ListedCondition {
  readonly fingerprint: string;
  readonly groups: readonly string[];
  readonly payload: { readonly [name: string]: Json };
  readonly escalations: readonly Escalation[];
  /** When it opened and closed again lately. */
  readonly turns: readonly Date[];
  readonly correlation: string;
  readonly decidedAt?: Date;
  readonly attribution?: Attribution;
  readonly above?: Pick<ListedCondition, 'id' | 'kind' | 'severity' | 'subject'>;
  readonly under: readonly {
    readonly kind: string;
    readonly severity: Severity;
    readonly open: number;
    readonly closed: number;
  }[];
  /** Some of them, the gravest first. */
  readonly childrenShown: readonly Pick<ListedCondition, 'id' | 'kind' | 'severity' | 'subject'>[];
  readonly decisions: readonly ListedDecision[];
  readonly interventions: readonly ConditionIntervention[];
}

export interface ConditionIntervention {
  readonly key: string;
  readonly action: string;
  readonly target: string;
  readonly stage: string;
  readonly proposedAt: Date;
  readonly outcome?: string;
  readonly because?: string;
}

const SHOWN = 50;
const LISTED = `id, kind, severity, subject, sensor, agent, opened_at AS "openedAt", seen_at AS "seenAt", times, closed_at AS "closedAt",
  closed_because AS "closedBecause", CASE WHEN flapping_until > clock() AND closed_at IS NULL THEN flapping_until END AS "flappingUntil", parent,
  (SELECT count(*)::int FROM condition u WHERE u.account = c.account AND u.parent = c.id AND u.closed_at IS NULL) AS children`;

/** The newest first, a page at a time. */
export function listConditions(
  db: Database,
  account: string,
  filter: ConditionFilter,
): Promise<readonly ListedCondition[]> {
  const { open, kind, severity, subject, sensor, parent, all = false, after, limit } = filter;
  return db.withAccount(account, async (tx) => {
    const rows = await tx.query<ListedCondition & Record<string, unknown>>(
      `SELECT ${LISTED} FROM condition c
       WHERE account = $1 AND ($2::boolean IS NULL OR (closed_at IS NULL) = $2) AND ($3::text IS NULL OR kind = $3)
         AND ($4::text IS NULL OR severity = $4) AND ($5::text IS NULL OR subject = $5) AND ($6::text IS NULL OR sensor = $6)
         AND CASE WHEN $7::text IS NULL THEN $8 OR parent IS NULL ELSE parent = $7 END
         AND ($9::text IS NULL OR (opened_at, id) < (SELECT opened_at, id FROM condition WHERE account = $1 AND id = $9))
       ORDER BY opened_at DESC, id DESC LIMIT $10`,
      [
        ...[account, open ?? null, kind ?? null, severity ?? null, subject ?? null, sensor ?? null],
        ...[parent ?? null, all, after ?? null, limit],
      ],
    );
    return rows.map(withoutNulls);
  });
}

/** Everything that is known of one, named by its id or by as much of it as only one has. */
export function readCondition(db: Database, account: string, given: string): Promise<WholeCondition | undefined> {
  return db.withAccount(account, async (tx) => {
    const id = await idMeant(tx, 'condition', account, given);
    const [row] = await tx.query<WholeCondition & Record<string, unknown>>(
      `SELECT ${LISTED}, fingerprint, groups, payload, escalations, turns, correlation, decided_at AS "decidedAt", attribution
       FROM condition c WHERE account = $1 AND id = $2`,
      [account, id ?? null],
    );
    if (!row) return undefined;
    return { ...withoutNulls(row), ...(await aroundOf(tx, account, row)) };
  });
}

type Brief = Pick<ListedCondition, 'id' | 'kind' | 'severity' | 'subject'> & Record<string, unknown>;

async function aroundOf(tx: Transaction, account: string, { id, parent, correlation }: WholeCondition) {
  const [above] = await tx.query<Brief>(
    `SELECT id, kind, severity, subject FROM condition WHERE account = $1 AND id = $2`,
    [account, parent ?? null],
  );
  const under = await tx.query<WholeCondition['under'][number] & Record<string, unknown>>(
    `SELECT kind, severity, count(*) FILTER (WHERE closed_at IS NULL)::int AS open, count(closed_at)::int AS closed
     FROM condition WHERE account = $1 AND parent = $2 GROUP BY kind, severity ORDER BY ${GRAVEST_FIRST}, kind LIMIT ${SHOWN}`,
    [account, id],
  );
  const childrenShown = await tx.query<Brief>(
    `SELECT id, kind, severity, subject FROM condition WHERE account = $1 AND parent = $2 AND closed_at IS NULL
     ORDER BY ${GRAVEST_FIRST}, subject LIMIT ${SHOWN}`,
    [account, id],
  );
  const decisions = await tx.query<ListedDecision & Record<string, unknown>>(
    `SELECT ${DECISION_LISTED} FROM decision d ${DECISION_OUTCOME}
     WHERE d.account = $1 AND d.condition = $2 ORDER BY d.at DESC, d.id LIMIT ${SHOWN}`,
    [account, id],
  );
  const interventions = await tx.query<ConditionIntervention & Record<string, unknown>>(
    `SELECT key, action, target, stage, proposed_at AS "proposedAt", outcome, because FROM intervention
     WHERE account = $1 AND correlation = $2 ORDER BY proposed_at DESC, key LIMIT ${SHOWN}`,
    [account, correlation],
  );
  return {
    ...(above && { above }),
    ...{ under, childrenShown },
    decisions: decisions.map(withoutNulls),
    interventions: interventions.map(withoutNulls),
  };
}
