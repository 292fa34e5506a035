import { z } from '@hono/zod-openapi';
import { kindInWords, type ListedCondition, SEVERITIES } from '../../reeve.js';
import { RowId } from '../../http/fields.js';
import { Ago, State, When } from '../elements/basics.js';
import { conditionPath, CONDITIONS_PATH, Subject } from '../elements/fleet.js';
import { Field, Select } from '../elements/forms.js';
import { listPath, Paging } from '../elements/paging.js';
import { Severity } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';

const PAGE_ROWS = 50;

const word = (most: number) => z.string().trim().min(1).max(most).optional().catch(undefined);
const Query = z.object({
  show: z.enum(['closed', 'both']).optional().catch(undefined),
  severity: z.enum(SEVERITIES).optional().catch(undefined),
  kind: word(80),
  subject: word(600),
  sensor: word(80),
  parent: RowId.optional().catch(undefined),
  all: z.literal('yes').optional().catch(undefined),
  after: RowId.optional().catch(undefined),
});
type Asked = z.infer<typeof Query>;

/** What is wrong and what was, the newest first. */
export const conditionsPage: Page = {
  path: CONDITIONS_PATH,
  title: 'Conditions',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'Conditions' },
  everySeconds: 15,
  hears: true,
  async view({ reeve, caller, query, now }) {
    const asked = Query.parse(Object.fromEntries(query));
    const { show, severity, kind, subject, sensor, parent, all, after } = asked;
    const found = await reeve.sensing.conditions(caller, {
      ...(show !== 'both' && { open: show === undefined }),
      ...(severity && { severity }),
      ...(kind !== undefined && { kind }),
      ...(subject !== undefined && { subject }),
      ...(sensor !== undefined && { sensor }),
      ...(parent !== undefined && { parent }),
      ...(all && { all: true }),
      ...(after !== undefined && { after }),
      limit: PAGE_ROWS + 1,
    });
    const data = { asked, rows: found.slice(0, PAGE_ROWS), hasOlder: found.length > PAGE_ROWS, now };
    return { body: <ConditionsView data={data} /> };
  },
};

export interface ConditionsData {
  readonly asked: Asked;
  readonly rows: readonly ListedCondition[];
  readonly hasOlder: boolean;
  readonly now: number;
}

export function ConditionsView({ data: { asked, rows, hasOlder, now } }: { readonly data: ConditionsData }) {
  const { after: _page, show: _show, ...filter } = asked;
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const empty = asked.show === undefined ? 'No condition is open.' : 'There was none.';
  return (
    <>
      <nav class="ways" aria-label="Which conditions">
        {WAYS.map(([show, said]) => (
          <a
            href={listPath(CONDITIONS_PATH, { ...asked, show, after: undefined })}
            {...(asked.show === show && { 'aria-current': 'true' as const })}
          >
            {said}
          </a>
        ))}
      </nav>
      <p class="unseen" data-said>
        {rows.length === 0 ? empty : `${rows.length}${hasOlder ? ' and more' : ''} conditions.`}
      </p>
      <section class="panel flush" aria-label="Conditions, newest first">
        <Rows rows={rows} empty={isFiltered ? 'None is like this.' : empty} now={now} />
      </section>
      <Paging path={CONDITIONS_PATH} of="conditions" asked={asked} last={hasOlder ? rows.at(-1)?.id : undefined} />
      <Filters asked={asked} isFiltered={isFiltered} />
    </>
  );
}

const WAYS = [
  [undefined, 'Open'],
  ['closed', 'Over'],
  ['both', 'Both'],
] as const;

function Rows(props: { readonly rows: readonly ListedCondition[]; readonly empty: string; readonly now: number }) {
  const { rows, empty, now } = props;
  return (
    <Table<ListedCondition>
      caption="Conditions, newest first"
      empty={empty}
      rows={rows}
      columns={[
        {
          head: 'What',
          kind: 'wide',
          cell: ({ id, kind, subject, children, parent }) => (
            <>
              <a class="strong" href={conditionPath(id)}>
                {visible(kindInWords(kind).title)}
              </a>
              <span class="below">
                <Subject of={subject} />
                {children > 0 && <span class="quiet"> over {children} others</span>}
                {parent !== undefined && <span class="quiet"> under another</span>}
              </span>
            </>
          ),
        },
        { head: 'Severity', cell: ({ severity }) => <Severity of={severity} /> },
        { head: 'Stands', cell: (of) => <Stands of={of} now={now} /> },
        { head: 'Sensor', cell: ({ sensor }) => <code>{visible(sensor)}</code> },
        { head: 'Opened', cell: ({ openedAt }) => <When at={openedAt.getTime()} now={now} /> },
      ]}
    />
  );
}

/** Open, over, or held open because it comes and goes. */
export function Stands(props: {
  readonly of: Pick<ListedCondition, 'closedAt' | 'flappingUntil' | 'seenAt'>;
  readonly now: number;
}) {
  const { of, now } = props;
  if (of.closedAt)
    return (
      <>
        <State tone="good">over</State>
        <span class="below quiet">
          <Ago at={of.closedAt.getTime()} now={now} />
        </span>
      </>
    );
  return (
    <>
      <State tone="wait">{of.flappingUntil ? 'open, comes and goes' : 'open'}</State>
      <span class="below quiet">
        seen <Ago at={of.seenAt.getTime()} now={now} />
      </span>
    </>
  );
}

function Filters({ asked, isFiltered }: { readonly asked: Asked; readonly isFiltered: boolean }) {
  const severities = [{ value: '', text: 'any' }, ...SEVERITIES.map((value) => ({ value, text: value }))];
  return (
    <form method="get" action={CONDITIONS_PATH} class="filters" role="search" aria-label="Filter conditions">
      {asked.show !== undefined && <input type="hidden" name="show" value={asked.show} />}
      <Field id="filter-severity" label="Severity">
        <Select id="filter-severity" name="severity" choices={severities} chosen={asked.severity ?? ''} />
      </Field>
      <Field id="filter-subject" label="About">
        <input
          {...{ id: 'filter-subject', name: 'subject', value: asked.subject ?? '', maxlength: 600 }}
          placeholder="instance/web-1"
          autocomplete="off"
        />
      </Field>
      <Field id="filter-kind" label="Kind">
        <input
          {...{ id: 'filter-kind', name: 'kind', value: asked.kind ?? '', maxlength: 80 }}
          placeholder="instance.silent"
          autocomplete="off"
        />
      </Field>
      <label class="check">
        <input type="checkbox" name="all" value="yes" checked={asked.all === 'yes'} />
        <span>those under others too</span>
      </label>
      <div class="filters-go">
        <button type="submit" class="plain">
          Filter
        </button>
        {isFiltered && <a href={CONDITIONS_PATH}>Clear</a>}
      </div>
    </form>
  );
}
