import type { ListedTask } from '../../reeve.js';
import { Banner } from '../elements/basics.js';
import { Proposer, Severity } from '../elements/spine.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { interventionPath, Left } from './approvals.js';

export const tasksPage: Page = {
  path: '/console/tasks',
  title: 'Tasks',
  role: 'viewer',
  nav: {
    group: 'Decide',
    word: 'Tasks',
    badge: { of: 'open tasks', count: ({ work }, caller) => work.openTasks(caller) },
  },
  everySeconds: 10,
  view: async ({ reeve: { work }, caller }) => ({ body: <TasksView open={await work.tasks(caller)} /> }),
};

export function TasksView({ open }: { readonly open: readonly ListedTask[] }) {
  const mine = open.filter(({ may }) => may.length > 0).length;
  return (
    <>
      <Banner tone={mine > 0 ? 'wait' : 'good'}>
        <p class="lead" data-said>
          {open.length === 0
            ? 'Nothing waits for hands.'
            : `${plural(open.length, 'task')} ${open.length === 1 ? 'is' : 'are'} open; ${mine === 0 ? 'none' : mine} of them you may answer.`}
        </p>
      </Banner>
      {open.length > 0 && (
        <section class="panel flush" aria-label="Open tasks, the most urgent first">
          <Open open={open} />
        </section>
      )}
    </>
  );
}

function Open({ open }: { readonly open: readonly ListedTask[] }) {
  return (
    <Table<ListedTask>
      caption="Open tasks, the most urgent first"
      empty="Nothing waits for hands."
      rows={open}
      columns={[
        {
          head: 'Task',
          kind: 'wide',
          cell: ({ intervention, text, category, target }) => (
            <>
              <a class="strong" href={interventionPath(intervention)}>
                {visible(text)}
              </a>
              <span class="below quiet">
                {visible(category)} at <code>{visible(target)}</code>
              </span>
            </>
          ),
        },
        {
          head: 'Asked by',
          cell: ({ proposer, forUser }) => <Proposer by={proposer} {...(forUser !== undefined && { forUser })} />,
        },
        { head: 'Severity', cell: ({ severity }) => <Severity of={severity} /> },
        { head: 'Time left', cell: ({ leftMs }) => <Left ms={leftMs} /> },
        { head: 'You', cell: ({ may }) => (may.length > 0 ? 'may answer' : 'may not answer') },
      ]}
    />
  );
}
