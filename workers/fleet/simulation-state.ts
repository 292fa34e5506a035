import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VirtualNode } from '../../domain/fleet/simulated/node.js';

/** A machine as it was left, with what it proves itself by. */
export interface KeptMachine {
  readonly node: VirtualNode;
  readonly credential: string;
}

const FILE = 'machines.json';

interface Kept {
  readonly version: 1;
  readonly url: string;
  readonly machines: readonly KeptMachine[];
}

/** What was left of a simulation against this very Reeve; nothing where there was none, or it can't be read. */
export async function keptMachines(dir: string, url: string): Promise<ReadonlyMap<string, KeptMachine>> {
  const text = await readFile(join(dir, FILE), 'utf8').catch(() => '');
  try {
    const { version, url: of, machines } = JSON.parse(text) as Kept;
    return new Map(version === 1 && of === url ? machines.map((one) => [one.node.instance, one]) : []);
  } catch {
    return new Map();
  }
}

/** There whole or not at all, and for nobody else to read: it holds credentials. */
export async function keepMachines(dir: string, url: string, machines: readonly KeptMachine[]): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const fresh = join(dir, `${FILE}.part`);
  const kept: Kept = { version: 1, url, machines };
  await writeFile(fresh, JSON.stringify(kept), { mode: 0o600 });
  await rename(fresh, join(dir, FILE));
}
