import type { Child } from 'hono/jsx';
import type { Caller, Reeve, Role } from '../reeve.js';
import type { Notice } from './notice.js';
import type { SentFile } from './request-form.js';

/** The parts of the navigation, in their order. */
export const NAV_GROUPS = ['Operate', 'Fleet', 'Decide', 'Record', 'Govern'] as const;

export interface Nav {
  readonly group: (typeof NAV_GROUPS)[number];
  readonly word: string;
  /** What waits behind this word. It stands beside it on every page. */
  readonly badge?: { readonly count: (reeve: Reeve, caller: Caller) => Promise<number>; readonly of: string };
}

/** Somebody at a page: who, what they asked for, and when. */
export interface Visit {
  readonly reeve: Reeve;
  readonly caller: Caller;
  readonly now: number;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Goes into every form of the page. */
  readonly csrf: string;
}

export interface View {
  /** More precise than the title of the page, where there is something to be precise about. */
  readonly title?: string;
  readonly status?: number;
  readonly body: Child;
}

/** Leaves for another page, which says the notice once. */
export interface Going {
  readonly go: string;
  readonly notice?: Notice;
}

/** What a form of a page does. */
export interface Act {
  readonly path: string;
  readonly role: Role;
  readonly run: (visit: Visit & { readonly form: URLSearchParams; readonly file?: SentFile }) => Promise<View | Going>;
}

/** One page of the console: a file here and a line in `pages/index.ts`. */
export interface Page {
  readonly path: string;
  readonly title: string;
  readonly role: Role;
  readonly nav?: Nav;
  /** Set where the page keeps itself fresh. */
  readonly everySeconds?: number;
  /** Set where it is drawn anew as soon as something happens in the fleet, and not only by the clock. */
  readonly hears?: true;
  readonly view: (visit: Visit) => Promise<View>;
  readonly acts?: readonly Act[];
}
