import type { Action } from '../actions/action.js';
import type { Reach } from '../actions/reach.js';
import type { Ledger } from '../ledger/append.js';
import type { Source, SourceReach } from '../sources/source.js';
import type { SensorQuery } from '../sensors/query.js';
import type { Database } from '../store/database.js';

/** What one sensor came to in one round. */
export interface SensorRun {
  readonly account: string;
  readonly sensor: string;
  readonly agent: string;
  readonly tookMs: number;
  readonly looked: number;
  readonly raised: number;
  readonly opened: number;
  readonly closed: number;
  readonly error?: string;
}

export interface FleetDeps {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly queries: readonly SensorQuery[];
  /** What others know is fetched before the sensors look, where this worker may fetch it. */
  readonly sources: readonly Source[];
  readonly sourceReach: SourceReach | undefined;
  readonly actionFor: (category: string) => Action;
  /** What actions plan with, where it has to be known beforehand whether anything here can do it. */
  readonly reach: Reach;
  readonly missingCapabilities: readonly string[];
  /** How long one sensor may take. */
  readonly sensorMsMax: number;
  readonly sourceMsMax: number;
  /** Told of each run of a sensor, and of each decision, for metrics. */
  readonly onSensor: (run: SensorRun) => void;
  readonly onDecision: (decided: { readonly agent: string; readonly kind: string; readonly outcome: string }) => void;
}
