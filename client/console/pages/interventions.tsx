import { z } from '@hono/zod-openapi';
import { type ListedIntervention, OUTCOMES } from '../../reeve.js';
import { InterventionKey } from '../../http/fields.js';
import { When } from '../elements/basics.js';
import { Field, Select } from '../elements/forms.js';
import { Severity, Standing } from '../elements/spine.js';
import { listPath, Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { interventionPath } from './approvals.js';

const PAGE_ROWS = 50;
const PATH = '/console/interventions';

const words = z.string().trim().min(1).max(600).optional().catch(undefined);
const Query = z.object({
  show: z.enum(['open', 'ended']).optional().catch(undefined),
  outcome: z.enum(OUTCOMES).optional().catch(undefined),
  target: words,
  after: InterventionKey.optional().catch(undefined),
});
type Asked = z.infer<typeof Query>;

export const interventionsPage: Page = {
  path: PATH,
  title: 'Interventions',
  role: 'viewer',
  nav: { group: 'Operate', word: 'Interventions' },
  everySeconds: 10,
  async view({ reeve, caller, query, now }) {
    const asked = Query.parse(Object.fromEntries(query));
    const { show, outcome, target, after } = asked;
    const filter = {
      ...(show !== undefined && { open: show === 'open' }),
      ...(outcome !== undefined && { outcome }),
      ...(target !== undefined && { target }),
      ...(after !== undefined && { after }),
    };
    // One more than fits says whether there is an older page.
    const found = await reeve.work.interventions(caller, { ...filter, limit: PAGE_ROWS + 1 });
    const data = { asked, now, rows: found.slice(0, PAGE_ROWS), hasOlder: found.length > PAGE_ROWS };
    return { body: <InterventionsView data={data} /> };
  },
};

export interface InterventionsData {
  readonly asked: Asked;
  readonly rows: readonly ListedIntervention[];
  readonly hasOlder: boolean;
  readonly now: number;
}

export function InterventionsView({ data }: { readonly data: InterventionsData }) {
  const { asked, rows, now } = data;
  const { after: _page, ...filter } = asked;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <nav class="ways" aria-label="Which interventions">
        <Way asked={asked} show={undefined} word="All" />
        <Way asked={asked} show="open" word="Open" />
        <Way asked={asked} show="ended" word="Ended" />
      </nav>
      <section class="panel flush" aria-label="Interventions, newest first">
        <Table<ListedIntervention>
          caption="Interventions, newest first"
          empty={isFiltered ? 'None matches.' : 'Nothing was proposed yet.'}
          rows={rows}
          columns={[
            {
              head: 'What',
              kind: 'wide',
              cell: ({ key, summary, action, target }) => (
                <>
                  <a class="strong" href={interventionPath(key)}>
                    {visible(summary)}
                  </a>
                  <span class="below quiet">
                    {visible(action)} at <code>{visible(target)}</code>
                  </span>
                </>
              ),
            },
            { head: 'Stands', cell: (of) => <Standing of={of} /> },
            { head: 'Because', kind: 'wide', cell: ({ because }) => because !== undefined && visible(because) },
            { head: 'Proposed by', cell: ({ proposer }) => visible(proposer) },
            { head: 'Severity', cell: ({ severity }) => <Severity of={severity} /> },
            { head: 'Proposed', cell: ({ proposedAt }) => <When at={proposedAt.getTime()} now={now} /> },
          ]}
        />
      </section>
      <Paging path={PATH} of="interventions" asked={asked} last={data.hasOlder ? rows.at(-1)?.key : undefined} />
      <Filters asked={asked} isFiltered={isFiltered} />
    </>
  );
}

function Way({ asked, show, word }: { readonly asked: Asked; readonly show: Asked['show']; readonly word: string }) {
  const isHere = asked.show === show;
  return (
    <a
      href={listPath(PATH, { ...asked, show, outcome: show === 'open' ? undefined : asked.outcome, after: undefined })}
      {...(isHere && { 'aria-current': 'true' as const })}
    >
      {word}
    </a>
  );
}

function Filters({ asked, isFiltered }: { readonly asked: Asked; readonly isFiltered: boolean }) {
  const outcomes = [{ value: '', text: 'any' }, ...OUTCOMES.map((outcome) => ({ value: outcome, text: outcome }))];
  return (
    <form method="get" action={PATH} class="filters" role="search" aria-label="Filter interventions">
      <Field id="filter-outcome" label="Outcome">
        <Select id="filter-outcome" name="outcome" choices={outcomes} chosen={asked.outcome ?? ''} />
      </Field>
      <Field id="filter-target" label="Target">
        <input
          id="filter-target"
          name="target"
          value={asked.target ?? ''}
          placeholder="flag/checkout.new"
          maxlength={600}
          autocomplete="off"
        />
      </Field>
      <div class="filters-go">
        <button type="submit" class="plain">
          Filter
        </button>
        {isFiltered && <a href={PATH}>Clear</a>}
      </div>
    </form>
  );
}
