import { kindInWords, type Previewed } from '../../reeve.js';
import { Banner, Panel } from '../elements/basics.js';
import { filled } from '../elements/fields.js';
import { Subject } from '../elements/fleet.js';
import { ActForm } from '../elements/forms.js';
import { Severity } from '../elements/spine.js';
import { count, plural, visible } from '../elements/text.js';
import type { SensorData } from './sensor.js';
import { ValueFields } from './sensor-configuration.js';
import { sensorPath } from './sensors.js';

const SHOWN_MAX = 20;

/** What it would open, keep and close if it looked now, also with values that are only tried. Nothing is written. */
export function PreviewPanel({ data }: { readonly data: SensorData }) {
  const { of, csrf, tried, kept } = data;
  const isKept = kept?.asked === 'preview';
  const sent = tried?.sent ?? (isKept ? kept.sent : undefined);
  const form = filled('preview', sent, isKept ? kept.refusal?.errors : undefined);
  return (
    <Panel title="What it would say now" id="preview" note="nothing is written">
      {tried && <Seen of={tried.seen} />}
      <ActForm action={`${sensorPath(of.id)}/preview`} csrf={csrf} class="answering">
        <input type="hidden" name="place" value={of.place} />
        <details id="preview-values" {...(sent !== undefined && { open: true })}>
          <summary>With other values</summary>
          <div class="answering">
            <ValueFields of={form} parameters={of.configuration} />
          </div>
        </details>
        <div class="acts">
          <button type="submit" class="plain">
            Look now
          </button>
        </div>
      </ActForm>
    </Panel>
  );
}

function Seen({ of: { looked, tookMs, counts, opens, stays, closes } }: { readonly of: Previewed }) {
  const { opens: fresh, stays: standing, closes: over } = counts;
  return (
    <>
      <Banner tone={fresh > 0 ? 'wait' : 'good'}>
        <p class="lead" role="status">
          {count(fresh)} would open, {count(standing)} would stay, {count(over)} would close.
        </p>
        <p class="quiet">
          It looked at {plural(looked, 'row')} in {count(tookMs)} ms.
        </p>
      </Banner>
      <Ones title="Would open" rows={opens} count={fresh} />
      <Ones title="Would stay" rows={stays} count={standing} />
      <Ones title="Would close" rows={closes} count={over} />
    </>
  );
}

function Ones(props: { readonly title: string; readonly rows: Previewed['opens']; readonly count: number }) {
  const { title, rows, count: all } = props;
  if (all === 0) return <></>;
  const shown = rows.slice(0, SHOWN_MAX);
  return (
    <>
      <h3 class="part">{title}</h3>
      <ul class="waits">
        {shown.map(({ kind, subject, severity }) => (
          <li class="graded">
            <Severity of={severity} />
            <div>
              {visible(kindInWords(kind).title)}{' '}
              <span class="below">
                <Subject of={subject} />
              </span>
            </div>
          </li>
        ))}
      </ul>
      {all > shown.length && <p class="quiet">And {count(all - shown.length)} more.</p>}
    </>
  );
}
