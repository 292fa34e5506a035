import type { Simulated } from '../simulated.js';

/** Something that is wrong with a workload of its own, in a namespace of its own, switched on and off. */
export interface Fault {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly shows: string;
  /** Returns when it can be seen. */
  readonly raise: (cluster: Simulated, namespace: string) => Promise<void>;
  /** Returns when everything is well again. */
  readonly clear: (cluster: Simulated, namespace: string) => Promise<void>;
  /** Says again what a kubelet goes on saying: Events are kept for an hour only. */
  readonly repeat: (cluster: Simulated, namespace: string) => Promise<void>;
}
