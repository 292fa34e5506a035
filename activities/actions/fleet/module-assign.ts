import { z } from 'zod';
import type { Json } from '../../../domain/canonical-json.js';
import type { Effect, Plan } from '../../../domain/plan.js';
import { type InstanceSeen, noteSettled, readInstance } from '../../store/fleet/instances.js';
import {
  type Assignment,
  type Desired,
  holdAssignments,
  type ModuleVersion,
  readDesired,
  readVersions,
  writeAssignments,
} from '../../store/fleet/modules.js';
import { Conflict, firstInstance, isSame, onNode, type Step } from './on-node.js';
import { Id } from './parameters.js';

const MINUTE = 60_000;
const Digest = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:@+/~=-]{0,199}$/, { error: 'is no digest' });

const Parameters = z.strictObject({
  /** Module to the digest that should run, null takes it off. Left out, whatever the instance should run and does not. */
  modules: z
    .record(Id, Digest.nullable())
    .refine((modules) => Object.keys(modules).length <= 200, { error: 'names more than 200 modules' })
    .optional(),
  /** The configuration that it should have; true is the one of its node or template. */
  config: z.union([Digest, z.literal(true)]).optional(),
});
type Wish = z.output<typeof Parameters>;

/** Brings modules on an instance, or takes them off, and its configuration. */
export const moduleAssign = onNode<Wish>({
  card: {
    ...{ id: 'module-assign', version: 1, title: 'Bring modules to what they should be' },
    ...{ category: 'system.module_assign', verb: 'notify_and_proceed' },
    ...{ class: 'modify-reversible', risk: 'medium', undo: 'inverse', needs: [] },
  },
  parameters: Parameters,
  settle: { firstLookMs: 5_000, deadlineMs: 10 * MINUTE, holdMs: 0 },
  kind: 'instance',
  whose: readInstance,

  async find(tx, { account, parameters }, instance) {
    const desired = await readDesired(tx, account, instance);
    const modules = modulesOf(parameters, desired, instance);
    const versions = await readVersions(tx, account, Object.keys(modules));
    const config = configOf(parameters, desired, instance);
    const effects = [
      ...Object.entries(modules).flatMap(([module, digest]) =>
        effectsOn(module, digest, { desired, instance, versions }),
      ),
      ...(config === undefined ? [] : [{ path: 'config', before: instance.configHash, after: config }]),
    ];
    const impossible =
      effects.length === 0
        ? `${instance.id} runs all that it should: name the modules that it should run instead`
        : (whyNoVersion(modules, versions, instance) ??
          (config === null ? `nobody says which configuration ${instance.id} should have` : undefined));
    return { effects, inverse: 'the digests and assignments of before', impossible };
  },
  asks(plan, step) {
    const instance = firstInstance(plan);
    const modules = on(plan, 'running', step) as Readonly<Record<string, string | null>>;
    const config = plan.effects.find(({ path }) => path === 'config');
    const hash = step === 'apply' ? config?.after : config?.before;
    return [
      ...(Object.keys(modules).length > 0
        ? [{ instance, work: { kind: 'module.apply', parameters: { modules } } } as const]
        : []),
      ...(typeof hash === 'string'
        ? [{ instance, work: { kind: 'config.apply', parameters: { hash } } } as const]
        : []),
    ];
  },
  async desire(tx, { account, plan }, step) {
    const instance = await readInstance(tx, account, firstInstance(plan));
    const from = on(plan, 'assigned', step === 'apply' ? 'undo' : 'apply');
    const to = Object.entries(on(plan, 'assigned', step)).filter(
      ([module, value]) => !isSame(value, from[module] ?? null),
    );
    if (!instance || to.length === 0) return;
    const held = await holdAssignments(tx, account, instance.node);
    const [changed] = to.filter(([module]) => !isSame((held.get(module) ?? null) as Json, from[module] ?? null));
    if (changed)
      throw new Conflict(`what ${instance.node} is assigned of ${changed[0]} was changed by somebody else in between`);
    const rows = to.map(([module, value]) => [module, value as Assignment | null] as const);
    await writeAssignments(tx, account, { node: instance.node, rows });
  },
  async shows(tx, { account, plan }, { step }) {
    const instance = await readInstance(tx, account, firstInstance(plan));
    const wanted = Object.entries(on(plan, 'running', step));
    const off = wanted
      .filter(([module, digest]) => (instance?.running[module] ?? null) !== digest)
      .map(([module]) => module);
    const config = plan.effects.find(({ path }) => path === 'config');
    const hash = step === 'apply' ? config?.after : config?.before;
    const isConfigured = config === undefined || instance?.configHash === hash;
    const odd = [...off.slice(0, 5), ...(isConfigured ? [] : ['its configuration'])];
    return odd.length === 0
      ? { isSo: true, says: `${firstInstance(plan)} reports that it runs what was wished` }
      : { isSo: false, says: `${firstInstance(plan)} reports something else of ${odd.join(', ')}` };
  },
  onSettled: (tx, { account, plan }) => noteSettled(tx, account, firstInstance(plan)),
});

