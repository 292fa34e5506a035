import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { Config } from '../../config/load.js';
import { nearest } from '../../config/nearest.js';
import { type OnProgress, resolvePart } from '../../tools/parts/index.js';
import { ESTATE, putEstate } from '../embedded/cluster/estate.js';
import { FAULTS, faultNamed } from '../embedded/cluster/faults/index.js';
import type { Fault } from '../embedded/cluster/story/fault.js';
import { clearFault, namespaceOf, raisedFaults, raiseFault } from '../embedded/cluster/story/switch.js';
import { type ClusterPlace, openSimulated, type Simulated } from '../embedded/cluster/simulated.js';
import { clusterParts, startCluster } from '../embedded/cluster/start-cluster.js';
import { type DataFolder, openDataFolder } from '../embedded/data-folder.js';
import { lockFolder } from '../embedded/folder-lock.js';
import { openKeeper } from '../embedded/keeper.js';
import { identify, isAlive, type ProcessIdentity } from '../embedded/process-identity.js';
import { writeSecret } from '../embedded/secrets.js';
import { partSettings } from './parts.js';
import { StoppedByItself, stopRequested } from './signals.js';

const FOLDER = 'simulated-cluster';
const AT_ONCE = 6;
/** Events are kept for an hour. */
const REPEAT_MS = 10 * 60_000;

/** A fault that is not in the table: the command was used wrongly. */
export class NoSuchFault extends Error {
  override name = 'NoSuchFault';
}

/** No simulated cluster runs on this data folder. */
export class NoCluster extends Error {
  override name = 'NoCluster';
}

export interface SimulationReady extends ClusterPlace {
  readonly url: string;
  readonly nodes: readonly string[];
  readonly estate: string;
  readonly faults: readonly { readonly name: string; readonly namespace: string }[];
  readonly data: string;
  readonly readyMs: number;
}

export interface SimulationSpec {
  readonly config: Config;
  readonly faults: readonly string[];
  readonly nodes: number;
  readonly parent?: number;
  readonly onProgress: OnProgress;
  readonly onStep: (text: string) => void;
  readonly onTrouble: (text: string) => void;
  readonly onReady: (ready: SimulationReady) => void;
}

/** A whole cluster to try things on, until it is stopped. It goes on where it was when it is started again. */
export async function simulate(spec: SimulationSpec): Promise<void> {
  const wanted = faultsNamed(spec.faults);
  const began = performance.now();
  const stop = stopRequested(spec.parent);
  const folder = await openDataFolder(join(spec.config.data, FOLDER));
  const lock = await lockFolder(folder, { onWait: spec.onStep, usedBy: 'reeve cluster faults' });
  const ends: (() => Promise<void>)[] = [() => lock.release()];
  try {
    const running = start({ spec, folder, ends, wanted });
    // What fails after a Ctrl-C fails because of it.
    running.catch(() => undefined);
    const begun = await Promise.race([running, stop.reason.then(() => undefined)]);
    if (!begun) return;
    spec.onReady({ ...begun.ready, readyMs: Math.round(performance.now() - began) });
    const lost = lock.lost.then(() => `another simulated cluster has taken over ${folder.root}`);
    const failure = await Promise.race([stop.reason.then(() => undefined), begun.ended, lost]);
    if (failure !== undefined) throw new StoppedByItself(`${failure}: start it again with "reeve cluster simulate"`);
  } finally {
    await Promise.race([endAll(ends, spec), stop.again]);
  }
}

interface Start {
  readonly spec: SimulationSpec;
  readonly folder: DataFolder;
  readonly ends: (() => Promise<void>)[];
  readonly wanted: readonly Fault[];
}

async function start({ spec, folder, ends, wanted }: Start) {
  const settings = partSettings(spec.config);
  // One after the other: two builds at once would only slow each other.
  const etcd = await resolvePart('etcd', settings, spec.onProgress);
  const kubernetes = await resolvePart('kubernetes', settings, spec.onProgress);
  const kwok = await resolvePart('kwok', settings, spec.onProgress);
  const keeper = await openKeeper(folder.path('run'));
  ends.push(() => keeper.close());
  spec.onStep('starting the control plane');
  const nodes = Array.from({ length: spec.nodes }, (_unused, place) => `node-${place + 1}`);
  const running = await startCluster(
    {
      ...{ dir: folder.path('cluster'), parts: clusterParts({ etcd, kubernetes, kwok }), durable: true },
      nodes: nodes.map((name) => ({ name })),
    },
    keeper,
  );
  ends.push(() => running.stop());
  const cluster = openSimulated(running);
  spec.onStep(`putting a small shop into namespace ${ESTATE}`);
  await putEstate(cluster);
  await raiseAll(cluster, wanted, spec);
  ends.push(repeatAll(cluster, spec.onTrouble));
  const place = { kubeconfig: running.kubeconfig, podLogsDir: running.podLogsDir };
  await writeSecret(
    folder.path('run', 'state.json'),
    JSON.stringify({ ...place, process: identify(process.pid) ?? null }),
  );
  ends.push(() => rm(folder.path('run', 'state.json'), { force: true }));
  const on = await raisedFaults(cluster);
  const ready = {
    ...place,
    ...{ url: running.url, nodes, estate: ESTATE, data: folder.root },
    faults: on.map((fault) => ({ name: fault.name, namespace: namespaceOf(fault) })),
  };
  const ended = running.firstEnd.then((name) => `${name} ended by itself (see ${folder.path('cluster', 'logs')})`);
  return { ready, ended };
}

