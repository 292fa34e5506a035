import type { z } from '@hono/zod-openapi';
import { Reason } from '../../http/fields.js';
import { mistakes } from '../../http/mistakes.js';
import type { Trouble } from '../../http/problems.js';
import { RouteId, RouteWish } from '../../http/routes/telling.js';
import type { Act, View, Visit } from '../page.js';
import { refusalOf } from '../refusal.js';

export const ROUTES_PATH = '/console/routes';

type Again = (visit: Visit, refusal: Trouble) => Promise<View>;
type Doing = { readonly run: () => Promise<unknown>; readonly done: string } | { readonly fault: string };

export function routeActs(again: Again): readonly Act[] {
  const act = (path: string, role: Act['role'], doing: (visit: Visit, form: URLSearchParams) => Doing): Act => ({
    path: `${ROUTES_PATH}/${path}`,
    role,
    async run({ form, ...visit }) {
      const what = doing(visit, form);
      if ('fault' in what) return again(visit, { status: 400, detail: `nothing was changed: ${what.fault}` });
      const refusal = await refusalOf(what.run);
      return refusal ? again(visit, refusal) : { go: ROUTES_PATH, notice: { kind: 'done', text: what.done } };
    },
  });
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
  if (!wish.success) return { fault: wordsOf(wish.error) };
  return {
    run: () => telling.setRoute(caller, wish.data),
    done: `The route ${wish.data.id} is set. Say hello to try it.`,
  };
}

function unsetting({ reeve: { telling }, caller }: Visit, form: URLSearchParams): Doing {
  const reason = Reason.safeParse(form.get('reason') ?? '').data;
  const id = RouteId.safeParse(form.get('id')).data;
  if (reason === undefined || id === undefined) return { fault: 'give a reason of 1 to 500 characters' };
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
  const reason = Reason.safeParse(form.get('reason') ?? '').data;
  if (reason === undefined) return { fault: 'give a reason of 1 to 500 characters' };
  return { run: () => telling.retry(caller, { reason }), done: 'What was given up is on its way again.' };
}

function wordsOf({ issues }: z.ZodError): string {
  return issues
    .flatMap(mistakes)
    .map(({ path, message }) => `${path}: ${message}`)
    .join('; ');
}
