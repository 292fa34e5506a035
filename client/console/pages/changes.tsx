import { z } from '@hono/zod-openapi';
import type { ToldChange } from '../../reeve.js';
import { State, type Tone, When } from '../elements/basics.js';
import { listPath, Paging } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';

const PATH = '/console/changes';
const PAGE_ROWS = 50;
const TONES: Readonly<Record<string, Tone>> = { succeeded: 'good', failed: 'bad', running: 'wait' };

const Query = z.object({
  namespace: z.string().min(1).max(253).optional().catch(undefined),
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
    const { namespace, after } = asked;
    const filter = { ...(namespace !== undefined && { namespace }), ...(after !== undefined && { after }) };
    const found = await reeve.changes.list(caller, { ...filter, limit: PAGE_ROWS + 1 });
    const rows = found.slice(0, PAGE_ROWS);
    return { body: <ChangesView asked={asked} rows={rows} hasOlder={found.length > PAGE_ROWS} now={now} /> };
  },
};

export function ChangesView(props: {
  readonly asked: Asked;
  readonly rows: readonly ToldChange[];
  readonly hasOlder: boolean;
  readonly now: number;
}) {
  const { asked, rows, hasOlder, now } = props;
  return (
    <>
      {asked.namespace !== undefined && (
        <p>
          Of the namespace <code>{visible(asked.namespace)}</code>. <a href={PATH}>All</a>
        </p>
      )}
      <section class="panel flush" aria-label="Changes, newest first">
        <Table<ToldChange>
          caption="Changes, newest first"
          empty="No change was told of yet. Let the pipeline tell: “reeve changes hook github”, or “reeve changes add”."
          rows={rows}
          columns={[
            {
              head: 'What',
              kind: 'wide',
              cell: ({ name, namespace }) => (
                <>
                  <span class="strong">{visible(name)}</span>
                  {namespace !== '' && (
                    <a class="below" href={listPath(PATH, { namespace })}>
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
    </>
  );
}
