import { textOf } from '../row.js';
import type { EstateRow } from '../document.js';
import type { VirtualNode } from '../simulated/node.js';

/** What is known of the fleet when a fault is raised or cleared. */
export interface Scene {
  readonly on: boolean;
  readonly now: number;
  /** The rows of the kinds that the fault asks for. */
  readonly rows: readonly EstateRow[];
}

/** Something that goes wrong in a simulated fleet, so that one sensor sees it. */
export interface FleetFault {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly shows: string;
  /** The sensor that sees it. */
  readonly sensor: string;
  /** The parameter of that sensor that says for how long it waits before it says so; absent where it says so at once. */
  readonly waits?: string;
  /** The kind of what it happens to: that is what a target names. */
  readonly about: string;
  /** Further kinds that it has to see. */
  readonly also?: readonly string[];
  /** What it can happen to; any of them, where no target is named. */
  readonly fits?: (row: EstateRow, rows: readonly EstateRow[]) => boolean;
  /** The machines that play it. */
  readonly machines?: (row: EstateRow, rows: readonly EstateRow[]) => readonly string[];
  /** What is other about such a machine from then on; nothing where it has nothing of the kind. */
  readonly strike?: (node: VirtualNode, now: number) => Partial<VirtualNode> | undefined;
  /** It happens and is over, so that there is nothing to clear. */
  readonly passes?: boolean;
  /** What the surroundings of the fleet tell, as a document takes it. */
  readonly tell?: (row: EstateRow, scene: Scene) => readonly EstateRow[];
  /** Why it can't be raised from here, and how it is. */
  readonly otherwise?: string;
}

/** One that is played by the machine that the target names. */
export function ofMachine(
  fault: Omit<FleetFault, 'about' | 'machines'> & { readonly strike: NonNullable<FleetFault['strike']> },
): FleetFault {
  return { about: 'instance', machines: (row) => [textOf(row, 'id')], fits: isSimulated, ...fault };
}

export function isSimulated(row: EstateRow): boolean {
  return row['provider'] === 'simulated';
}
