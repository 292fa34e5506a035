import { access, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { setScope, unsetScope } from '../../activities/store/accept/autonomy.js';
import { agentsSetFor, hasRealSource, removeSimulated } from '../../activities/store/accept/fleet-simulated.js';
import type { FleetFault } from '../../domain/fleet/faults/fault.js';
import { faultNamed } from '../../domain/fleet/faults/index.js';
import { openFleetApi } from '../fleet/fleet-api.js';
import { startSimulation } from '../fleet/simulation.js';
import { strike } from '../fleet/strike.js';
import type { Log } from '../log.js';
import type { Core } from './core.js';

const INSTANCES = 200;
const BREAK_EVERY_MS = 150_000;
/** What nobody mended by then is well again by itself, so that the picture does not only get worse. */
const WELL_AFTER_MS = 15 * 60_000;
const LOOK_EVERY_MS = 15_000;
/** So far from one to the next that several machines and templates have their turn. */
const FROM_EACH_OTHER = 37;

/** The first waits for a person, and so do some of the others; the rest is mended without one. */
const STORY = [
  ...['honeypot-access', 'certificate-expiring', 'module-drift', 'peer-drift', 'storage-stale', 'config-drift'],
  ...['credential-expiring', 'slo-breach', 'state-drift', 'package-stale', 'silent', 'vip-holder-silent'],
];
/** Often enough that somebody who looks on sees it. */
const ROUNDS_EVERY_S = 15;
const ROUNDS_AFTERWARDS_S = 60;

export interface DemoSpec {
  readonly core: Core;
  readonly account: string;
  readonly url: string;
  readonly token: string;
  /** Where the machines are kept, and that there is a demo. */
  readonly dir: string;
  readonly mark: string;
  readonly log: Log;
}

export interface Demo {
  readonly stop: () => Promise<void>;
}

/** There is one after the very first start, and after every other until a real source was connected. */
export async function hasDemo(mark: string): Promise<boolean> {
  return access(mark).then(
    () => true,
    () => false,
  );
}

/** A fleet that is not there, so that whoever is new sees the whole of Reeve at work. It ends for good once something real reports. */
export function startDemo(spec: DemoSpec): Demo {
  const ending = new AbortController();
  const running = play(spec, ending.signal).catch((err: Error) => {
    if (!ending.signal.aborted) spec.log.warn({ err }, 'the simulated estate ended by itself; everything else goes on');
  });
  return {
    async stop() {
      ending.abort();
      await running;
    },
  };
}

async function play(spec: DemoSpec, signal: AbortSignal): Promise<void> {
  const { core, account, url, token, dir, mark, log } = spec;
  await writeFile(mark, '{"simulated": true}\n', { mode: 0o600 });
  const by = { account, kind: 'reeve', principal: 'demo', door: 'machine' } as const;
  const reason = 'a simulated estate to try everything on: it goes when something real is connected';
  const onTrouble = (text: string) => log.debug({ text }, 'a simulated machine is in trouble');
  const simulation = await startSimulation({ url, token, instances: INSTANCES, dir, onTrouble });
  const api = openFleetApi({ url, token });
  const untold = (err: unknown) => log.warn({ err }, 'a fault of the simulated estate could not be told of');
  if (simulation.made) {
    await setScope(core, by, { pattern: '*', stage: 'act', riskMax: 'high', reason });
    for (const agent of ['fleet_autonomy', 'sdwan_manager', 'cve_responder'])
      await api.rounds(agent, { everySeconds: ROUNDS_EVERY_S, reason });
  }
  try {
    let next = 0;
    let broken = 0;
    const wells: { readonly fault: FleetFault; readonly target: string; readonly at: number }[] = [];
    while (!signal.aborted) {
      if (await hasRealSource(core.db, account)) {
        await simulation.stop();
        await removeSimulated(core, by, reason);
        await unsetScope(core, by, { pattern: '*', reason }).catch(() => undefined);
        for (const agent of await agentsSetFor(core.db, account, reason))
          await api.rounds(agent, { everySeconds: ROUNDS_AFTERWARDS_S, reason: 'the simulated estate is gone' });
        await rm(mark, { force: true });
        log.info({ account }, 'something real is connected: the simulated estate is gone');
        return;
      }
      const now = performance.now();
      if (now >= next) {
        const fault = faultNamed(STORY[broken % STORY.length] ?? '');
        const after = broken * FROM_EACH_OTHER;
        const struck = fault && (await strike({ api, fault, on: true, after }).catch(untold));
        // Where it can't happen now, nothing does.
        if (struck && 'target' in struck) wells.push({ fault, target: struck.target, at: now + WELL_AFTER_MS });
        broken += 1;
        // The second follows soon: within two minutes there is something to see from end to end.
        next = now + (broken === 1 ? LOOK_EVERY_MS : BREAK_EVERY_MS);
      }
      for (const well of wells.filter(({ at }) => now >= at)) {
        wells.splice(wells.indexOf(well), 1);
        await strike({ api, fault: well.fault, on: false, target: well.target }).catch(untold);
      }
      await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    await simulation.stop();
  }
}
