import { RouteId, RouteWish } from '../../http/routes/telling.js';
import { type Again, type Doing, faultsOf, formActs, NO_REASON, reasonIn } from '../form-act.js';
import type { Act, Visit } from '../page.js';

export const ROUTES_PATH = '/console/routes';

export function routeActs(again: Again): readonly Act[] {
  const act = formActs(ROUTES_PATH, again);
  return [
    act('set', 'admin', setting),
    act('unset', 'admin', unsetting),
    act('try', 'operator', trying),
    act('retry', 'operator', retrying),
  ];
}

function setting({ reeve: { telling }, caller }: Visit, form: URLSearchParams): Doing {
  const { csrf: _token, ...fields } = Object.fromEntries(form);
  const wish = RouteWish.safeParse({ ...fields, tells: form.getAll('tells') });
  if (!wish.success) return { fault: faultsOf(wish.error) };
  return {
    run: () => telling.setRoute(caller, wish.data),
    done: `The route ${wish.data.id} is set. Say hello to try it.`,
  };
}

function unsetting({ reeve: { telling }, caller }: Visit, form: URLSearchParams): Doing {
  const reason = reasonIn(form);
  const id = RouteId.safeParse(form.get('id')).data;
  if (reason === undefined || id === undefined) return NO_REASON;
  return { run: () => telling.unsetRoute(caller, { id, reason }), done: `The route ${id} is gone.` };
}

function trying({ reeve: { telling }, caller }: Visit, form: URLSearchParams): Doing {
  const id = RouteId.safeParse(form.get('id')).data;
  if (id === undefined) return { fault: 'the form names no route' };
  return {
    run: () => telling.tryRoute(caller, { id }),
    done: 'A hello is on its way; this page says whether it got there.',
  };
}

function retrying({ reeve: { telling }, caller }: Visit, form: URLSearchParams): Doing {
  const reason = reasonIn(form);
  if (reason === undefined) return NO_REASON;
  return { run: () => telling.retry(caller, { reason }), done: 'What was given up is on its way again.' };
}
