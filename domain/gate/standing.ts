import type { ActionCard } from '../action.js';
import type { Chain } from '../approval/chain.js';
import type { Stage, SavedLevels } from '../autonomy.js';
import type { BreakerState } from '../breaker.js';
import type { Plan } from '../plan.js';
import type { PolicyRow } from '../policy/row.js';
import type { PrincipalState } from '../principal.js';
import type { Pressure } from '../pressure.js';
import type { Role } from '../roles.js';
import type { Risk, Tier } from '../scales.js';
import type { Freeze, Window } from '../window.js';

/** A counter with its limit, over all actors. */
export interface Spent {
  readonly name: string;
  readonly spent: number;
  readonly limit: number;
  /** When the oldest that counts falls out of it. */
  readonly freesAt: number;
}

/** An ask that people, or the approved plan of a parent, have answered already. */
export interface Answered {
  readonly rules: readonly string[];
  readonly planHash: string;
}

export interface Mandate {
  readonly parent: string;
  readonly within: boolean;
  readonly why: string;
}

/** Everything the gate needs to know, as it was read in one transaction. */
export interface Standing {
  /** Parts that could not be read, and why. One is enough to refuse. */
  readonly unreadable: readonly { readonly part: string; readonly why: string }[];
  readonly killSwitch?: { readonly since: number; readonly by: string; readonly reason: string };
  readonly freezes: readonly Freeze[];
  readonly windows: readonly Window[];
  readonly proposer: {
    readonly kind: 'person' | 'agent';
    readonly id: string;
    readonly state: PrincipalState;
    /** No row names it; it then counts as revoked. */
    readonly isUnknown?: true;
    readonly roles: readonly Role[];
    readonly score: number;
    readonly tier: Tier;
  };
  readonly card?: ActionCard;
  readonly parametersFault?: string;
  /** When Reeve itself last saw the target in this account. */
  readonly seenAt?: number;
  readonly rows: readonly PolicyRow[];
  /** The scope that speaks for the target; none is as good as one at `observe`. */
  readonly scope?: { readonly id: string; readonly stage: Stage; readonly riskMax: Risk };
  readonly levels: SavedLevels;
  /** The account's own approval chains by name. */
  readonly chains: Readonly<Record<string, Chain>>;
  readonly namespaceTier?: 'free' | 'approval' | 'read-only' | 'forbidden';
  /** What the guard's table says of kinds, verbs and fields that are touched; empty when all is allowed. */
  readonly guardFaults: readonly string[];
  readonly missingCapabilities: readonly string[];
  readonly rates: readonly Spent[];
  readonly dailyFixes?: Spent;
  readonly consent: readonly Spent[];
  readonly breakers: readonly { readonly name: string; readonly state: BreakerState }[];
  readonly pressure: readonly Pressure[];
  /** False where waiting does harm: critical work is never put off for pressure. */
  readonly deferrable: boolean;
  readonly plan?: Plan;
  readonly planHash?: string;
  readonly answers: readonly Answered[];
  readonly mandate?: Mandate;
  /** How long each rule has already put this off, in ms. */
  readonly deferredMs: Readonly<Record<string, number>>;
}
