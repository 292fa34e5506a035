import type { EstateRow } from '../../domain/fleet/document.js';
import type { FleetFault } from '../../domain/fleet/faults/fault.js';
import { raise } from '../../domain/fleet/faults/raise.js';
import type { FleetApi } from './fleet-api.js';

export interface StrikeWish {
  readonly api: Pick<FleetApi, 'export' | 'import' | 'fault'>;
  readonly fault: FleetFault;
  /** Whether it begins, or ends. */
  readonly on: boolean;
  /** By its name, or by that of its instance or module; without one, whichever it can happen to. */
  readonly target?: string;
  /** Not the first but the one after so many, round and round. */
  readonly after?: number;
}

export interface Struck {
  readonly target: string;
  readonly instances: readonly string[];
  /** How many rows were told of what surrounds the machines. */
  readonly told: number;
}

/** Lets something go wrong in a simulated fleet, or be well again; where it can not happen, says why. */
export async function strike(wish: StrikeWish): Promise<Struck | { readonly because: string }> {
  const { api, fault, on, target, after = 0 } = wish;
  const rows: EstateRow[] = [];
  for await (const row of api.export([...new Set([fault.about, ...(fault.also ?? [])])])) rows.push(row);
  const raised = raise({ fault, on, now: Date.now(), rows, after, ...(target !== undefined && { target }) });
  if ('because' in raised) return raised;
  const { instances, rows: told, target: found } = raised.raising;
  // What is told first is known when the machines speak of it.
  if (told.length > 0) await api.import(told);
  if (instances.length > 0) await api.fault({ fault: fault.name, on, instances });
  return { target: found, instances, told: told.length };
}
