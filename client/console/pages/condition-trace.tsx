import type { Trace } from '../../reeve.js';
import { Mark, Panel, type Tone, When } from '../elements/basics.js';
import { visible } from '../elements/text.js';

const EVENTS_MAX = 60;
const TONES: Readonly<Record<string, Tone>> = { opened: 'wait', escalated: 'bad', closed: 'good', asked: 'wait' };

/** The whole story from the report to the outcome, in the order of time; each entry can be checked against the ledger. */
export function TracePanel({ of, now }: { readonly of: Trace | undefined; readonly now: number }) {
  if (!of || of.events.length === 0) return <></>;
  const { events, cut } = of;
  const shown = events.slice(-EVENTS_MAX);
  const left = events.length - shown.length;
  return (
    <Panel title="What happened" id="trace" note="from the first report on">
      {left > 0 && <p class="quiet">{left} earlier ones are left out.</p>}
      <ol class="timeline">
        {shown.map(({ at, what, says, entry }) => (
          <li class={TONES[what] ?? 'off'}>
            <Mark tone={TONES[what] ?? 'off'} />
            <div>
              <h3>{what}</h3>
              <p>{visible(says)}</p>
              <p class="small quiet">
                <When at={at} now={now} />
                {entry !== undefined && (
                  <>
                    {' '}
                    · <a href={`/console/ledger/${entry}`}>entry {entry}</a>
                  </>
                )}
              </p>
            </div>
          </li>
        ))}
      </ol>
      {cut && <p class="quiet">It is longer than what is read of it.</p>}
    </Panel>
  );
}