function modulesOf(
  { modules, config }: Wish,
  desired: Desired,
  { running }: InstanceSeen,
): Record<string, string | null> {
  if (modules !== undefined || config !== undefined) return { ...modules };
  const names = new Set([...Object.keys(desired.modules), ...Object.keys(running)]);
  return Object.fromEntries(
    [...names]
      .filter((module) => desired.modules[module] !== running[module])
      .map((module) => [module, desired.modules[module] ?? null]),
  );
}

/** Undefined where it is not asked for; null where nobody says what it should be. */
function configOf(
  { modules, config }: Wish,
  { configHash }: Desired,
  instance: InstanceSeen,
): string | null | undefined {
  if (typeof config === 'string') return config;
  if (config === true) return configHash;
  const isAsked = modules === undefined && configHash !== null && configHash !== instance.configHash;
  return isAsked ? configHash : undefined;
}

interface Around {
  readonly desired: Desired;
  readonly instance: InstanceSeen;
  readonly versions: readonly ModuleVersion[];
}

/** What runs, and what the node is assigned where that says something else than what is wished. */
function effectsOn(module: string, digest: string | null, { desired, instance, versions }: Around): readonly Effect[] {
  const runs = { path: `running.${module}`, before: instance.running[module] ?? null, after: digest };
  const before = (desired.assignments[module] ?? null) as unknown as Json;
  const isSo = (desired.modules[module] ?? null) === digest;
  if (isSo) return before === null ? [runs] : [runs, { path: `assigned.${module}`, before, after: before }];
  const found = versionOf(module, digest, versions);
  const after =
    digest === null ? { version: null, enabled: false } : { version: found?.version ?? null, enabled: true };
  return [runs, { path: `assigned.${module}`, before, after }];
}

function whyNoVersion(
  modules: Readonly<Record<string, string | null>>,
  versions: readonly ModuleVersion[],
  { running }: InstanceSeen,
): string | undefined {
  for (const [module, digest] of Object.entries(modules)) {
    if (digest === null) continue;
    const found = versionOf(module, digest, versions);
    if (!found) return `${module} has no version ${digest}: import it first`;
    if (found.state === 'retired' && running[module] !== digest)
      return `version ${found.version} of ${module} is retired, and what is retired does not come back`;
  }
  return undefined;
}

function versionOf(
  module: string,
  digest: string | null,
  versions: readonly ModuleVersion[],
): ModuleVersion | undefined {
  return versions.find((version) => version.module === module && version.digest === digest);
}

/** Module to what it is to be, of the touched fields under one word. */
function on(
  { effects }: Pick<Plan, 'effects'>,
  word: 'running' | 'assigned',
  step: Step,
): Readonly<Record<string, Json>> {
  const start = `${word}.`;
  return Object.fromEntries(
    effects
      .filter(({ path }) => path.startsWith(start))
      .map(({ path, before, after }) => [path.slice(start.length), step === 'apply' ? after : before]),
  );
}