/** Those that can not be raised are said, and the others can be looked at. */
async function raiseAll(
  cluster: Simulated,
  faults: readonly Fault[],
  { onStep, onTrouble }: SimulationSpec,
): Promise<void> {
  const waiting = [...faults];
  const left = new Set(faults.map(({ name }) => name));
  const say = () => {
    const names = [...left];
    const more = names.length > 4 ? ` and ${names.length - 4} more` : '';
    if (names.length > 0) onStep(`raising ${names.slice(0, 4).join(', ')}${more}`);
  };
  say();
  const hand = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      await raiseFault(cluster, fault).catch((error: Error) =>
        onTrouble(`${fault.name} was not raised (${error.message}): try "reeve cluster fault ${fault.name} on"`),
      );
      left.delete(fault.name);
      say();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}

/** Goes on saying what a kubelet goes on saying. */
function repeatAll(cluster: Simulated, onTrouble: (text: string) => void): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const talking = (async () => {
    while (!signal.aborted) {
      await pause(REPEAT_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        for (const fault of await raisedFaults(cluster)) await fault.repeat(cluster, namespaceOf(fault));
      } catch (error) {
        onTrouble(`Events were not written again (${(error as Error).message}); it is tried again in ten minutes`);
      }
    }
  })();
  return async () => {
    stopping.abort();
    await talking;
  };
}

async function endAll(ends: Start['ends'], { onTrouble }: SimulationSpec): Promise<void> {
  for (const end of ends.toReversed())
    await end().catch((error: Error) => onTrouble(`something did not stop cleanly: ${error.message}`));
}

export interface ListedFault {
  readonly name: string;
  readonly shows: string;
  /** Whether it is on in the cluster of this data folder; unknown where none runs. */
  readonly on?: boolean;
}

export async function listFaults(config: Config): Promise<readonly ListedFault[]> {
  const place = await runningPlace(config);
  if (!place) return FAULTS.map(({ name, shows }) => ({ name, shows }));
  const on = new Set((await raisedFaults(openSimulated(place))).map(({ name }) => name));
  return FAULTS.map(({ name, shows }) => ({ name, shows, on: on.has(name) }));
}

export interface Switched {
  readonly name: string;
  readonly on: boolean;
  readonly namespace: string;
  readonly kubeconfig: string;
}

/** Switches one fault of the running simulated cluster, and returns when it can be seen or is over. */
export async function switchFault(config: Config, name: string, on: boolean): Promise<Switched> {
  const [fault] = faultsNamed([name]);
  const place = await runningPlace(config);
  if (!fault || !place)
    throw new NoCluster(
      `no simulated cluster runs on ${config.data}: start one with "reeve cluster simulate", or name its folder with --data`,
    );
  const cluster = openSimulated(place);
  const namespace = await (on ? raiseFault : clearFault)(cluster, fault);
  return { name, on, namespace, kubeconfig: place.kubeconfig };
}

function faultsNamed(names: readonly string[]): readonly Fault[] {
  const known = FAULTS.map(({ name }) => name);
  return [...new Set(names)].map((name) => {
    const fault = faultNamed(name);
    if (fault) return fault;
    const meant = nearest(name, known);
    const hint = meant === undefined ? '"reeve cluster faults" shows all' : `did you mean ${meant}?`;
    throw new NoSuchFault(`there is no fault ${JSON.stringify(name.slice(0, 60))}: ${hint}`);
  });
}

async function runningPlace(config: Config): Promise<ClusterPlace | undefined> {
  const text = await readFile(join(config.data, FOLDER, 'run', 'state.json'), 'utf8').catch(() => '');
  try {
    const state = JSON.parse(text) as ClusterPlace & { readonly process: ProcessIdentity | null };
    return state.process && isAlive(state.process) ? state : undefined;
  } catch {
    return undefined;
  }
}
