import type { ListedSensor } from '../../reeve.js';
import { Ago, State } from '../elements/basics.js';
import { CONDITIONS_PATH } from '../elements/fleet.js';
import { listPath } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { count, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';

export const SENSORS_PATH = '/console/sensors';

export function sensorPath(id: string): string {
  return `${SENSORS_PATH}/${encodeURIComponent(id)}`;
}

/** All sensors: how each last went, and what it found. */
export const sensorsPage: Page = {
  path: SENSORS_PATH,
  title: 'Sensors',
  role: 'viewer',
  nav: { group: 'Fleet', word: 'Sensors' },
  everySeconds: 15,
  hears: true,
  async view({ reeve, caller, now }) {
    return { body: <SensorsView rows={await reeve.sensing.sensors(caller)} now={now} /> };
  },
};

export function SensorsView({ rows, now }: { readonly rows: readonly ListedSensor[]; readonly now: number }) {
  const failing = rows.filter(({ last }) => last?.failedSince !== undefined);
  return (
    <>
      <p data-said>
        {failing.length === 0
          ? `${plural(rows.length, 'sensor')}; none of them fails.`
          : `${failing.length} of ${rows.length} sensors can not look: what they watch is not known.`}
      </p>
      <section class="panel flush" aria-label="Sensors">
        <Table<ListedSensor>
          caption="Sensors with their last run"
          empty="There is no sensor."
          rows={failing.concat(rows.filter((one) => !failing.includes(one)))}
          columns={[
            {
              head: 'Sensor',
              kind: 'wide',
              cell: ({ id, title, watches, places }) => (
                <>
                  <a class="strong" href={sensorPath(id)}>
                    {visible(title)}
                  </a>
                  <span class="below small quiet">{visible(watches)}</span>
                  {places > 0 && <span class="below small">set at {plural(places, 'place')}</span>}
                </>
              ),
            },
            { head: 'Last run', cell: ({ last }) => <Run of={last} now={now} /> },
            {
              head: 'Open',
              kind: 'number',
              cell: ({ id, open }) => <a href={listPath(CONDITIONS_PATH, { sensor: id, all: 'yes' })}>{count(open)}</a>,
            },
            { head: 'Ever', kind: 'number', cell: ({ fired }) => count(fired) },
            { head: 'Raised', kind: 'number', cell: ({ last }) => (last ? count(last.raised) : '–') },
            { head: 'Took', kind: 'number', cell: ({ last }) => (last ? `${count(last.tookMs)} ms` : '–') },
            { head: 'Agent', cell: ({ agent }) => visible(agent) },
          ]}
        />
      </section>
    </>
  );
}

/** Whether it could look, and when. */
export function Run({ of, now }: { readonly of: ListedSensor['last']; readonly now: number }) {
  if (!of) return <State tone="off">not yet</State>;
  if (of.failedSince)
    return (
      <>
        <State tone="bad">
          fails since <Ago at={of.failedSince.getTime()} now={now} />
        </State>
        <span class="below small">
          {plural(of.failures, 'time')}: {visible(of.error)}
        </span>
      </>
    );
  return (
    <State tone="good">
      <Ago at={of.at.getTime()} now={now} />
    </State>
  );
}
