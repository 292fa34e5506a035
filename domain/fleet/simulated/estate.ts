import type { EstateRow } from '../document.js';
import {
  at,
  configOf,
  moduleDigest,
  modules,
  objectives,
  packages,
  projects,
  TEMPLATES,
  templates,
} from './catalogue.js';
import { type Chance, chanceOf, digestOf } from './chance.js';
import { network } from './network.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const REGIONS = ['eu-central', 'eu-west', 'us-east'];

export interface EstateWish {
  readonly instances: number;
  readonly seed: number;
  readonly now: number;
}

export interface SimulatedInstance {
  readonly id: string;
  readonly template: string;
  readonly region: string;
}

export const SIMULATED = 'simulated';
/** As the agent of a real host tells them, so that what is known of its packages counts here too. */
export const SIMULATED_FACTS = {
  ...{ os: 'debian', 'os-version': '12', 'os-name': 'Debian GNU/Linux 12 (simulated)' },
  ...{ kernel: '6.1.0-sim', simulated: 'true' },
};
/** Two hubs in each of three networks. */
const GATEWAYS_MIN = 6;

/** A fleet that is well, and the same for the same wish. Nothing of it is real, and each instance says so. */
export function* simulatedEstate({ instances, seed, now }: EstateWish): Generator<EstateRow> {
  const chance = chanceOf(seed);
  const all = placed(instances, chance);
  yield* templates();
  yield* modules(now);
  for (const { id, template, region } of all) yield { kind: 'node', id, template, region };
  for (const one of all) yield* machine(one, { chance, now });
  yield* network(all, { chance, now });
  yield* objectives(now);
  yield* projects(now);
  yield* packages(now);
}

function placed(instances: number, chance: Chance): readonly SimulatedInstance[] {
  const counts = shares(instances);
  const digits = Math.max(3, String(instances).length);
  return TEMPLATES.flatMap(({ id: template }, which) =>
    Array.from({ length: counts[which] ?? 0 }, (_none, index) => ({
      ...{ id: `${template}-${String(index + 1).padStart(digits, '0')}`, template, region: chance.of(REGIONS) },
    })),
  );
}

/** The templates' shares, which together are all instances; small fleets have gateways too, and what rounding leaves over are web servers. */
function shares(instances: number): readonly number[] {
  const [first, ...rest] = TEMPLATES.map(({ share }) => share);
  const gateways = Math.min(instances, Math.max(Math.floor(instances * (first ?? 0)), GATEWAYS_MIN));
  const left = instances - gateways;
  const whole = rest.reduce((sum, share) => sum + share, 0);
  const others = rest.map((share) => Math.floor((left * share) / whole));
  const over = left - others.reduce((sum, one) => sum + one, 0);
  return [gateways, ...others.map((count, at) => (at === 0 ? count + over : count))];
}

/** What runs on each machine of a template, made once. */
const RUNNING = new Map(
  TEMPLATES.map(({ id, modules: its }) => [id, Object.fromEntries(its.map((one) => [one, moduleDigest(one, 2)]))]),
);

function* machine(
  { id, template }: SimulatedInstance,
  { chance, now }: { readonly chance: Chance; readonly now: number },
): Generator<EstateRow> {
  const its = Object.keys(RUNNING.get(template) ?? {});
  const since = at(now - (5 + chance.upTo(10)) * DAY);
  const architecture = chance.next() < 0.8 ? 'amd64' : 'arm64';
  yield {
    ...{ kind: 'instance', id, node: id, template, provider: SIMULATED, providerId: `sim-${id}`, architecture },
    ...{ status: 'running', createdAt: at(now), enrolledAt: at(now), agentVersion: SIMULATED },
    facts: SIMULATED_FACTS,
    running: RUNNING.get(template) ?? {},
    runningSince: Object.fromEntries(its.map((module) => [module, since])),
    ...{ configHash: configOf(template), providerStatus: 'running', providerSeenAt: at(now), settledAt: since },
  };
  const notBefore = now - (1 + chance.upTo(50)) * DAY;
  const serial = digestOf(`certificate of ${id}`).slice(7, 39);
  yield {
    ...{ kind: 'certificate', id: serial, instance: id, subject: `CN=${id}`, fingerprint: digestOf(serial) },
    ...{ notBefore: at(notBefore), notAfter: at(notBefore + 90 * DAY), source: 'reported' },
  };
  if (template === 'db' || template === 'store')
    yield {
      ...{ kind: 'storageAssignment', id: `${id}-data`, instance: id, storage: `volume-${id}`, mountPath: '/srv/data' },
      ...{ status: 'mounted', statusAt: at(now - MINUTE), attempt: 1 },
    };
}
