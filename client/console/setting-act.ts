import type { z } from '@hono/zod-openapi';
import { mistakes } from '../http/mistakes.js';
import type { Trouble } from '../http/problems.js';
import type { Act, Going, View, Visit } from './page.js';
import { refusalOf } from './refusal.js';

/** A form that comes back open on its page: with what was typed into it, and why it was refused. */
export interface Kept {
  /** The id of what asks. */
  readonly asked: string;
  readonly sent: URLSearchParams;
  /** Absent where nothing was sent yet, and a link has filled in the form. */
  readonly refusal?: Trouble;
}

export type DrawAgain = (visit: Visit, kept: Kept) => Promise<View>;

/** What one form sets: the same fields as the API takes, under the same rules. */
export interface Setting<S extends z.ZodType> {
  readonly path: string;
  readonly role: Act['role'];
  /** The page to go to when it is done. */
  readonly back: string | ((visit: Visit, form: URLSearchParams) => string);
  readonly takes: S;
  /** Where the API takes more than texts. */
  readonly read?: (form: URLSearchParams) => Readonly<Record<string, unknown>>;
  /** What is said of a mistake in it, where not a setting is asked for. */
  readonly undone?: string;
  /** Does it, and says in a sentence what holds now, or where to go on. */
  readonly run: (visit: Visit, wish: z.output<S>) => Promise<string | Going>;
}

export function settingAct<S extends z.ZodType>(setting: Setting<S>, again: DrawAgain): Act {
  const { path, role, back, takes, read = textsIn, undone, run } = setting;
  return {
    path,
    role,
    async run({ form, ...visit }) {
      const keep = (refusal: Trouble) => again(visit, { asked: form.get('asked') ?? '', sent: form, refusal });
      const { data, error } = takes.safeParse(read(form));
      if (error) return keep(unfit(error, undone));
      let done = '' as string | Going;
      const refusal = await refusalOf(async () => {
        done = await run(visit, data);
      });
      if (refusal) return keep(refusal);
      if (typeof done !== 'string') return done;
      const go = typeof back === 'string' ? back : back(visit, form);
      return { go, notice: { kind: 'done', text: done } };
    },
  };
}

/** A link of ours may open a form with its fields filled in. The reason is nobody's to give but the one's who sends it. */
export function openedBy(query: URLSearchParams): Kept | undefined {
  const asked = query.get('asked');
  if (asked === null) return undefined;
  const sent = new URLSearchParams(query);
  sent.delete('reason');
  return { asked, sent };
}

/** What belongs to the form and not to what it sets. */
const OWN = new Set(['csrf', 'asked']);

/** A field that was left empty was not given. */
export function textsIn(form: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...form].filter(([name, value]) => !OWN.has(name) && value.trim() !== ''));
}

/** As the API has them: what is no number stays what it is, and is refused as such. */
export function numbersIn(form: URLSearchParams, names: readonly string[]): Readonly<Record<string, unknown>> {
  const given = textsIn(form);
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = given[name];
      if (text === undefined) return [];
      return [[name, Number.isFinite(Number(text)) ? Number(text) : text]];
    }),
  );
}

/** All mistakes of a form in a sentence. What stands among the values of a sensor is a field of the form like any other. */
export function unfit({ issues }: z.ZodError, before = 'nothing was changed'): Trouble {
  const errors = issues.flatMap(mistakes).map((one) => ({ ...one, path: one.path.replace(/^values\./, '') }));
  const words = errors.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
  return { status: 400, detail: `${before}: ${words}`, errors };
}
