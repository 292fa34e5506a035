import type { Attribution } from '../../../domain/sensing/attribution.js';
import type { DecisionOutcome } from '../../../domain/sensing/decide.js';
import type { Severity } from '../../../domain/scales.js';
import type { Database, Transaction } from '../database.js';

/** A condition of one instance, or of what is in it. */
export interface InstanceCondition {
  readonly id: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly closedBecause: string | null;
  readonly times: number;
  readonly parent: string | null;
  readonly attribution: Attribution | null;
}
export interface InstanceDecision {
  readonly id: string;
  readonly at: Date;
  readonly kind: string;
  readonly category: string;
  readonly outcome: DecisionOutcome;
  readonly reasons: readonly string[];
  readonly intervention: string | null;
}
export interface InstanceIntervention {
  readonly key: string;
  readonly summary: string;
  readonly action: string;
  readonly proposedAt: Date;
  readonly endedAt: Date | null;
  readonly outcome: string | null;
  readonly stage: string;
  readonly because: string | null;
}
export interface InstanceChange {
  readonly what: string;
  readonly by: string;
  readonly at: Date;
}
export interface InstanceStory {
  readonly conditions: readonly InstanceCondition[];
  readonly decisions: readonly InstanceDecision[];
  readonly interventions: readonly InstanceIntervention[];
  readonly changes: readonly InstanceChange[];
}

/** So many of each are told, the newest. */
const TOLD_MAX = 40;

/** What became of one instance: what was wrong, what was decided and done about it, and what was changed at it. */
export function readStory(db: Database, account: string, id: string): Promise<InstanceStory> {
  return db.withAccount(account, async (tx) => {
    const conditions = await conditionsOf(tx, account, id);
    const ids = conditions.map((one) => one.id);
    return {
      conditions,
      decisions: await tx.query<InstanceDecision & Record<string, unknown>>(
        `SELECT id, at, kind, category, outcome, reasons, intervention FROM decision
         WHERE account = $1 AND condition = ANY ($2) ORDER BY at DESC, id LIMIT ${TOLD_MAX}`,
        [account, ids],
      ),
      interventions: await tx.query<InstanceIntervention & Record<string, unknown>>(
        `SELECT key, proposal ->> 'summary' AS summary, action, proposed_at AS "proposedAt", ended_at AS "endedAt", outcome, stage, because
         FROM intervention WHERE account = $1 AND (target = $2 OR correlation IN (SELECT correlation FROM condition WHERE account = $1 AND id = ANY ($3)))
         ORDER BY proposed_at DESC, key LIMIT ${TOLD_MAX}`,
        [account, `instance/${id}`, ids],
      ),
      changes: await changesOf(tx, account, id),
    };
  });
}

/** Those that name it and those of its parts. What is open is found by what it belongs to; what is over, by what it was about. */
function conditionsOf(tx: Transaction, account: string, id: string) {
  return tx.query<InstanceCondition & Record<string, unknown>>(
    `WITH subjects AS (
       SELECT 'instance/' || $2 AS subject
       UNION ALL SELECT 'sdwan-peer/' || id FROM sdwan_peer WHERE account = $1 AND instance = $2
       UNION ALL SELECT 'storage/' || id FROM storage_assignment WHERE account = $1 AND instance = $2
     ), found AS (
       SELECT c.* FROM subjects s JOIN condition c ON c.account = $1 AND c.subject = s.subject
       UNION SELECT c.* FROM condition c WHERE c.account = $1 AND c.closed_at IS NULL AND 'instance/' || $2 = ANY (c.groups))
     SELECT id, kind, severity, subject, opened_at AS "openedAt", closed_at AS "closedAt", closed_because AS "closedBecause", times, parent, attribution
     FROM found ORDER BY closed_at IS NOT NULL, opened_at DESC, id LIMIT ${TOLD_MAX}`,
    [account, id],
  );
}

function changesOf(tx: Transaction, account: string, id: string) {
  return tx.query<InstanceChange & Record<string, unknown>>(
    `WITH i AS (SELECT * FROM instance WHERE account = $1 AND id = $2)
     SELECT * FROM (
       SELECT c.kind || ' of ' || c.name || ' ' || c.revision || ': ' || c.status AS what, c.source AS by, c.at FROM i
         JOIN change c ON c.account = $1 AND c.name IN (i.id, i.node, i.template) AND c.at > clock() - interval '30 days'
       UNION ALL SELECT 'module ' || a.module || CASE WHEN a.enabled THEN ' was assigned' ELSE ' was taken off' END, 'its node', a.changed_at
         FROM i JOIN assignment a ON a.account = $1 AND a.node = i.node
       UNION ALL SELECT 'it was made', 'its owner', created_at FROM i
       UNION ALL SELECT 'it was enrolled', 'its agent', enrolled_at FROM i WHERE enrolled_at IS NOT NULL) x
     ORDER BY at DESC, what LIMIT ${TOLD_MAX}`,
    [account, id],
  );
}
