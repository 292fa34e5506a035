import type { z } from '@hono/zod-openapi';
import { Reason, REASON_CHARS_MAX } from '../http/fields.js';
import { mistakes } from '../http/mistakes.js';
import type { Trouble } from '../http/problems.js';
import type { Act, View, Visit } from './page.js';
import { refusalOf } from './refusal.js';

export type Again = (visit: Visit, refusal: Trouble) => Promise<View>;
/** What a form asks for: what would be done and said then, or what is wrong with it. */
export type Doing = { readonly run: () => Promise<unknown>; readonly done: string } | { readonly fault: string };

/** Forms of one page: done, the browser is sent to the page again; refused, the page is drawn with the sentence over it. */
export function formActs(page: string, again: Again) {
  return (path: string, role: Act['role'], doing: (visit: Visit, form: URLSearchParams) => Doing): Act => ({
    path: `${page}/${path}`,
    role,
    async run({ form, ...visit }) {
      const what = doing(visit, form);
      if ('fault' in what) return again(visit, { status: 400, detail: `nothing was changed: ${what.fault}` });
      const refusal = await refusalOf(what.run);
      return refusal ? again(visit, refusal) : { go: page, notice: { kind: 'done', text: what.done } };
    },
  });
}

export const NO_REASON = { fault: `give a reason of 1 to ${REASON_CHARS_MAX} characters` } as const;

export function reasonIn(form: URLSearchParams): string | undefined {
  return Reason.safeParse(form.get('reason') ?? '').data;
}

/** What was filled in. An empty field of a form says nothing. */
export function filled(form: URLSearchParams): Readonly<Record<string, string>> {
  const { csrf: _token, ...fields } = Object.fromEntries(form);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
}

/** All mistakes of a form in a line, each with the name of its field. */
export function faultsOf({ issues }: z.ZodError): string {
  return issues
    .flatMap(mistakes)
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ');
}
