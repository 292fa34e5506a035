import { inspect } from '../resolver/inspect.js';
import type { Part, PartReport, PartSettings, ResolvedPart } from '../resolver/part.js';
import type { OnProgress } from '../resolver/progress.js';
import { resolve } from '../resolver/resolve.js';
import { etcd } from './etcd.js';
import { kubernetes } from './kubernetes.js';
import { kwok } from './kwok.js';
import { postgres } from './postgres.js';
import { temporalServer } from './temporal-server.js';
import { temporal } from './temporal.js';
import { timeSkippingServer } from './time-skipping-server.js';

export type { PartReport, PartSettings, ResolvedPart } from '../resolver/part.js';
export { PartMissing } from '../resolver/part.js';
export type { OnProgress, PartProgress } from '../resolver/progress.js';

/** Every part, in the order in which the doctor shows them. */
export const parts: readonly Part[] = [postgres, temporal, temporalServer, timeSkippingServer, kubernetes, etcd, kwok];

export type PartName =
  | 'postgres'
  | 'temporal'
  | 'temporal-server'
  | 'time-skipping-server'
  | 'kubernetes'
  | 'etcd'
  | 'kwok';

/** Finds a part on this machine, or fetches or builds it. */
export function resolvePart(name: PartName, settings: PartSettings, onProgress: OnProgress): Promise<ResolvedPart> {
  return resolve(partNamed(name), settings, onProgress);
}

/** The same look without fetching or building. */
export function inspectPart(name: PartName, settings: PartSettings): Promise<PartReport> {
  return inspect(partNamed(name), settings);
}

function partNamed(name: PartName): Part {
  const part = parts.find((one) => one.name === name);
  if (!part) throw new Error(`The toolchain has no part "${name}": add it to the list in tools/parts/index.ts.`);
  return part;
}
