import { setMaxListeners } from 'node:events';
import { at } from '../../domain/fleet/simulated/catalogue.js';
import { SIMULATED, simulatedEstate } from '../../domain/fleet/simulated/estate.js';
import { virtualNodes } from '../../domain/fleet/simulated/node.js';
import type { EstateRow } from '../../domain/fleet/document.js';
import { observed } from '../../domain/fleet/faults/observed.js';
import { type FleetApi, type FleetPlace, openFleetApi } from './fleet-api.js';
import { openLink } from './link.js';
import { keepMachines, type KeptMachine, keptMachines } from './simulation-state.js';
import { type Machine, openMachine } from './virtual-machine.js';

/** Up to so many wait for their work on a connection each; more ask for it after a report that says that there is some. */
const HOLDING_MAX = 500;
const SOCKETS_MAX = 64;
const KEPT_EVERY_MS = 10_000;
const SEED = 7;
const KINDS = [
  ...['instance', 'certificate', 'sdwanPeer', 'sdwanCredential', 'sdwanVip', 'bgpSession', 'storageAssignment'],
];

export interface SimulationWish extends FleetPlace {
  /** How many there are to be, where the account has no simulated fleet yet. */
  readonly instances: number;
  /** Where the machines are kept between two runs. */
  readonly dir: string;
  readonly onStep?: (text: string) => void;
  readonly onTrouble?: (text: string) => void;
}

export interface Simulation {
  readonly machines: number;
  /** Whether the fleet was made now, and not found. */
  readonly made: boolean;
  readonly stop: () => Promise<void>;
}

/** Plays a whole fleet against a Reeve, over the protocol that real machines speak. */
export async function startSimulation(wish: SimulationWish): Promise<Simulation> {
  const { url, dir, onStep = () => undefined, onTrouble = () => undefined } = wish;
  const api = openFleetApi(wish);
  const made = await ensureEstate(api, wish, onStep);
  const ending = new AbortController();
  // Every machine waits for the same end, and each for several things at once.
  setMaxListeners(0, ending.signal);
  const kept = await keptMachines(dir, url);
  const rows: EstateRow[] = [];
  for await (const row of api.export(KINDS)) rows.push(row);
  const nodes = [...virtualNodes(rows)].map((node) => kept.get(node.instance)?.node ?? node);
  const unknown = nodes.filter(({ instance }) => !kept.has(instance)).map(({ instance }) => instance);
  if (unknown.length > 0) onStep(`enrolling ${unknown.length} machines`);
  const issued = await api.enrol(unknown);
  const link = openLink(url, SOCKETS_MAX);
  const holding = nodes.length <= HOLDING_MAX ? openLink(url, nodes.length) : undefined;
  const changes = { any: true };
  const machines = nodes.map((node) =>
    openMachine(node, issued.get(node.instance) ?? kept.get(node.instance)?.credential ?? '', {
      ...{ link, signal: ending.signal, onTrouble, ...(holding && { holding }) },
      enrol: async (instance) => (await api.enrol([instance])).get(instance) ?? '',
      onChange: () => void (changes.any = true),
      onRestored: (instance) => restored(api, instance),
    }),
  );
  const running = Promise.all(machines.map((machine) => machine.run()));
  const save = async () => {
    if (!changes.any) return;
    changes.any = false;
    await keepMachines(dir, url, machines.map(keptOf)).catch((error: Error) =>
      onTrouble(`the machines could not be kept: ${error.message}`),
    );
  };
  await save();
  const saving = setInterval(() => void save(), KEPT_EVERY_MS);
  return {
    ...{ machines: machines.length, made },
    async stop() {
      clearInterval(saving);
      ending.abort();
      link.close();
      holding?.close();
      await running;
      changes.any = true;
      await save();
    },
  };
}

async function ensureEstate(
  api: FleetApi,
  { instances }: SimulationWish,
  onStep: (text: string) => void,
): Promise<boolean> {
  for await (const row of api.export(['instance'])) if (row['provider'] === SIMULATED) return false;
  onStep(`importing a simulated fleet of ${instances} instances`);
  await api.import(simulatedEstate({ instances, seed: SEED, now: Date.now() }));
  return true;
}

/** The provider of played machines is played too: it says what it did. */
async function restored(api: FleetApi, instance: string): Promise<void> {
  for await (const row of api.export(['instance']))
    if (row['id'] === instance)
      await api.import([
        observed(row, { providerStatus: 'running', providerSeenAt: at(Date.now()), providerOdd: 0, status: 'running' }),
      ]);
}

function keptOf(machine: Machine): KeptMachine {
  return { node: machine.state(), credential: machine.credential() };
}
