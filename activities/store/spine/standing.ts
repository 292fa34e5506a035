import type { ActionCard } from '../../../domain/action.js';
import { readAssistantLevel, readPatrolLevel } from '../../../domain/autonomy.js';
import { breakersOf, type BreakerState, namesOf } from '../../../domain/breaker.js';
import { bucketsOf, type Bucket, LIMITS } from '../../../domain/budget.js';
import type { Answered, Spent, Standing } from '../../../domain/gate/standing.js';
import { riskOf, subjectOf } from '../../../domain/gate/subject.js';
import type { Plan } from '../../../domain/plan.js';
import { DEFAULT_ROWS } from '../../../domain/policy/defaults.js';
import type { PolicyRow } from '../../../domain/policy/row.js';
import type { Pressure } from '../../../domain/pressure.js';
import type { PrincipalState } from '../../../domain/principal.js';
import { type Proposal, targetName } from '../../../domain/proposal.js';
import { mayAct, type Role } from '../../../domain/roles.js';
import { severityRank, type Tier } from '../../../domain/scales.js';
import { type Scope, scopeFor } from '../../../domain/scope.js';
import { decayed, type Dimensions, scoreOfDimensions } from '../../../domain/trust.js';
import { childMandate, type Parent } from '../../../domain/mandate.js';
import { undoMandate } from '../../../domain/undoing.js';
import type { Freeze, Window } from '../../../domain/window.js';
import type { Chain } from '../../../domain/approval/chain.js';
import type { Transaction } from '../database.js';
import { doneOf, type DoneRow } from './undone.js';

/** What the catalogue knows of the proposal. */
export interface Known {
  readonly card?: ActionCard;
  readonly parametersFault?: string;
  /** The action observes its targets itself, each time that it plans. */
  readonly looksItself?: true;
  readonly missingCapabilities: readonly string[];
}

interface Request {
  readonly plan_hash: string;
  readonly rules: readonly string[];
  readonly chain: Chain;
  readonly yes: readonly { readonly step: number; readonly roles: readonly Role[]; readonly state: PrincipalState }[];
}

interface Read {
  readonly now: number;
  readonly stops: readonly (Freeze & { readonly kind: 'kill' | 'freeze' })[] | null;
  readonly windows: readonly Window[] | null;
  readonly proposer: {
    readonly kind: 'person' | 'agent';
    readonly state: PrincipalState;
    readonly roles: readonly Role[];
  } | null;
  readonly trust: (Dimensions & { readonly tier: Tier; readonly at: number }) | null;
  readonly seen_at: number | null;
  readonly rows:
    | readonly (Omit<PolicyRow, 'origin' | 'agent' | 'user'> & { readonly agent: string; readonly user: string })[]
    | null;
  readonly scopes: readonly Scope[] | null;
  readonly autonomy: { readonly patrol: string; readonly assistant: string; readonly unlocked: number | null } | null;
  readonly spent: readonly { readonly bucket: string; readonly n: number; readonly oldest: number }[] | null;
  readonly limits: Readonly<Record<string, number>> | null;
  readonly chains: Readonly<Record<string, Chain>> | null;
  readonly breakers: readonly { readonly name: string; readonly state: BreakerState }[] | null;
  readonly pressure: readonly Pressure[] | null;
  readonly requests: readonly Request[] | null;
  readonly undone: DoneRow | null;
  readonly parent: {
    readonly plan: Plan | null;
    readonly outcome: string | null;
    readonly begunAt: number | null;
    readonly children: number;
  } | null;
}

