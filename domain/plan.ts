import { canonicalJson, type Json } from './canonical-json.js';
import type { Digest } from './ledger.js';
import type { Grant } from './mandate.js';
import { type Proposal, type Target, targetName } from './proposal.js';

/** One touched field, before and after. */
export interface Effect {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
  /** The world answers it differently each time; it is shown, and left out of what is approved. */
  readonly volatile?: boolean;
}

export interface Blast {
  /** How many things are touched. */
  readonly count: number;
  /** Of how many there are; absent where a share means nothing. */
  readonly of?: number;
}

/** What would be done, exactly. */
export interface Plan {
  readonly action: string;
  readonly actionVersion: number;
  /** The target's own id, where it has one: a namesake made later is another target. */
  readonly uid?: string;
  readonly effects: readonly Effect[];
  /** What would put it back; null where nothing does. */
  readonly inverse: Json;
  readonly blast: Blast;
  /** All that is touched and must be held meanwhile: the target, and others where there are. */
  readonly touches: readonly Target[];
  /** What it lets its children do, where there are any. */
  readonly grants?: readonly Grant[];
  /** Why it can't be done, as the action found out while planning. */
  readonly impossible?: string;
}

/** Whether all is so already: to do it shows nothing of who wished it. */
export function changesNothing({ effects }: Pick<Plan, 'effects'>): boolean {
  return effects.length > 0 && effects.every(({ before, after }) => canonicalJson(before) === canonicalJson(after));
}

/** What a person approves. Two plans with one hash do the same to the same thing under the same row. */
export function planHash(
  proposal: Pick<Proposal, 'account' | 'target' | 'parameters'>,
  plan: Plan,
  rowVersion: string,
  digest: Digest,
): string {
  const { cluster, namespace, kind, name } = proposal.target;
  return digest(
    canonicalJson({
      action: plan.action,
      actionVersion: plan.actionVersion,
      account: proposal.account,
      cluster: cluster ?? null,
      target: { kind, namespace: namespace ?? null, name, uid: plan.uid ?? null },
      parameters: proposal.parameters,
      fields: plan.effects
        .filter(({ volatile }) => volatile !== true)
        .map(({ path, before, after }) => ({ path, before, after }))
        .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      inverse: plan.inverse,
      blast: blastClass(plan.blast),
      touches: plan.touches.map(targetName).toSorted(),
      // Absent where there are none, so that the hash of every other plan is what it was.
      ...(plan.grants && { grants: plan.grants as unknown as Json }),
      row: rowVersion,
    }),
  );
}

/** Above soft, people are asked; above hard, nobody may. */
export const BLAST = { softShare: 0.2, softCount: 6, hardShare: 0.5 } as const;
export type BlastClass = 'small' | 'soft' | 'hard';

export function blastClass(blast: Blast): BlastClass {
  const part = share(blast) ?? 0;
  if (part > BLAST.hardShare) return 'hard';
  return part > BLAST.softShare || blast.count > BLAST.softCount ? 'soft' : 'small';
}

/** True where nothing would change: the world is as it was wished already. */
export function isDone({ effects }: Plan): boolean {
  return effects.length > 0 && effects.every(({ before, after }) => canonicalJson(before) === canonicalJson(after));
}

function share({ count, of }: Blast): number | undefined {
  return of === undefined || of <= 0 ? undefined : count / of;
}
