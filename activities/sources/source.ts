import type { Json } from '../../domain/canonical-json.js';
import type { Git } from '../adapters/git.js';
import type { Ledger } from '../ledger/append.js';
import type { ClusterPlace } from '../providers/provider.js';
import type { Look } from '../store/fleet/provided.js';
import type { Database } from '../store/database.js';
import type { MetricsPlace } from './ask-prometheus.js';

/** What sources may reach, besides the rows of the account they are asked for. */
export interface SourceReach {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly git: Git;
  /** Where advisories are fetched from; absent, nowhere. */
  readonly cveFeed?: string;
  /** Who is asked for samples by accounts that name nobody themselves; absent, nobody. */
  readonly metrics?: MetricsPlace;
  /** Hosts that may stand in a private network. */
  readonly privateHosts: readonly string[];
  /** Clusters whose nodes may be looked at; absent, none. */
  readonly clusters?: Readonly<Record<string, ClusterPlace>>;
  /** Told of each look at a place of a provider, for metrics. */
  readonly onProvider?: (look: Look) => void;
}

/** Brings what others know of the fleet into rows, before the sensors of an agent look at them. */
export interface Source {
  readonly id: string;
  readonly agent: string;
  /** Compares what this one fetches; else all of an agent are asked side by side. */
  readonly after?: string;
  /**
   * Looks whether anything is due, and fetches it. Rejects with a sentence where it can't: that is a failed sensor of this name.
   * `isWell` says where nothing was due that what it failed at before is gone.
   */
  readonly gather: (
    reach: SourceReach,
    account: string,
    signal: AbortSignal,
  ) => Promise<{ readonly looked: number } & { readonly [name: string]: Json }>;
}
