import { z } from '@hono/zod-openapi';
import { Reason } from '../../http/fields.js';
import { RouteId, RouteWish } from '../../http/routes/telling.js';
import type { Act } from '../page.js';
import { type DrawAgain, settingAct } from '../setting-act.js';

export const ROUTES_PATH = '/console/routes';
const back = ROUTES_PATH;
const Named = z.strictObject({ id: RouteId });
const NamedWhy = Named.extend({ reason: Reason });

export function routeActs(again: DrawAgain): readonly Act[] {
  return [
    settingAct(
      {
        ...{ path: `${ROUTES_PATH}/set`, role: 'admin', back, takes: RouteWish },
        read: wishIn,
        async run({ reeve: { telling }, caller }, wish) {
          await telling.setRoute(caller, wish);
          return `The route ${wish.id} is set. Say hello to try it.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ path: `${ROUTES_PATH}/unset`, role: 'admin', back, takes: NamedWhy },
        async run({ reeve: { telling }, caller }, wish) {
          await telling.unsetRoute(caller, wish);
          return `The route ${wish.id} is gone.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ path: `${ROUTES_PATH}/try`, role: 'operator', back, takes: Named },
        async run({ reeve: { telling }, caller }, wish) {
          await telling.tryRoute(caller, wish);
          return 'A hello is on its way; this page says whether it got there.';
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ path: `${ROUTES_PATH}/retry`, role: 'operator', back, takes: z.strictObject({ reason: Reason }) },
        async run({ reeve: { telling }, caller }, wish) {
          await telling.retry(caller, wish);
          return 'What was given up is on its way again.';
        },
      },
      again,
    ),
  ];
}

/** As it was sent: a target that was emptied is a mistake, and not every target. */
function wishIn(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const { csrf: _token, ...fields } = Object.fromEntries(form);
  return { ...fields, tells: form.getAll('tells') };
}
