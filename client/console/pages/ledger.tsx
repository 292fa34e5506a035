import { traceHeaders } from '../../http/guards.js';
import { type BookReport, ENTRY_KINDS, type LedgerEntry, mayAct } from '../../reeve.js';
import { State, When } from '../elements/basics.js';
import { ActForm, Field, Select } from '../elements/forms.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Page, Visit } from '../page.js';
import { ReportView } from './ledger-report.js';
import { ledgerPath, ledgerQuery, type LedgerQuery, newer, older, PAGE_ENTRIES } from './ledger-query.js';
import { lineOf, type Line } from './line.js';

export const ledgerPage: Page = {
  path: '/console/ledger',
  title: 'Ledger',
  role: 'viewer',
  nav: { group: 'Record', word: 'Ledger' },
  async view({ reeve, caller, now, query, csrf }) {
    const asked = ledgerQuery(query);
    const { filter, before } = asked;
    // One more than is shown tells whether there are older ones.
    const found = await reeve.books.find(caller, {
      ...filter,
      limit: PAGE_ENTRIES + 1,
      ...(before !== undefined && { before }),
    });
    const entries = found.slice(0, PAGE_ENTRIES);
    const data = {
      asked,
      entries,
      hasOlder: found.length > PAGE_ENTRIES,
      now,
      csrf,
      maySign: mayAct(caller.roles, 'operator'),
    };
    return { body: <LedgerView data={data} /> };
  },
  acts: [
    { path: '/console/ledger/verify', role: 'viewer', run: verify },
    { path: '/console/ledger/checkpoint', role: 'operator', run: checkpoint },
  ],
};

async function verify({ reeve, caller, csrf }: Visit) {
  const report: BookReport = await reeve.books.verify(caller);
  return {
    title: report.whole ? 'The ledger is whole' : 'The ledger is broken',
    body: <ReportView report={report} csrf={csrf} />,
  };
}

async function checkpoint({ reeve, caller }: Visit) {
  await reeve.books.requestCheckpoint(caller, traceHeaders());
  const text =
    'A checkpoint was asked for. It is signed as soon as Temporal answers and then stands here as a new entry.';
  return { go: '/console/ledger', notice: { kind: 'done', text } as const };
}

export interface LedgerData {
  readonly asked: LedgerQuery;
  readonly entries: readonly LedgerEntry[];
  readonly hasOlder: boolean;
  readonly now: number;
  readonly csrf: string;
  readonly maySign: boolean;
}

interface Row {
  readonly entry: LedgerEntry;
  readonly line: Line | undefined;
}

const UNREADABLE = <State tone="bad">its text is no entry any more</State>;

export function LedgerView({ data }: { readonly data: LedgerData }) {
  const { asked, entries, now, csrf, maySign } = data;
  const isFiltered = Object.keys(asked.filter).length > 0;
  const rows: readonly Row[] = entries.map((entry) => ({ entry, line: lineOf(entry) }));
  return (
    <>
      <div class="acts">
        <ActForm action="/console/ledger/verify" csrf={csrf}>
          <button type="submit">Verify the whole book</button>
        </ActForm>
        {maySign && (
          <ActForm action="/console/ledger/checkpoint" csrf={csrf}>
            <button type="submit" class="plain">
              Sign a checkpoint now
            </button>
          </ActForm>
        )}
      </div>
      <Filters asked={asked} isFiltered={isFiltered} />
      <section class="panel flush" aria-label="Entries, newest first">
        <Table<Row>
          caption="Entries, newest first"
          empty={isFiltered ? 'No entry matches. Clear the filter to see all of them.' : 'Nothing is written yet.'}
          rows={rows}
          columns={[
            {
              head: 'Entry',
              kind: 'number',
              cell: ({ entry: { seq } }) => <a href={`/console/ledger/${seq}`}>{seq}</a>,
            },
            { head: 'Written', cell: ({ line }) => (line ? <When at={line.at} now={now} /> : '–') },
            { head: 'Kind', cell: ({ line }) => (line ? <span class="tag">{visible(line.kind)}</span> : UNREADABLE) },
            { head: 'Actor', cell: ({ line }) => line && <Narrow by="actor" to={line.actor} /> },
            { head: 'Subject', cell: ({ line }) => line && <Narrow by="subject" to={line.subject} /> },
            { head: 'What', kind: 'wide', cell: ({ line }) => line && <What line={line} /> },
          ]}
        />
      </section>
      <Paging data={data} />
    </>
  );
}

