import type { EntryDraft } from '../../../domain/ledger.js';
import { type Proposal, targetName } from '../../../domain/proposal.js';
import { cooldownMs } from '../../../domain/policy/defaults.js';
import type { Transaction } from '../database.js';
import { touchPosts } from '../spine/posts.js';
import { entryOf } from '../spine/record.js';
import { type Book, type By, NotAccepted } from './book.js';
import { acceptErrand } from './errands.js';

export interface Accepted {
  readonly key: string;
  /** True where the same wish stands already and nothing new was written. */
  readonly again: boolean;
}

export interface Wish {
  readonly proposal: Proposal;
  readonly category: string;
  readonly security: boolean;
  readonly trace: Readonly<Record<string, string>>;
  /** Written with it, or not at all: why it was wished, and that its target was seen. */
  readonly also?: (tx: Transaction, key: string) => Promise<void>;
}

/** The last places are for people: however much agents wish, what they wish can be put right. */
const OPEN_MAX = { agent: 900, person: 1_000 } as const;

/** Takes up a wish: its row, its entry and its workflow are one transaction. */
export function acceptProposal({ db, ledger }: Book, by: By, wish: Wish): Promise<Accepted> {
  const { proposal } = wish;
  return db.withAccount(by.account, async (tx) => {
    // Two that wish the same at once find each other.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `propose/${by.account}/${targetName(proposal.target)}`,
    ]);
    const twin = await twinOf(tx, proposal);
    if (twin !== undefined) {
      await wish.also?.(tx, twin);
      return { key: twin, again: true };
    }
    await assertFits(tx, proposal);
    if (proposal.by.kind === 'agent') await assertCooledDown(tx, wish);
    await insert(tx, proposal);
    await wish.also?.(tx, proposal.key);
    if (proposal.undoes !== undefined) await touchPosts(tx, by.account, proposal.undoes);
    await ledger.appendIn(tx, by.account, [proposed(proposal, by)]);
    await acceptErrand(tx, {
      kind: 'start',
      name: 'intervene',
      workflowId: workflowIdOf(proposal),
      args: [{ account: proposal.account, key: proposal.key }],
      trace: wish.trace,
      attributes: {
        ReeveTarget: targetName(proposal.target).slice(0, 200),
        ReeveSeverity: proposal.severity,
        ...(proposal.by.kind === 'agent' && { ReeveAgent: proposal.by.id }),
      },
    });
    return { key: proposal.key, again: false };
  });
}

export function workflowIdOf({ account, key }: Pick<Proposal, 'account' | 'key'>): string {
  return `intervene/${account}/${key}`;
}

/** The same key, or the same wish for the same target while the first one is still open and wanted. */
async function twinOf(tx: Transaction, { account, key, action, target, parameters, undoes }: Proposal) {
  const [twin] = await tx.query<{ key: string; same: boolean }>(
    `SELECT key, same FROM (SELECT key,
        action = $3 AND target = $4 AND proposal -> 'parameters' = $5::jsonb AND coalesce(proposal ->> 'undoes', '') = $6 AS same
      FROM intervention WHERE account = $1 AND (key = $2 OR (target = $4 AND action = $3 AND outcome IS NULL AND called_off_at IS NULL))) AS near
     WHERE key = $2 OR same ORDER BY key = $2 DESC LIMIT 1`,
    [account, key, action, targetName(target), JSON.stringify(parameters), undoes ?? ''],
  );
  if (twin?.key === key && !twin.same)
    throw new NotAccepted('exists', `the key ${key} already stands for another proposal: choose another key`);
  return twin?.key;
}

/** What grows without end hides what matters; and what it names must be there. */
async function assertFits(tx: Transaction, { account, by, supersedes }: Proposal): Promise<void> {
  const [found] = await tx.query<{ open: number; known: boolean; earlier: boolean }>(
    `SELECT (SELECT count(*)::int FROM intervention WHERE account = $1 AND outcome IS NULL) AS open,
       EXISTS (SELECT 1 FROM principal WHERE account = $1 AND id = $2 AND kind = $3) AS known,
       EXISTS (SELECT 1 FROM intervention WHERE account = $1 AND key = $4) AS earlier`,
    [account, by.id, by.kind, supersedes ?? ''],
  );
  if (found?.known !== true) throw new NotAccepted('unknown', `there is no ${by.kind} ${by.id} in this account`);
  if (supersedes !== undefined && !found.earlier)
    throw new NotAccepted('unknown', `there is no intervention ${supersedes} that this could take the place of`);
  if (found.open >= OPEN_MAX[by.kind])
    throw new NotAccepted('misfit', `${found.open} interventions are open in this account: end or withdraw some first`);
}

/** After a no, or none at all, an agent leaves this action at this target alone for a while; never the whole category. */
async function assertCooledDown(tx: Transaction, { proposal, category, security }: Wish): Promise<void> {
  const ms = cooldownMs(category, security);
  const [rejected] = await tx.query<{ outcome: string; minutes: number }>(
    `SELECT outcome, ceil(extract(epoch FROM ended_at + make_interval(secs => $4 / 1000.0) - clock()) / 60)::int AS minutes
     FROM intervention i WHERE account = $1 AND target = $2 AND action = $3 AND outcome IN ('rejected', 'expired')
     -- What waited for its turn in vain was no word of people.
     AND EXISTS (SELECT 1 FROM request r WHERE r.account = $1 AND r.intervention = i.key AND r.state = i.outcome)
     AND ended_at > clock() - make_interval(secs => $4 / 1000.0) ORDER BY ended_at DESC LIMIT 1`,
    [proposal.account, targetName(proposal.target), proposal.action, ms],
  );
  if (!rejected) return;
  throw new NotAccepted(
    'misfit',
    `${proposal.action} at ${targetName(proposal.target)} was ${rejected.outcome}: agents may propose it again in ${rejected.minutes} min; a person may at once`,
  );
}

async function insert(tx: Transaction, proposal: Proposal): Promise<void> {
  await tx.query(
    `INSERT INTO intervention (account, key, proposal, action, target, proposer, origin, severity, correlation, proposed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock())`,
    [
      ...[proposal.account, proposal.key, JSON.stringify(proposal), proposal.action, targetName(proposal.target)],
      ...[`${proposal.by.kind}/${proposal.by.id}`, proposal.origin, proposal.severity, proposal.correlation],
    ],
  );
}

function proposed(proposal: Proposal, by: By): EntryDraft {
  const { parameters, summary, severity, origin, why, forUser, supersedes, undoes, parent } = proposal;
  return entryOf(proposal, 'proposed', '', {
    ...{ parameters, summary, severity, origin, why: [...why], door: by.door },
    ...(forUser !== undefined && { forUser }),
    ...(supersedes !== undefined && { supersedes }),
    ...(undoes !== undefined && { undoes }),
    ...(parent !== undefined && { parent }),
  });
}
