import { type InstanceCondition, kindInWords } from '../../reeve.js';
import { AttributionWords } from '../elements/attribution.js';
import { Ago, Panel } from '../elements/basics.js';
import { conditionPath } from '../elements/fleet.js';
import { Severity } from '../elements/spine.js';
import { visible } from '../elements/text.js';

/** What is wrong with it now, and where to look first. */
export function InstanceConditions(props: { readonly open: readonly InstanceCondition[]; readonly now: number }) {
  const { open, now } = props;
  return (
    <Panel title="What is wrong" id="open">
      {open.length === 0 ? (
        <p class="empty">No condition is open about it.</p>
      ) : (
        <ul class="waits">
          {open.map(({ id, kind, severity, subject, openedAt, attribution, parent }) => (
            <li class="graded">
              <Severity of={severity} />
              <div>
                <a class="strong" href={conditionPath(id)}>
                  {visible(kindInWords(kind).title)}
                </a>
                <span class="below quiet">
                  <code>{visible(subject)}</code> · <Ago at={openedAt.getTime()} now={now} />
                  {parent !== null && (
                    <>
                      {' '}
                      · <a href={conditionPath(parent)}>explained by another</a>
                    </>
                  )}
                </span>
                {attribution && <AttributionWords of={attribution} />}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
