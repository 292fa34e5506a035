import { z } from '@hono/zod-openapi';
import { Refused } from '../../http/door.js';
import { Reason, Target } from '../../http/fields.js';
import { traceHeaders } from '../../http/guards.js';
import { Lure, ModuleId, NoLure } from '../../http/routes/modules.js';
import { PROMOTIONS, RUNGS } from '../../reeve.js';
import type { Act, Going, Visit } from '../page.js';
import type { ProposalWish } from '../../reeve/work.js';
import { type DrawAgain, numbersIn, settingAct, textsIn, unfit } from '../setting-act.js';
import { interventionPath } from './approvals.js';
import { modulePath, MODULES_PATH } from '../elements/fleet.js';

const UNDONE = 'nothing was proposed';
const Promotion = z.strictObject({
  to: z.enum(RUNGS),
  version: z.number().int().min(1).max(2_147_483_647).optional(),
  reason: Reason,
});

export function moduleActs(again: DrawAgain): readonly Act[] {
  const operators = { role: 'operator', back: (visit: Visit) => modulePath(moduleIn(visit)) } as const;
  return [
    settingAct(
      {
        ...{ ...operators, path: `${MODULES_PATH}/:id/promote`, takes: Promotion, undone: UNDONE, run: promote },
        read: (form) => ({ ...textsIn(form), ...numbersIn(form, ['version']) }),
      },
      again,
    ),
    settingAct(
      {
        ...{ ...operators, path: `${MODULES_PATH}/:id/lure`, takes: Lure },
        read: (form) => ({
          ...textsIn(form),
          files: linesIn(form, 'files'),
          ports: linesIn(form, 'ports').map(asNumber),
        }),
        async run(visit, wish) {
          const module = moduleIn(visit);
          await visit.reeve.modules.markCanary(visit.caller, { ...wish, module });
          return `${module} is a lure: every touch of it is seen from now on.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...operators, path: `${MODULES_PATH}/:id/no-lure`, takes: NoLure },
        async run(visit, wish) {
          const module = moduleIn(visit);
          await visit.reeve.modules.unmarkCanary(visit.caller, { ...wish, module });
          return `${module} is no lure any more; what was seen stays.`;
        },
      },
      again,
    ),
  ];
}

/** Proposes the step up, and leads to the story of that proposal. */
async function promote(visit: Visit, { to, version, reason }: z.output<typeof Promotion>): Promise<Going> {
  const target = Target.safeParse({ kind: 'module', name: moduleIn(visit) });
  if (target.error) throw new Refused(400, unfit(target.error, UNDONE).detail);
  const wish: ProposalWish = {
    action: PROMOTIONS[to],
    target: { kind: 'module', name: target.data.name },
    parameters: version === undefined ? {} : { version },
    severity: 'warning',
    why: [],
    summary: reason,
  };
  const { key } = await visit.reeve.work.propose(visit.caller, wish, traceHeaders());
  return { go: interventionPath(key), notice: { kind: 'done', text: 'Proposed in your name. This is its story.' } };
}

/** One to a line. */
function linesIn(form: URLSearchParams, name: string): readonly string[] {
  const lines = (form.get(name) ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '');
}

/** What is no number stays what it is, and is refused as such. */
function asNumber(text: string): number | string {
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

export function moduleIn({ params }: Pick<Visit, 'params'>): string {
  const id = ModuleId.safeParse(params['id']).data;
  if (id === undefined) throw new Refused(404, 'there is no such module in this account');
  return id;
}
