import type { Child } from 'hono/jsx';
import { type InstanceStory, kindInWords } from '../../reeve.js';
import { Mark, Panel, type Tone, When } from '../elements/basics.js';
import { conditionPath } from '../elements/fleet.js';
import { outcomeTone } from '../elements/spine.js';
import { sentence, visible } from '../elements/text.js';
import { interventionPath } from './approvals.js';

interface Station {
  readonly at: Date;
  readonly tone: Tone;
  readonly title: Child;
  readonly says?: string | undefined;
}

const STATIONS_MAX = 60;

/** What was wrong, decided, done and changed, the newest first: that is what somebody at night asks. */
export function InstanceStoryView({ story, now }: { readonly story: InstanceStory; readonly now: number }) {
  const stations = stationsOf(story)
    .toSorted((one, other) => other.at.getTime() - one.at.getTime())
    .slice(0, STATIONS_MAX);
  return (
    <Panel title="What happened" id="story" note="the newest first">
      <ol class="timeline">
        {stations.map(({ at, tone, title, says }) => (
          <li class={tone}>
            <Mark tone={tone} />
            <div>
              <h3>{title}</h3>
              {says !== undefined && <p>{visible(sentence(says))}</p>}
              <p class="small quiet">
                <When at={at.getTime()} now={now} />
              </p>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function stationsOf({ conditions, decisions, interventions, changes }: InstanceStory): readonly Station[] {
  return [
    ...conditions.flatMap(conditionStations),
    ...decisions.map(({ at, outcome, category, reasons, intervention }) => ({
      ...{ at, tone: 'off' as const, says: reasons.join('; ') },
      title: (
        <>
          Decided: {visible(outcome)}, {visible(category)}
          {intervention !== null && (
            <>
              {' '}
              (<a href={interventionPath(intervention)}>see</a>)
            </>
          )}
        </>
      ),
    })),
    ...interventions.flatMap(interventionStations),
    ...changes.map(({ at, what, by }) => ({
      at,
      tone: 'off' as const,
      title: visible(sentence(what)),
      says: `by ${by}`,
    })),
  ];
}

function conditionStations(of: InstanceStory['conditions'][number]): readonly Station[] {
  const { id, kind, severity, openedAt, closedAt, closedBecause } = of;
  const title = visible(kindInWords(kind).title);
  const tone = severity === 'high' || severity === 'critical' ? 'bad' : 'wait';
  return [
    {
      ...{ at: openedAt, tone, says: `it opened as ${severity}` },
      title: <a href={conditionPath(id)}>{title}</a>,
    },
    ...(closedAt
      ? [{ at: closedAt, tone: 'good' as const, title: `Over: ${title}`, says: closedBecause ?? undefined }]
      : []),
  ];
}

function interventionStations(of: InstanceStory['interventions'][number]): readonly Station[] {
  const { key, summary, action, proposedAt, endedAt, outcome, because } = of;
  const link = <a href={interventionPath(key)}>{visible(summary)}</a>;
  return [
    { at: proposedAt, tone: 'off', title: <>Proposed: {link}</>, says: action },
    ...(endedAt && outcome !== null
      ? [
          {
            ...{ at: endedAt, tone: outcomeTone(outcome), says: because ?? undefined },
            title: (
              <>
                Ended as {visible(outcome)}: {link}
              </>
            ),
          },
        ]
      : []),
  ];
}
