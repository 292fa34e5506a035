import { z } from 'zod';
import type { ActionCard } from '../../../domain/action.js';
import type { Effect, Plan } from '../../../domain/plan.js';
import type { Transaction } from '../../store/database.js';
import {
  type ModuleSeen,
  moveVersion,
  type Promoted,
  readModule,
  setModuleVersion,
} from '../../store/fleet/modules.js';
import type { Action } from '../action.js';
import { inRows } from './in-rows.js';
import { fieldOf, type Step } from './on-node.js';

const Parameters = z.strictObject({
  /** Left out, the newest that stands just below. */
  version: z.number().int().min(1).max(2_147_483_647).optional(),
});

interface Rung {
  readonly card: ActionCard;
  readonly from: 'staging' | 'blessed';
  readonly to: 'blessed' | 'live';
}

/** A step of a version on its way to being what everybody runs. Rows alone: who does not run it yet is seen as drifted. */
export function promotion({ card, from, to }: Rung): Action {
  return inRows<z.output<typeof Parameters>>({
    card,
    parameters: Parameters,
    kind: 'module',

    async find(tx, { account, target, parameters }) {
      const module = await readModule(tx, account, target.name);
      if (!module) return undefined;
      // Seen from its undo, what was meant stands above already.
      const version = parameters.version ?? newest(module, from) ?? newest(module, to);
      const found = module.versions.find((one) => one.version === version);
      return {
        effects: found
          ? [
              { path: `version.${found.version}`, before: found.state, after: to },
              ...(to === 'live' ? liveEffects(module, found.version) : []),
            ]
          : [],
        inverse: 'the states of before',
        impossible: found
          ? whyNot(module, { version: found.version, state: found.state, from, to })
          : `${module.id} has no version ${parameters.version ?? `that is ${from}`}`,
      };
    },
    async write(tx, { account, target, plan }, step) {
      for (const { version, before, after } of movesOf(plan, step))
        if (!(await moveVersion(tx, account, { module: target.name, version, from: before, to: after })))
          return `version ${version} of ${target.name} is not ${before} any more`;
      const runs = plan.effects.find(({ path }) => path === 'runs');
      if (!runs) return undefined;
      const [was, becomes] = step === 'apply' ? [runs.before, runs.after] : [runs.after, runs.before];
      const done = await setModuleVersion(tx, account, {
        ...{ module: target.name, from: was as number | null, to: becomes as number | null },
      });
      return done ? undefined : `what instances should run of ${target.name} was changed by somebody else in between`;
    },
    shows: (tx, { account, target, plan }, step) => shows(tx, account, target.name, { plan, step }),
  });
}

/** What is live makes what was live before retire, and is what instances should run from then on. */
function liveEffects(module: ModuleSeen, version: number): readonly Effect[] {
  const live = module.versions.filter(({ state }) => state === 'live').map((one) => one.version);
  return [
    { path: 'live', before: live.toSorted((a, b) => a - b), after: [version] },
    { path: 'runs', before: module.version, after: version },
    { path: 'instances that should run it', before: module.instances, after: module.instances, volatile: true },
  ];
}

function newest({ versions }: ModuleSeen, state: string): number | undefined {
  const found = versions.filter((one) => one.state === state).map(({ version }) => version);
  return found.length === 0 ? undefined : Math.max(...found);
}

function whyNot(
  { id, enabled }: ModuleSeen,
  {
    version,
    state,
    from,
    to,
  }: { readonly version: number; readonly state: string; readonly from: string; readonly to: string },
): string | undefined {
  if (!enabled) return `${id} is switched off`;
  if (state === from || state === to) return undefined;
  return state === 'retired'
    ? `version ${version} of ${id} is retired, and what is retired does not come back`
    : `version ${version} of ${id} is ${state}, and only what is ${from} becomes ${to}`;
}

function movesOf(plan: Pick<Plan, 'effects'>, step: Step) {
  const live = (when: 'before' | 'after') => (fieldOf(plan, 'live', when) ?? []) as readonly number[];
  const retires = live('before').filter((version) => !live('after').includes(version));
  const moves = [
    ...plan.effects
      .filter(({ path }) => path.startsWith('version.'))
      .map(({ path, before, after }) => ({ version: Number(path.slice('version.'.length)), before, after })),
    ...retires.map((version) => ({ version, before: 'live', after: 'retired' })),
  ];
  return moves.map(({ version, before, after }) => ({
    version,
    before: (step === 'apply' ? before : after) as Promoted,
    after: (step === 'apply' ? after : before) as Promoted,
  }));
}

async function shows(
  tx: Transaction,
  account: string,
  name: string,
  { plan, step }: { readonly plan: Plan; readonly step: Step },
) {
  const module = await readModule(tx, account, name);
  const moves = movesOf(plan, step);
  const stands = moves.every(
    ({ version, after }) => module?.versions.find((one) => one.version === version)?.state === after,
  );
  const isRun =
    plan.effects.every(({ path }) => path !== 'runs') ||
    module?.version === fieldOf(plan, 'runs', step === 'apply' ? 'after' : 'before');
  const says = moves.map(
    ({ version }) =>
      `version ${version} is ${module?.versions.find((one) => one.version === version)?.state ?? 'gone'}`,
  );
  return { isSo: stands && isRun, says: `of ${name}, ${says.join(' and ')}` };
}
