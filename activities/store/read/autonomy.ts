import {
  effectiveAssistant,
  effectivePatrol,
  type EffectiveLevel,
  readAssistantLevel,
  readPatrolLevel,
  type AssistantLevel,
  type PatrolLevel,
} from '../../../domain/autonomy.js';
import { advise, type Advice, EVIDENCE, type Evidence } from '../../../domain/evidence.js';
import type { Risk } from '../../../domain/scales.js';
import { type Scope, scopeFor } from '../../../domain/scope.js';
import type { Database, Transaction } from '../database.js';
import { fourEyesWaived } from '../spine/requests.js';
import type { CatalogueAction } from './catalogue.js';

export interface ListedScope extends Scope {
  readonly author: string;
  readonly reason: string;
  readonly writtenAt: Date;
}

export interface Autonomy {
  readonly patrol: EffectiveLevel<PatrolLevel>;
  readonly assistant: EffectiveLevel<AssistantLevel>;
  readonly fullUnlockedUntil?: Date;
  /** Saved, and whether it counts: with a second person in the account it does not. */
  readonly fourEyesWaived: { readonly saved: boolean; readonly effective: boolean };
  readonly scopes: readonly ListedScope[];
  /** What this installation can not do, whatever people have set. */
  readonly missingCapabilities: readonly string[];
}

export function readAutonomy(db: Database, account: string, missing: readonly string[]): Promise<Autonomy> {
  return db.withAccount(account, async (tx) => {
    const [row] = await tx.query<{ patrol: string; assistant: string; until: Date | null; waived: boolean; now: Date }>(
      `SELECT coalesce(patrol, 'monitor') AS patrol, coalesce(assistant, 'read_only') AS assistant,
         full_unlocked_until AS until, coalesce(four_eyes_waived, false) AS waived, clock() AS now
       FROM (SELECT $1::text AS account) me LEFT JOIN autonomy USING (account)`,
      [account],
    );
    if (!row) throw new Error('the levels could not be read');
    const until = row.until && row.until > row.now ? row.until : undefined;
    const levels = {
      ...{ patrol: readPatrolLevel(row.patrol), assistant: readAssistantLevel(row.assistant) },
      ...(until && { fullUnlockedUntil: until.getTime() }),
    };
    return {
      patrol: effectivePatrol(levels, missing, row.now.getTime()),
      assistant: effectiveAssistant(levels, missing),
      ...(until && { fullUnlockedUntil: until }),
      fourEyesWaived: { saved: row.waived, effective: await fourEyesWaived(tx, account) },
      scopes: await scopesOf(tx, account),
      missingCapabilities: missing,
    };
  });
}

function scopesOf(tx: Transaction, account: string): Promise<readonly ListedScope[]> {
  return tx.query<ListedScope & Record<string, unknown>>(
    `SELECT pattern, stage, risk_max AS "riskMax", author, reason, written_at AS "writtenAt" FROM scope
     WHERE account = $1 ORDER BY pattern`,
    [account],
  );
}

export interface NextStep extends Advice {
  /** The scope that speaks, or one that would fit where none does. */
  readonly scope: string;
  readonly now?: Pick<Scope, 'stage' | 'riskMax'>;
  readonly action: string;
  readonly risk: Risk;
  readonly counts: Evidence;
}

/** What the last weeks would justify, by scope and action. */
export function readNext(
  db: Database,
  account: string,
  catalogue: readonly CatalogueAction[],
): Promise<readonly NextStep[]> {
  return db.withAccount(account, async (tx) => {
    const scopes = await scopesOf(tx, account);
    const rows = await tx.query<{ action: string; target: string; outcome: string; n: number }>(
      `SELECT action, target, outcome, count(*)::int AS n FROM intervention
       WHERE account = $1 AND ended_at > clock() - make_interval(weeks => $2)
         -- What a person puts back says nothing of how the action does.
         AND proposal ->> 'undoes' IS NULL GROUP BY action, target, outcome LIMIT 20000`,
      [account, EVIDENCE.weeks],
    );
    const groups = new Map<string, { readonly scope: string; readonly action: string; counts: Evidence }>();
    for (const { action, target, outcome, n } of rows) {
      const scope = scopeFor(scopes, target)?.pattern ?? `${target.slice(0, target.lastIndexOf('/') + 1)}*`;
      const key = `${scope} ${action}`;
      const group = groups.get(key) ?? { scope, action, counts: NOTHING };
      groups.set(key, { ...group, counts: counted(group.counts, outcome, n) });
    }
    return [...groups.values()].flatMap(({ scope, action, counts }) => {
      const card = catalogue.find(({ id }) => id === action);
      if (!card) return [];
      const now = scopes.find(({ pattern }) => pattern === scope);
      return [
        {
          ...{ scope, action, risk: card.risk, counts, ...advise(now, card.risk, counts) },
          ...(now && { now: { stage: now.stage, riskMax: now.riskMax } }),
        },
      ];
    });
  });
}

const NOTHING: Evidence = { recorded: 0, verified: 0, undone: 0, failed: 0, rejected: 0 };
const COUNTS_AS: Readonly<Record<string, keyof Evidence>> = {
  ...{
    recorded: 'recorded',
    verified: 'verified',
    undone: 'undone',
    rejected: 'rejected',
    'changes-requested': 'rejected',
  },
  ...{ failed: 'failed', 'undo-failed': 'failed', unknown: 'failed', 'needs-hands': 'failed' },
};

function counted(counts: Evidence, outcome: string, n: number): Evidence {
  const as = COUNTS_AS[outcome];
  return as === undefined ? counts : { ...counts, [as]: counts[as] + n };
}
