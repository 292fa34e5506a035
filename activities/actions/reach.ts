import type { Json } from '../../domain/canonical-json.js';
import type { ClusterPlace } from '../providers/provider.js';
import type { Database } from '../store/database.js';

/** A place in the world that people configured; proposals name it and can't choose its address. */
export interface Endpoint {
  readonly url: string;
  readonly method: 'POST' | 'PUT';
  readonly tokenFile?: string;
  /** The same request with the same key is done once there. */
  readonly idempotent: boolean;
  readonly timeoutMs: number;
  readonly private: boolean;
  readonly checkUrl?: string;
  /** Absent, every account may use it. */
  readonly accounts?: readonly string[];
}

export interface Job {
  readonly workflow: string;
  readonly taskQueue: string;
  readonly withinMinutes: number;
  readonly accounts?: readonly string[];
}

export interface JobStart extends Job {
  readonly account: string;
  readonly workflowId: string;
  readonly input: Json;
}

/** What became of a job: a word for what its workflow came to, and since when it goes. */
export interface JobSeen {
  readonly state: 'running' | 'completed' | 'failed' | 'missing';
  readonly because: string;
  readonly forMs: number;
}

/** Jobs are workflows of others. A rejection that is no `Faulted` says that Temporal could not be asked. */
export interface JobRuns {
  /** Under one id once, however often; `again` where it was started before. */
  readonly start: (job: JobStart) => Promise<'started' | 'again'>;
  readonly look: (workflowId: string) => Promise<JobSeen>;
  /** The ids of all runs of a type that go now, as far as the list of them knows. */
  readonly going: (workflow: string) => Promise<ReadonlySet<string>>;
}

/** What actions may touch. The worker that holds the credentials builds it; no action reaches further. */
export interface Reach {
  readonly db: Database;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  readonly jobs: Readonly<Record<string, Job>>;
  readonly runs: JobRuns;
  /** Hosts that may stand in a private network; absent, none may. */
  readonly privateHosts?: readonly string[];
  /** Clusters whose nodes may be drained and ended; absent, none. */
  readonly clusters?: Readonly<Record<string, ClusterPlace>>;
}

/** Undefined also where it is for other accounts: nobody learns of it. */
export function configured<T extends Pick<Endpoint, 'accounts'>>(
  named: Readonly<Record<string, T>>,
  name: string,
  account: string,
): T | undefined {
  const one = Object.hasOwn(named, name) ? named[name] : undefined;
  return one && (one.accounts === undefined || one.accounts.includes(account)) ? one : undefined;
}
