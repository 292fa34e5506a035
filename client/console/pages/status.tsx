import type { PartStatus, QueueStatus, Reeve, Status, Stops } from '../../reeve.js';
import { Away, Banner, type Fact, Facts, Hash, Panel, State, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { count, duration, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { stopped } from './leash.js';

// Work that waits longer than this is worth a word, even while every part answers.
const WAIT_SECONDS_CALM = 60;

export interface Standing {
  readonly status: Status;
  readonly head?: Awaited<ReturnType<Reeve['books']['head']>>;
  readonly stops?: Stops;
  readonly check?: Awaited<ReturnType<Reeve['books']['lastCheck']>>;
}

export const statusPage: Page = {
  path: '/console',
  title: 'Status',
  role: 'viewer',
  nav: { group: 'Operate', word: 'Status' },
  everySeconds: 5,
  async view({ reeve, caller, now }) {
    const [status, stops, head, check] = await Promise.all([
      reeve.standing.status(caller),
      reeve.leash.stops(caller),
      reeve.books.head(caller),
      reeve.books.lastCheck(caller),
    ]);
    const standing = { status, stops, ...(head && { head }), ...(check && { check }) };
    return { body: <StandingView standing={standing} now={now} /> };
  },
};

/** One sentence for everything, as a person would say it. */
export function overall({ status: { parts, queues, inbox }, stops }: Standing): {
  tone: 'good' | 'bad' | 'wait';
  text: string;
} {
  const out = parts.filter(({ ready }) => !ready).map(({ name }) => name);
  if (out.length === 1) return { tone: 'bad', text: `Not ready: ${out.join()} needs attention.` };
  if (out.length > 1)
    return { tone: 'bad', text: `Not ready: ${out.slice(0, -1).join(', ')} and ${out.at(-1)} need attention.` };
  if (inbox && inbox.failed > 0)
    return { tone: 'bad', text: 'Every part is ready, but Temporal refused accepted work: see the inbox.' };
  if (stops && (stops.killSwitch || stops.freezes.length > 0)) {
    const { tone, text } = stopped(stops);
    return { tone: tone === 'bad' ? 'bad' : 'wait', text: `Every part is ready. ${text}` };
  }
  const late = Math.max(inbox?.oldestSeconds ?? 0, ...queues.map(({ oldestSeconds }) => oldestSeconds));
  if (late > WAIT_SECONDS_CALM)
    return { tone: 'wait', text: `Everything is ready, but work has been waiting for ${duration(late)}.` };
  return { tone: 'good', text: 'Everything is ready.' };
}

export function StandingView({ standing, now }: { readonly standing: Standing; readonly now: number }) {
  const { status } = standing;
  const { tone, text } = overall(standing);
  const troubled = status.parts.filter(({ ready }) => !ready);
  return (
    <>
      <Banner tone={tone}>
        <p class="lead" data-said>
          {text}
        </p>
        {troubled.length > 0 && (
          <ul>
            {troubled.map(({ name, detail }) => (
              <li>
                <strong>{name}</strong>: {visible(detail)}
              </li>
            ))}
          </ul>
        )}
      </Banner>
      <div class="columns">
        <div class="column">
          <Parts parts={status.parts} />
          <Queues queues={status.queues} />
        </div>
        <div class="column">
          <Book standing={standing} now={now} />
          <Inbox status={status} />
          <Installation status={status} now={now} />
        </div>
      </div>
    </>
  );
}

function Parts({ parts }: { readonly parts: readonly PartStatus[] }) {
  return (
    <Panel title="Parts" id="parts">
      <Table<PartStatus>
        caption="Parts with their state and version"
        empty="No part was looked at."
        rows={parts}
        columns={[
          { head: 'Part', cell: ({ name }) => <strong>{name}</strong> },
          {
            head: 'State',
            cell: ({ ready }) => <State tone={ready ? 'good' : 'bad'}>{ready ? 'ready' : 'not ready'}</State>,
          },
          { head: 'Version', cell: ({ version }) => <span class="number">{version ?? '–'}</span> },
          { head: 'Detail', kind: 'wide', cell: ({ detail }) => visible(detail) },
        ]}
      />
    </Panel>
  );
}

function Queues({ queues }: { readonly queues: readonly QueueStatus[] }) {
  return (
    <Panel title="Task queues" id="queues">
      <Table<QueueStatus>
        caption="Task queues with their workers and what waits in them"
        empty="Temporal does not answer, so nobody can look into its queues. Work that was accepted is kept and sent once it is back."
        rows={queues}
        columns={[
          { head: 'Queue', cell: ({ taskQueue }) => <code>{taskQueue}</code> },
          {
            head: 'State',
            cell: ({ workers }) =>
              workers.length > 0 ? <State tone="good">served</State> : <State tone="bad">unserved</State>,
          },
          { head: 'Waiting', kind: 'number', cell: ({ backlog }) => count(backlog) },
          {
            head: 'Oldest',
            kind: 'number',
            cell: ({ backlog, oldestSeconds }) => (backlog > 0 ? duration(oldestSeconds) : '–'),
          },
          { head: 'Workers', kind: 'wide', cell: ({ workers }) => <Workers workers={workers} /> },
        ]}
      />
    </Panel>
  );
}

function Workers({ workers }: { readonly workers: readonly string[] }) {
  if (workers.length === 0) return <span>none: start one with “reeve worker”</span>;
  return (
    <ul class="names">
      {workers.map((worker) => (
        <li>
          <code>{visible(worker)}</code>
        </li>
      ))}
    </ul>
  );
}

function Inbox({ status: { inbox } }: { readonly status: Status }) {
  return (
    <Panel title="Inbox" id="inbox" note="accepted, not yet handed to Temporal">
      {inbox ? <Facts facts={factsOf(inbox)} /> : <p class="empty">Not known: the database does not answer.</p>}
    </Panel>
  );
}

type InboxStatus = NonNullable<Status['inbox']>;

function factsOf({ pending, failed, oldestSeconds, lastError }: InboxStatus): readonly Fact[] {
  const isLate = oldestSeconds > WAIT_SECONDS_CALM;
  const { tone, word } = inboxState({ pending, failed }, isLate);
  const whatToDo = (value: string): Fact => ({ name: 'What to do', value });
  return [
    { name: 'State', value: <State tone={tone}>{word}</State> },
    { name: 'Waiting', value: <span class="number">{count(pending)}</span> },
    { name: 'Oldest', value: <span class="number">{pending > 0 ? duration(oldestSeconds) : '–'}</span> },
    ...(failed > 0
      ? [
          { name: 'Refused', value: <span class="number">{count(failed)}</span> },
          whatToDo('Mend the reason and have them sent again: the runbook “PostgreSQL or Temporal is away” says how.'),
        ]
      : []),
    ...(isLate
      ? [whatToDo('See that Temporal answers and that a “reeve worker” runs; nothing is lost meanwhile.')]
      : []),
    ...(lastError === undefined ? [] : [{ name: 'Last error', value: visible(lastError) }]),
  ];
}

function inboxState({ pending, failed }: Pick<InboxStatus, 'pending' | 'failed'>, isLate: boolean) {
  if (failed > 0) return { tone: 'bad', word: 'refused' } as const;
  if (isLate) return { tone: 'wait', word: 'late' } as const;
  return { tone: 'good', word: pending === 0 ? 'empty' : 'flowing' } as const;
}

function Book({ standing: { head, check }, now }: { readonly standing: Standing; readonly now: number }) {
  return (
    <Panel
      title="Ledger"
      id="book"
      note={
        <a href="/console/ledger" id="to-ledger">
          Open the ledger
        </a>
      }
    >
      <Facts
        facts={[
          { name: 'Entries', value: <span class="number">{count(head?.seq ?? 0)}</span> },
          { name: 'Newest', value: head ? <When at={head.atMs} now={now} /> : 'nothing is written yet' },
          { name: 'Head', value: head ? <Hash of={head.hash} /> : '–' },
          {
            name: 'Last verified',
            value: check ? (
              <>
                <State tone={check.whole ? 'good' : 'bad'}>
                  {check.whole
                    ? `whole up to entry ${count(check.headSeq)}`
                    : `broken at entry ${check.fault?.seq ?? '?'}`}
                </State>{' '}
                <When at={Date.parse(check.checkedAt)} now={now} />
              </>
            ) : (
              <State tone="off">not yet</State>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Installation({ status, now }: { readonly status: Status; readonly now: number }) {
  const { version, mode, startedAt, account, addresses, queues } = status;
  const workers = new Set(queues.flatMap((queue) => queue.workers));
  // A worker is named host/process/queue.
  const processes = new Set([...workers].map((worker) => worker.slice(0, worker.lastIndexOf('/'))));
  return (
    <Panel title="This Reeve" id="installation">
      <Facts
        facts={[
          { name: 'Version', value: `${version}, ${mode}` },
          { name: 'Account', value: account },
          { name: 'Started', value: <When at={Date.parse(startedAt)} now={now} /> },
          {
            name: 'Workers',
            value: `${plural(workers.size, 'worker')} in ${plural(processes.size, 'process', 'processes')}`,
          },
          {
            name: 'Addresses',
            value: (
              <ul class="names">
                <li>
                  <Away href={addresses.console}>Console</Away>
                </li>
                <li>
                  <Away href={addresses.api}>API document</Away>
                </li>
                <li>
                  {addresses.temporalUi ? (
                    <Away href={addresses.temporalUi}>Temporal Web UI</Away>
                  ) : (
                    'no Temporal Web UI is configured'
                  )}
                </li>
              </ul>
            ),
          },
        ]}
      />
    </Panel>
  );
}