/** One round trip for everything that a judgement reads, in the caller's transaction. */
const READ = `
SELECT ms(clock()) AS now,
 (SELECT json_agg(json_build_object('id', id, 'kind', kind, 'from', ms(starts_at), 'until', ms(ends_at), 'reason', reason, 'by', author))
  FROM stop WHERE account = $1 AND (ends_at IS NULL OR ends_at > clock())) AS stops,
 (SELECT json_agg(json_build_object('id', id, 'timeZone', time_zone, 'days', days, 'from', opens, 'to', closes) ORDER BY id)
  FROM maintenance WHERE account = $1) AS windows,
 (SELECT json_build_object('kind', kind, 'state', state, 'roles', roles) FROM principal WHERE account = $1 AND id = $2) AS proposer,
 (SELECT json_build_object('safety', safety, 'reliability', reliability, 'quality', quality, 'cost', cost, 'speed', speed,
    'tier', tier, 'at', ms(evaluated_at)) FROM trust WHERE account = $1 AND agent = $2) AS trust,
 (SELECT ms(seen_at) FROM target WHERE account = $1 AND name = $3) AS seen_at,
 (SELECT json_agg(json_build_object('category', category, 'agent', agent, 'user', person, 'verb', verb, 'scoreMin', score_min,
    'asksFrom', asks_from, 'chain', chain, 'risk', risk, 'writtenAt', ms(written_at))) FROM policy WHERE account = $1) AS rows,
 (SELECT json_agg(json_build_object('pattern', pattern, 'stage', stage, 'riskMax', risk_max)) FROM scope WHERE account = $1) AS scopes,
 (SELECT json_build_object('patrol', patrol, 'assistant', assistant, 'unlocked', ms(full_unlocked_until))
  FROM autonomy WHERE account = $1) AS autonomy,
 (SELECT json_agg(json_build_object('bucket', bucket, 'n', n, 'oldest', oldest)) FROM (
    SELECT r.bucket, count(*)::int AS n, ms(min(r.at)) AS oldest
    FROM unnest($4::text[], $5::float8[]) AS b (bucket, window_ms)
    JOIN reservation r ON r.account = $1 AND r.bucket = b.bucket AND r.state <> 'released' AND r.intervention <> $6
     AND r.at > clock() - make_interval(secs => b.window_ms / 1000)
    GROUP BY r.bucket) AS counted) AS spent,
 (SELECT json_object_agg(name, most) FROM budget WHERE account = $1) AS limits,
 (SELECT json_object_agg(name, json_build_object('steps', steps)) FROM chain WHERE account = $1) AS chains,
 (SELECT json_agg(json_build_object('name', name, 'state', state)) FROM breaker WHERE account = $1 AND name = ANY ($7)) AS breakers,
 (SELECT json_agg(json_build_object('source', source, 'strength', strength, 'at', ms(at), 'ttlMs', ttl_ms, 'decay', decay))
  FROM pressure WHERE account = $1 AND at > clock() - make_interval(secs => ttl_ms / 1000.0)) AS pressure,
 (SELECT json_agg(json_build_object('plan_hash', q.plan_hash, 'rules', q.rules, 'chain', q.chain, 'yes',
    (SELECT coalesce(json_agg(json_build_object('step', a.step, 'state', p.state, 'roles', p.roles ||
       -- Who was delegated to speaks with the right of who delegated, as long as that one has it.
       coalesce((SELECT dp.roles FROM answer d JOIN principal dp ON dp.account = d.account AND dp.id = d.person AND dp.state = 'active'
         WHERE d.account = $1 AND d.request = q.id AND d.step = a.step AND d.says = 'delegate' AND d.delegate = a.person LIMIT 1), '{}'))), '[]'::json)
     FROM answer a JOIN principal p ON p.account = a.account AND p.id = a.person
     WHERE a.account = $1 AND a.request = q.id AND a.says = 'approve')))
  FROM request q WHERE q.account = $1 AND q.intervention = $6 AND q.state = 'approved') AS requests,
 (SELECT json_build_object('proposal', proposal, 'plan', plan, 'outcome', outcome, 'endedAt', ms(ended_at))
  FROM intervention WHERE account = $1 AND key = $8) AS undone,
 (SELECT json_build_object('plan', p.plan, 'outcome', p.outcome, 'begunAt', ms(p.begun_at), 'children',
    (SELECT count(*)::int FROM intervention c WHERE c.account = $1 AND c.proposal ->> 'parent' = $9 AND c.begun_at IS NOT NULL AND c.key <> $6))
  FROM intervention p WHERE p.account = $1 AND p.key = $9) AS parent`;

export interface StandingRead {
  readonly standing: Omit<Standing, 'planHash'>;
  readonly now: number;
  readonly buckets: readonly Bucket[];
}

export async function readStanding(
  tx: Transaction,
  proposal: Proposal,
  {
    known,
    plan,
    deferredMs,
  }: { readonly known: Known; readonly plan?: Plan; readonly deferredMs: Readonly<Record<string, number>> },
): Promise<StandingRead> {
  const name = targetName(proposal.target);
  const buckets = bucketsOf(proposal, plan);
  const [read] = await tx.query<Read & Record<string, unknown>>(READ, [
    proposal.account,
    proposal.by.id,
    name,
    buckets.map(({ bucket }) => bucket),
    buckets.map(({ windowMs }) => windowMs),
    proposal.key,
    namesOf(breakersOf(proposal, known.card)),
    proposal.undoes ?? '',
    proposal.parent ?? '',
  ]);
  if (!read) throw new Error('the standing could not be read');
  return {
    standing: standingOf(read, proposal, { known, buckets, deferredMs, ...(plan && { plan }) }),
    now: read.now,
    buckets,
  };
}

interface Given {
  readonly known: Known;
  readonly plan?: Plan;
  readonly buckets: readonly Bucket[];
  readonly deferredMs: Readonly<Record<string, number>>;
}

function standingOf(read: Read, proposal: Proposal, given: Given): Omit<Standing, 'planHash'> {
  const standing = ownStanding(read, proposal, given);
  const risk = riskOf(subjectOf(proposal, standing, read.now));
  const done = read.undone ? doneOf(read.undone) : undefined;
  const { roles, state } = standing.proposer;
  const { plan } = given;
  const mandate =
    undoMandate({ proposal, done, roles, state, risk, now: read.now, ...(plan && { plan }) }) ??
    childMandate(proposal, { parent: parentOf(read), now: read.now, ...(plan && { plan }) });
  return { ...standing, ...(mandate && { mandate }) };
}