function Filters({ asked: { filter }, isFiltered }: { readonly asked: LedgerQuery; readonly isFiltered: boolean }) {
  const kinds = [{ value: '', text: 'any' }, ...ENTRY_KINDS.map((kind) => ({ value: kind, text: kind }))];
  const box = (name: 'actor' | 'subject' | 'correlation', example: string) => (
    <Field id={`filter-${name}`} label={name[0]?.toUpperCase() + name.slice(1)}>
      <input
        id={`filter-${name}`}
        name={name}
        value={filter[name] ?? ''}
        placeholder={example}
        maxlength={200}
        autocomplete="off"
      />
    </Field>
  );
  return (
    <form method="get" action="/console/ledger" class="filters" role="search" aria-label="Filter the ledger">
      <Field id="filter-kind" label="Kind">
        <Select id="filter-kind" name="kind" choices={kinds} chosen={filter.kind ?? ''} />
      </Field>
      {box('actor', 'person/ana')}
      {box('subject', 'token/…')}
      {box('correlation', 'intervene/…')}
      <div class="filters-go">
        <button type="submit" class="plain">
          Filter
        </button>
        {isFiltered && <a href="/console/ledger">Clear</a>}
      </div>
    </form>
  );
}

function Narrow({ by, to }: { readonly by: 'actor' | 'subject' | 'correlation'; readonly to: string }) {
  return (
    <a class="quiet-link" href={ledgerPath({ filter: { [by]: to }, trail: [] })}>
      {visible(to)}
    </a>
  );
}

/** The few words of the entry's own data that say what happened. */
function What({ line: { action, outcome, agent, data, correlation } }: { readonly line: Line }) {
  const said = ['change', 'says', 'name', 'summary', 'reason', 'because']
    .map((field) => data[field])
    .filter((word) => typeof word === 'string');
  const words = [action, outcome, agent && `by ${agent}`, ...said].filter((word) => word !== undefined && word !== '');
  return (
    <>
      {words.length > 0 ? (
        visible(words.join(' · '))
      ) : (
        <span class="quiet">{plural(Object.keys(data).length, 'field')} of data</span>
      )}
      {correlation !== undefined && (
        <span class="small">
          {' '}
          <Narrow by="correlation" to={correlation} />
        </span>
      )}
    </>
  );
}

function Paging({ data: { asked, entries, hasOlder } }: { readonly data: LedgerData }) {
  const last = entries.at(-1)?.seq;
  const isFirst = asked.before === undefined;
  if (isFirst && !hasOlder) return <p class="paging quiet">{plural(entries.length, 'entry', 'entries')}</p>;
  return (
    <nav class="paging" aria-label="Pages of the ledger">
      {isFirst ? (
        <span class="quiet">Newest</span>
      ) : (
        <a href={ledgerPath({ filter: asked.filter, trail: [] })}>Newest</a>
      )}
      {isFirst ? (
        <span class="quiet">‹ Newer</span>
      ) : (
        <a href={newer(asked)} rel="prev">
          ‹ Newer
        </a>
      )}
      {hasOlder && last !== undefined ? (
        <a href={older(asked, last)} rel="next">
          Older ›
        </a>
      ) : (
        <span class="quiet">Older ›</span>
      )}
    </nav>
  );
}
