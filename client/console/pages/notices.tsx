import { z } from '@hono/zod-openapi';
import { type Notice, NOTICE_KINDS } from '../../reeve.js';
import { State, When } from '../elements/basics.js';
import { conditionPath } from '../elements/fleet.js';
import { listPath, Paging } from '../elements/paging.js';
import { outcomeTone } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { interventionPath } from './approvals.js';

const PAGE_ROWS = 50;
const PATH = '/console/notices';
const KIND_WORD = {
  acted: 'Done',
  trouble: 'Trouble',
  task: 'Tasks',
  opened: 'Opened',
  worse: 'Worse',
  over: 'Over',
} as const;

const Query = z.object({
  kind: z.enum(NOTICE_KINDS).optional().catch(undefined),
  after: z.string().min(1).max(200).optional().catch(undefined),
});
type Asked = z.infer<typeof Query>;

export const noticesPage: Page = {
  path: PATH,
  title: 'Notices',
  role: 'viewer',
  nav: { group: 'Record', word: 'Notices' },
  everySeconds: 15,
  async view({ reeve, caller, query, now }) {
    const asked = Query.parse(Object.fromEntries(query));
    const { kind, after } = asked;
    const filter = { ...(kind !== undefined && { kind }), ...(after !== undefined && { after }) };
    const found = await reeve.telling.notices(caller, { ...filter, limit: PAGE_ROWS + 1 });
    return {
      body: (
        <NoticesView asked={asked} rows={found.slice(0, PAGE_ROWS)} hasOlder={found.length > PAGE_ROWS} now={now} />
      ),
    };
  },
};

export function NoticesView(props: {
  readonly asked: Asked;
  readonly rows: readonly Notice[];
  readonly hasOlder: boolean;
  readonly now: number;
}) {
  const { asked, rows, hasOlder, now } = props;
  return (
    <>
      <nav class="ways" aria-label="Which notices">
        <Way asked={asked} kind={undefined} word="All" />
        {NOTICE_KINDS.map((kind) => (
          <Way asked={asked} kind={kind} word={KIND_WORD[kind]} />
        ))}
      </nav>
      <section class="panel flush" aria-label="Notices, newest first">
        <Table<Notice>
          caption="What people were told, newest first"
          empty="Nobody was told of anything yet: it appears here when something was done that people are to know of, or when hands are needed."
          rows={rows}
          columns={[
            {
              head: 'What',
              kind: 'wide',
              cell: ({ intervention, condition, summary, action, target }) => (
                <>
                  <a
                    class="strong"
                    href={intervention === undefined ? conditionPath(condition ?? '') : interventionPath(intervention)}
                  >
                    {visible(summary)}
                  </a>
                  <span class="below quiet">
                    {visible(action)} at <code>{visible(target)}</code>
                  </span>
                </>
              ),
            },
            {
              head: 'Came to',
              cell: ({ kind, outcome, undoneBy }) => (
                <>
                  {kind === 'task' && <State tone="wait">work for hands</State>}
                  {kind === 'opened' && <State tone="bad">opened</State>}
                  {kind === 'worse' && <State tone="bad">worse</State>}
                  {kind === 'over' && <State tone="good">over</State>}
                  {outcome !== undefined && <State tone={outcomeTone(outcome)}>{visible(outcome)}</State>}
                  {undoneBy !== undefined && <span class="below quiet">put back by {visible(undoneBy)}</span>}
                </>
              ),
            },
            { head: 'Because', kind: 'wide', cell: ({ because }) => visible(because) },
            { head: 'By', cell: ({ proposer }) => visible(proposer) },
            { head: 'When', cell: ({ at }) => <When at={at.getTime()} now={now} /> },
          ]}
        />
      </section>
      <Paging path={PATH} of="notices" asked={asked} last={hasOlder ? rows.at(-1)?.id : undefined} />
    </>
  );
}

function Way({ asked, kind, word }: { readonly asked: Asked; readonly kind: Asked['kind']; readonly word: string }) {
  const isHere = asked.kind === kind;
  return (
    <a href={listPath(PATH, { kind, after: undefined })} {...(isHere && { 'aria-current': 'true' as const })}>
      {word}
    </a>
  );
}
