import { kindInWords, type StandingCondition } from '../../reeve.js';
import { Ago, Panel } from '../elements/basics.js';
import { conditionPath, CONDITIONS_PATH, membersWords, Subject } from '../elements/fleet.js';
import { Severity } from '../elements/spine.js';
import { count, plural, timeLeft, visible } from '../elements/text.js';
import { approvalPath, interventionPath } from './approvals.js';
import type { FleetData } from './fleet.js';

const WAITING_MAX = 5;

/** What stands open by itself, and what waits for people. */
export function Above({ data }: { readonly data: FleetData }) {
  const { board, now } = data;
  const { standing, standingCount } = board;
  const note =
    standingCount > standing.length ? (
      <a href={CONDITIONS_PATH}>All {count(standingCount)}</a>
    ) : (
      <a href={CONDITIONS_PATH}>Conditions</a>
    );
  return (
    <div class="columns">
      <Panel title="What is wrong" id="standing" note={note}>
        <Standing rows={standing} now={now} />
      </Panel>
      <Waiting data={data} />
    </div>
  );
}

function Standing({ rows, now }: { readonly rows: readonly StandingCondition[]; readonly now: number }) {
  if (rows.length === 0) return <p class="empty">No condition is open.</p>;
  return (
    <ul class="waits">
      {rows.map(({ id, kind, severity, subject, openedAt, ...of }) => (
        <li class="graded">
          <Severity of={severity} />
          <div>
            <a class="strong" href={conditionPath(id)}>
              {visible(kindInWords(kind).title)}
            </a>
            <span class="below quiet">
              <Subject of={subject} /> {membersWords(of)} · <Ago at={openedAt.getTime()} now={now} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Waiting({ data: { approvals, tasks } }: { readonly data: FleetData }) {
  const waits = [
    ...approvals.map(({ id, summary, target, leftMs }) => ({ href: approvalPath(id), summary, target, leftMs })),
    ...tasks
      .filter(({ state }) => state === 'open')
      .map(({ intervention, text, target, leftMs }) => ({
        ...{ href: interventionPath(intervention), summary: text, target, leftMs },
      })),
  ].toSorted((one, other) => one.leftMs - other.leftMs);
  return (
    <Panel title="Waits for people" id="waiting" note={<a href="/console/approvals">Approvals</a>}>
      {waits.length === 0 ? (
        <p class="empty">Nothing waits for people.</p>
      ) : (
        <ul class="waits">
          {waits.slice(0, WAITING_MAX).map(({ href, summary, target, leftMs }) => (
            <li>
              <a class="strong" href={href}>
                {visible(summary)}
              </a>
              <span class="below quiet">
                <code>{visible(target)}</code> · {timeLeft(leftMs)} left
              </span>
            </li>
          ))}
        </ul>
      )}
      {waits.length > WAITING_MAX && (
        <p class="quiet">
          And {plural(waits.length - WAITING_MAX, 'other', 'others')}: see <a href="/console/approvals">approvals</a>{' '}
          and <a href="/console/tasks">tasks</a>.
        </p>
      )}
    </Panel>
  );
}
