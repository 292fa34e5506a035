import type { z } from '@hono/zod-openapi';
import type { CatalogueAction, Explained, ListedPrincipal } from '../../reeve.js';
import { given } from '../../http/fields.js';
import { mistakes } from '../../http/mistakes.js';
import { troubleOf } from '../../http/problems.js';
import { WhatIf } from '../../http/routes/policies.js';
import { type Fault, type Filled, filled } from '../elements/fields.js';
import type { Page, View, Visit } from '../page.js';
import { AnswerView, RowsView } from './what-if-answer.js';
import { WhatIfForm } from './what-if-form.js';
import { WHAT_IF_PATH } from './what-if-path.js';

type Wish = z.infer<typeof WhatIf>;

/** What the gate would say now. It is asked by an address, so that an answer can be shown to somebody else. */
export const whatIfPage: Page = {
  path: WHAT_IF_PATH,
  title: 'What if',
  role: 'viewer',
  nav: { group: 'Decide', word: 'What if' },
  view: whatIfView,
};

export interface Asked {
  readonly wish: Wish;
  readonly answer: Explained;
}

async function whatIfView({ reeve, caller, now, query }: Visit): Promise<View> {
  const [people, agents] = await Promise.all([reeve.access.list(caller, 'person'), reeve.access.list(caller, 'agent')]);
  const { asked, faults } = await askedIn(query);
  const data = {
    ...{ of: filled('ask', query, faults), actions: reeve.work.actions, people, agents, now },
    ...(asked && { asked }),
  };
  return { ...(faults.length > 0 && { status: 400 }), body: <WhatIfView data={data} /> };

  async function askedIn(query: URLSearchParams): Promise<{ asked?: Asked; faults: readonly Fault[] }> {
    const read = readWish(query);
    if (!('wish' in read)) return read;
    try {
      const answer = await reeve.work.explain(caller, given(read.wish) as never);
      return { asked: { wish: read.wish, answer }, faults: [] };
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble || trouble.status >= 500) throw error;
      // Of what fits the form only the action can still be one that nobody knows.
      return { faults: [{ path: 'action', message: trouble.detail }] };
    }
  }
}

export interface WhatIfData {
  readonly of: Filled;
  readonly actions: readonly CatalogueAction[];
  readonly people: readonly ListedPrincipal[];
  readonly agents: readonly ListedPrincipal[];
  readonly asked?: Asked;
  readonly now: number;
}

export function WhatIfView({ data }: { readonly data: WhatIfData }) {
  const { asked, now } = data;
  if (!asked) return <WhatIfForm data={data} />;
  return (
    <div class="columns">
      <div class="column">
        <AnswerView asked={asked} now={now} />
      </div>
      <div class="column whole">
        <RowsView answer={asked.answer} />
      </div>
      <div class="column beside">
        <WhatIfForm data={data} />
      </div>
    </div>
  );
}

type Read = { readonly wish: Wish; readonly faults: readonly Fault[] } | { readonly faults: readonly Fault[] };

/** Nothing is asked yet where no name is sent: a link may fill in the rest. */
function readWish(query: URLSearchParams): Read {
  if (!query.has('name')) return { faults: [] };
  const { kind, name, namespace, cluster, parameters, ...said } = Object.fromEntries(
    [...query].filter(([, value]) => value.trim() !== ''),
  );
  const json = readJson(parameters);
  const target = given({ kind, name, namespace, cluster });
  const { data, error } = WhatIf.safeParse({ ...said, target, ...('value' in json && { parameters: json.value }) });
  const faults = [
    ...(error?.issues ?? []).flatMap(mistakes).map(({ path, message }) => ({
      path: path.replace(/^target\./, ''),
      message,
    })),
    ...('fault' in json ? [{ path: 'parameters', message: json.fault }] : []),
  ];
  return data && faults.length === 0 ? { wish: data, faults } : { faults };
}

function readJson(text: string | undefined): { readonly value?: unknown } | { readonly fault: string } {
  if (text === undefined) return {};
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: 'must be JSON, such as {"value": true}' };
  }
}
