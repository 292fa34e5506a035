import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setScope } from '../../activities/store/accept/autonomy.js';
import { faultNamed } from '../../domain/fleet/faults/index.js';
import { raise } from '../../domain/fleet/faults/raise.js';
import { openFleetApi } from '../../workers/fleet/fleet-api.js';
import { type Simulation, startSimulation } from '../../workers/fleet/simulation.js';
import { eventually } from '../support/cluster.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { openSpineWorld, type SpineWorld } from '../support/spine-world.js';

type Row = Record<string, unknown>;

interface Story {
  readonly fault: string;
  readonly kind: string;
  readonly agent?: 'sdwan_manager' | 'cve_responder';
  /** How it ends: by itself, after so many people said yes, or since it was only observed and is well again. */
  readonly ends: 'alone' | 'asked' | 'observed';
  /** Lets time pass, where a rule waits for it. */
  readonly later?: string;
}

const MACHINES = 200;
const STORIES: readonly Story[] = [
  { fault: 'module-drift', kind: 'module.drift_detected', ends: 'alone', later: SETTLED() },
  { fault: 'certificate-expiring', kind: 'cert.expiring', ends: 'alone' },
  { fault: 'config-drift', kind: 'config.drift_detected', ends: 'alone', later: SETTLED() },
  { fault: 'credential-expiring', kind: 'sdwan.credential_expiring', agent: 'sdwan_manager', ends: 'alone' },
  { fault: 'storage-stale', kind: 'system.storage_assignment_drift', ends: 'asked' },
  { fault: 'slo-breach', kind: 'slo.violated', ends: 'observed' },
  { fault: 'project-breach', kind: 'project.slo_violation', ends: 'observed' },
  { fault: 'honeypot-access', kind: 'honeypot.access_attempted', ends: 'observed' },
];

/** Nothing was brought on or taken off just now. */
function SETTLED(): string {
  return `UPDATE reeve.instance SET settled_at = now() - interval '10 minutes' WHERE account = 'fleet'`;
}

/** Two hundred machines over the protocol of real ones, a real database, a real Temporal: what breaks is seen, decided, mended and over. */
describe('a fleet of two hundred', () => {
  let world: SpineWorld;
  let gateway: TestGateway;
  let admin: string;
  let dir: string;
  let simulation: Simulation;
  const told: string[] = [];
  beforeAll(async () => {
    world = await openSpineWorld();
    gateway = await openTestGateway(world.store, { temporal: world.temporal.client, hearsNodes: true });
    admin = await world.store.account('fleet');
    dir = await mkdtemp(join(tmpdir(), 'reeve-story-'));
    const by = { account: 'fleet', kind: 'person', principal: 'admin', door: 'token' } as const;
    await setScope(world.store, by, { pattern: '*', stage: 'act', riskMax: 'critical', reason: 'test' });
    simulation = await startSimulation({ url: gateway.url, token: admin, instances: MACHINES, dir });
  }, 120_000);
  afterAll(async () => {
    await simulation?.stop();
    await gateway?.close();
    await world?.close();
    await rm(dir, { recursive: true, force: true });
    process.stdout.write(`${told.join('\n')}\n`);
  });

  const ask = (method: string, path: string, body?: unknown) =>
    gateway.call(method, `/api/v1/${path}`, { token: admin, ...(body !== undefined && { body }) });
  const get = async (path: string) => (await ask('GET', path)).json as Row;
  const roundNow = async (agent: string) => {
    const { json } = await ask('POST', `rounds/${agent}/now`);
    await eventually(async () => {
      const now = await get(`rounds/${agent}`);
      return Number(now['done']) >= Number((json as Row)['wanted']) ? now : undefined;
    });
  };
  const strike = async (name: string, on: boolean, target?: string) => {
    const api = openFleetApi({ url: gateway.url, token: admin });
    const fault = faultNamed(name);
    if (!fault) throw new Error(`there is no fault ${name}`);
    const rows = [];
    for await (const row of api.export([fault.about, ...(fault.also ?? [])])) rows.push(row);
    const raised = raise({ fault, on, now: Date.now(), rows, ...(target !== undefined && { target }) });
    if ('because' in raised) throw new Error(raised.because);
    const { instances, rows: estate, target: found } = raised.raising;
    if (estate.length > 0) await api.import(estate);
    if (instances.length > 0) await api.fault({ fault: name, on, instances });
    return found;
  };
  const openOf = async (kind: string) => {
    const { conditions } = (await get(`conditions?open=true&kind=${kind}`)) as { conditions: Row[] };
    return conditions[0];
  };
  const trace = async (id: string) => {
    const { events } = (await get(`trace/${id}`)) as { events: { what: string; says: string }[] };
    return events.map(({ what, says }) => `${what}: ${says}`);
  };
  const approveAll = async (key: string) => {
    const open = (await ask('GET', 'approvals')).json as unknown as Row[];
    for (const one of open.filter(({ intervention }) => intervention === key))
      await ask('POST', `approvals/${String(one['id'])}/approve`, { planHash: one['planHash'], reason: 'go' });
  };

  it.each(STORIES)(
    '$fault is seen as $kind, and ends $ends',
    async ({ fault, kind, agent = 'fleet_autonomy', ends, later }) => {
      await world.run(async () => {
        const target = await strike(fault, true);
        const open = await eventually(
          async () => {
            if (later !== undefined) await world.sql(later);
            await roundNow(agent);
            return openOf(kind);
          },
          { withinMs: 90_000, everyMs: 1_000 },
        );
        const id = String(open['id']);
        if (ends === 'observed') await strike(fault, false, target);
        const over = await eventually(
          async () => {
            if (later !== undefined) await world.sql(later);
            await roundNow(agent);
            const now = await get(`conditions/${id}`);
            const [wish] = now['interventions'] as Row[];
            if (ends === 'asked' && wish) await approveAll(String(wish['key']));
            return now['closedAt'] === null || now['closedAt'] === undefined ? undefined : now;
          },
          { withinMs: 150_000, everyMs: 1_000 },
        );
        told.push(`${fault}:`, ...(await trace(id)).map((line) => `  ${line}`));
        const [wish] = over['interventions'] as Row[];
        expect([ends, ends === 'observed' ? 'over' : wish?.['outcome']]).toEqual([
          ends,
          ends === 'observed' ? 'over' : 'verified',
        ]);
      });
    },
  );
});
