import { z } from '@hono/zod-openapi';
import { CHANGE_TELLERS, type ChangeFilter, type ToldChange } from '../../reeve.js';
import { Panel, State, type Tone, When } from '../elements/basics.js';
import { Field, Select } from '../elements/forms.js';
import { listPath, Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';

const PATH = '/console/changes';
const PAGE_ROWS = 50;
const TONES: Readonly<Record<string, Tone>> = { succeeded: 'good', failed: 'bad', running: 'wait' };

const SINCE_MS = { '1h': 3_600_000, '1d': 86_400_000, '7d': 604_800_000 } as const;
const SINCE = ['1h', '1d', '7d'] as const;

const Query = z.object({
  target: z.string().trim().min(1).max(507).optional().catch(undefined),
  by: z.enum(CHANGE_TELLERS).optional().catch(undefined),
  since: z.enum(SINCE).optional().catch(undefined),
  after: z.string().min(1).max(120).optional().catch(undefined),
});
type Asked = z.infer<typeof Query>;

/** What was changed where: the first question when something went wrong. */
export const changesPage: Page = {
  path: PATH,
  title: 'Changes',
  role: 'viewer',
  nav: { group: 'Record', word: 'Changes' },
  everySeconds: 30,
  async view({ reeve, caller, query, now }) {
    const asked = Query.parse(Object.fromEntries(query));
    const found = await reeve.changes.list(caller, { ...filterOf(asked, now), limit: PAGE_ROWS + 1 });
    const rows = found.slice(0, PAGE_ROWS);
    return { body: <ChangesView asked={asked} rows={rows} hasOlder={found.length > PAGE_ROWS} now={now} /> };
  },
};

/** A target is a namespace and a name, each alone, or both: `shop/web`, `shop/`, `web`. */
export function filterOf({ target = '', by, since, after }: Asked, now: number): Omit<ChangeFilter, 'limit'> {
  const [first = '', second] = target.split('/');
  const [namespace, name] = second === undefined ? ['', first] : [first, second];
  return {
    ...(namespace !== '' && { namespace }),
    ...(name !== '' && { name }),
    ...(by && { by }),
    ...(since && { since: new Date(now - SINCE_MS[since]) }),
    ...(after !== undefined && { after }),
  };
}

export function ChangesView(props: {
  readonly asked: Asked;
  readonly rows: readonly ToldChange[];
  readonly hasOlder: boolean;
  readonly now: number;
}) {
  const { asked, rows, hasOlder, now } = props;
  const isFiltered = [asked.target, asked.by, asked.since].some((one) => one !== undefined);
  return (
    <>
      <Filters asked={asked} />
      <section class="panel flush" aria-label="Changes, newest first">
        <Table<ToldChange>
          caption="Changes, newest first"
          empty={isFiltered ? 'No change is like this.' : 'No change was told of yet.'}
          rows={rows}
          columns={[
            {
              head: 'What',
              kind: 'wide',
              cell: ({ name, namespace }) => (
                <>
                  <span class="strong">{visible(name)}</span>
                  {namespace !== '' && (
                    <a class="below" href={listPath(PATH, { target: `${namespace}/` })}>
                      {visible(namespace)}
                    </a>
                  )}
                </>
              ),
            },
            { head: 'Kind', cell: ({ kind }) => kind },
            { head: 'Revision', cell: ({ revision }) => <code>{visible(revision)}</code> },
            { head: 'Came to', cell: ({ status }) => <State tone={TONES[status] ?? 'off'}>{visible(status)}</State> },
            { head: 'Told by', cell: ({ source }) => visible(source) },
            { head: 'When', cell: ({ at }) => <When at={at.getTime()} now={now} /> },
          ]}
        />
      </section>
      <Paging path={PATH} of="changes" asked={asked} last={hasOlder ? rows.at(-1)?.id : undefined} />
      <HowToTell />
    </>
  );
}

const TELLERS: Readonly<Record<(typeof CHANGE_TELLERS)[number], string>> = {
  ...{ github: 'GitHub', gitlab: 'GitLab', teamcity: 'TeamCity', api: 'people, scripts' },
};
const AGO: Readonly<Record<(typeof SINCE)[number], string>> = {
  ...{ '1h': 'the last hour', '1d': 'the last day', '7d': 'the last week' },
};

function Filters({ asked: { target = '', by, since } }: { readonly asked: Asked }) {
  const anyOf = (words: Readonly<Record<string, string>>) => [
    { value: '', text: 'any' },
    ...Object.entries(words).map(([value, text]) => ({ value, text })),
  ];
  return (
    <form method="get" action={PATH} class="filters" role="search" aria-label="Filter changes">
      <Field id="filter-since" label="Since">
        <Select id="filter-since" name="since" choices={anyOf(AGO)} chosen={since ?? ''} />
      </Field>
      <Field id="filter-by" label="Told by">
        <Select id="filter-by" name="by" choices={anyOf(TELLERS)} chosen={by ?? ''} />
      </Field>
      <Field id="filter-target" label="Target">
        <input
          id="filter-target"
          name="target"
          value={target}
          placeholder="shop/web, shop/ or web"
          maxlength={507}
          autocomplete="off"
        />
      </Field>
      <div class="filters-go">
        <button type="submit" class="plain">
          Filter
        </button>
        {(target !== '' || by || since) && <a href={PATH}>All</a>}
      </div>
    </form>
  );
}

function HowToTell() {
  return (
    <Panel title="How to tell of changes" id="how">
      <p>A pipeline tells by a webhook. This says its address and its secret (an admin may):</p>
      <pre class="text wrapped">reeve changes hook github</pre>
      <p>It is the same with gitlab and teamcity. A script, or a person, tells by a command:</p>
      <pre class="text wrapped">reeve changes add web --namespace shop --kind deploy --revision 1.4.2</pre>
      <p class="quiet">A live diagnosis asks for them with --url.</p>
    </Panel>
  );
}
