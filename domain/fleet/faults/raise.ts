import { textOf } from '../row.js';
import type { EstateRow } from '../document.js';
import type { FleetFault } from './fault.js';

/** What raising or clearing a fault comes to: which machines play it, and what is told of what surrounds them. */
export interface Raising {
  readonly target: string;
  readonly instances: readonly string[];
  readonly rows: readonly EstateRow[];
}

export type Raised = { readonly raising: Raising } | { readonly because: string };

export interface RaiseWish {
  readonly fault: FleetFault;
  readonly on: boolean;
  readonly now: number;
  readonly rows: readonly EstateRow[];
  /** By its name, or by that of its instance or module; without one, the first that it can happen to. */
  readonly target?: string;
  /** Not the first but the one after so many, round and round. */
  readonly after?: number;
}

export function raise({ fault, on, now, rows, target, after = 0 }: RaiseWish): Raised {
  const { about, fits = () => true, machines, tell, otherwise } = fault;
  if (otherwise !== undefined) return { because: `${fault.name} can not be raised from here: ${otherwise}` };
  const could = rows.filter((row) => row.kind === about && fits(row, rows));
  const row =
    target === undefined ? could[after % Math.max(1, could.length)] : could.find((one) => isNamed(one, target));
  if (!row) {
    const named = target === undefined ? '' : ` of the name ${JSON.stringify(target)}`;
    return {
      because: `there is no ${about}${named} to which ${fault.name} could happen: "reeve fleet export --kinds ${about}" shows all`,
    };
  }
  const instances = fault.strike && machines ? machines(row, rows) : [];
  return { raising: { target: nameOf(row), instances, rows: tell?.(row, { on, now, rows }) ?? [] } };
}

function isNamed(row: EstateRow, target: string): boolean {
  return [row['id'], row['instance'], row['module'], row['name']].includes(target);
}

function nameOf(row: EstateRow): string {
  return ['id', 'module', 'name'].map((field) => textOf(row, field)).find((name) => name !== '') ?? '';
}