function parentOf({ parent }: Read): Parent | undefined {
  if (!parent) return undefined;
  const { plan, outcome, begunAt, children } = parent;
  return {
    children,
    ...(plan && { plan }),
    ...(outcome !== null && { outcome }),
    ...(begunAt !== null && { begunAt }),
  };
}

function ownStanding(read: Read, proposal: Proposal, given: Given): Omit<Standing, 'planHash'> {
  const { known, plan, buckets, deferredMs } = given;
  const kill = (read.stops ?? []).find(({ kind }) => kind === 'kill');
  const scope = scopeFor(read.scopes ?? [], targetName(proposal.target));
  const unlocked = read.autonomy?.unlocked ?? undefined;
  const counted = buckets.flatMap((bucket) => spentOf(bucket, read));
  const fixes = counted.find(({ kind }) => kind === 'fix');
  return {
    unreadable: [],
    ...(kill && { killSwitch: { since: kill.from, by: kill.by, reason: kill.reason } }),
    freezes: (read.stops ?? [])
      .filter(({ kind }) => kind === 'freeze')
      .map(({ until, ...freeze }) => ({ ...freeze, ...(typeof until === 'number' && { until }) })),
    windows: read.windows ?? [],
    proposer: proposerOf(read, proposal),
    ...(known.card && { card: known.card }),
    ...(known.parametersFault !== undefined && { parametersFault: known.parametersFault }),
    ...(read.seen_at !== null && { seenAt: read.seen_at }),
    rows: rowsOf(read, known.card),
    ...(scope && { scope: { id: scope.pattern, stage: scope.stage, riskMax: scope.riskMax } }),
    levels: {
      patrol: readPatrolLevel(read.autonomy?.patrol ?? 'monitor'),
      assistant: readAssistantLevel(read.autonomy?.assistant ?? 'read_only'),
      ...(unlocked !== undefined && { fullUnlockedUntil: unlocked }),
    },
    chains: read.chains ?? {},
    guardFaults: [],
    missingCapabilities: known.missingCapabilities,
    rates: counted.filter(({ kind }) => kind === 'rate'),
    ...(fixes && { dailyFixes: { ...fixes, name: proposal.action } }),
    consent: counted.filter(({ kind }) => kind === 'consent'),
    breakers: read.breakers ?? [],
    pressure: read.pressure ?? [],
    deferrable: severityRank(proposal.severity) < severityRank('critical'),
    ...(plan && { plan }),
    answers: (read.requests ?? [])
      .filter(stillHolds)
      .map(({ rules, plan_hash }) => ({ rules, planHash: plan_hash }) satisfies Answered),
    deferredMs,
  };
}

/** Nobody's row, an agent without a score: what is not known is nothing. */
function proposerOf({ proposer, trust, now }: Read, { by }: Proposal): Standing['proposer'] {
  const known = proposer?.kind === by.kind ? proposer : undefined;
  return {
    ...by,
    state: known?.state ?? 'revoked',
    ...(!known && { isUnknown: true as const }),
    roles: known?.roles ?? [],
    score: trust ? scoreOfDimensions(decayed(trust, trust.at, now)) : 0,
    tier: trust?.tier ?? 'T0',
  };
}

/** What people wrote, over the defaults, over what the action says of its own category. */
function rowsOf({ rows }: Read, card: ActionCard | undefined): readonly PolicyRow[] {
  const written = (rows ?? []).map(({ agent, user, asksFrom, risk, ...row }): PolicyRow => ({
    ...row,
    ...(agent !== '' && { agent }),
    ...(user !== '' && { user }),
    ...(asksFrom && { asksFrom }),
    ...(risk && { risk }),
    origin: 'override',
  }));
  const own: readonly PolicyRow[] = card
    ? [
        {
          category: card.category,
          verb: card.verb,
          scoreMin: 0.4,
          chain: 'manual_operations',
          origin: 'default',
          writtenAt: 0,
        },
      ]
    : [];
  return [...written, ...DEFAULT_ROWS, ...own];
}

function spentOf({ kind, bucket, limit, windowMs }: Bucket, read: Read): readonly (Spent & Pick<Bucket, 'kind'>)[] {
  const most = read.limits?.[limit] ?? LIMITS[limit];
  if (most === undefined) return [];
  const counted = read.spent?.find((one) => one.bucket === bucket);
  return [
    { kind, name: bucket, spent: counted?.n ?? 0, limit: most, freesAt: (counted?.oldest ?? read.now) + windowMs },
  ];
}

/** A yes counts as long as enough of those who said it still may say it. A step whose deadline passed it on had too few from the start. */
function stillHolds({ chain, yes }: Request): boolean {
  return chain.steps.every(({ role, quorum, onDeadline }, index) => {
    const here = yes.filter(({ step }) => step === index);
    if (here.length < quorum) return onDeadline !== 'reject';
    return here.filter(({ roles, state }) => state === 'active' && mayAct(roles, role)).length >= quorum;
  });
}
