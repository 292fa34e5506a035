import { EVIDENCE, type NextStep } from '../../reeve.js';
import { Panel, State } from '../elements/basics.js';
import type { Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import { OpenScope } from './leash-scopes.js';

const COUNTED = ['recorded', 'verified', 'undone', 'failed', 'rejected'] as const;

/** Evidence raises nothing by itself: a person does, with a reason. */
export function NextView(props: {
  readonly steps: readonly NextStep[];
  /** Only for who may set a scope. */
  readonly settings?: Settings;
}) {
  const { steps, settings } = props;
  return (
    <Panel title="What the evidence would justify" id="next" note={`the last ${EVIDENCE.weeks} weeks`}>
      <Table<NextStep>
        caption="What came of work, by scope and action"
        empty="Nothing was judged in the last weeks, so there is no evidence yet."
        rows={steps}
        columns={[
          {
            head: 'Work',
            cell: ({ scope, action, risk }) => (
              <>
                <code>{visible(action)}</code> <span class="quiet">{risk} risk</span>
                <span class="below quiet">
                  at <code>{visible(scope)}</code>
                </span>
              </>
            ),
          },
          { head: 'Now', cell: ({ now }) => openedWords(now) },
          { head: 'Could go to', cell: ({ to }) => to && <State tone="good">{openedWords(to)}</State> },
          { head: 'What came of it', cell: ({ counts }) => countWords(counts) },
          { head: 'Because', kind: 'wide', cell: ({ because }) => because },
          ...(settings
            ? [
                {
                  head: 'Open',
                  cell: ({ scope, to }: NextStep) =>
                    to && (
                      <OpenScope
                        word="Open…"
                        label={`Open ${visible(scope)} to ${openedWords(to)}`}
                        fields={{ pattern: scope, ...to }}
                      />
                    ),
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function openedWords(opened: NextStep['now']): string {
  return opened ? `${opened.stage}, ${opened.riskMax}` : 'not opened';
}

function countWords(counts: NextStep['counts']): string {
  const words = COUNTED.flatMap((name) => (counts[name] > 0 ? [`${counts[name]} ${name}`] : []));
  return words.join(', ') || 'nothing that counts';
}
