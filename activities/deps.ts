import type { FleetDeps } from './fleet/deps.js';
import type { SpineDeps } from './spine/deps.js';
import type { Ledger } from './ledger/append.js';
import type { Sealer } from './ledger/seal.js';
import type { Witness } from './ledger/witness.js';
import type { Database } from './store/database.js';

/** Everything the outside world must lend us. The worker builds it once. */
export interface Deps {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly sealer: Sealer;
  readonly witness: Witness;
  readonly spine: SpineDeps;
  readonly fleet: FleetDeps;
  /** How this process is named in answers and in the Web UI. */
  readonly identity: string;
}
