import { kindInWords, mayAct, type Previewed, type WholeSensor } from '../../reeve.js';
import { Place } from '../../http/fields.js';
import { type Fact, Facts, Missing, Panel, When, Written } from '../elements/basics.js';
import { Field } from '../elements/forms.js';
import { CONDITIONS_PATH } from '../elements/fleet.js';
import { listPath } from '../elements/paging.js';
import { Table } from '../elements/table.js';
import { count, sentence, visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { type Kept, openedBy } from '../setting-act.js';
import { sensorActs, SensorId } from './sensor-acts.js';
import { ConfigurationView, SetForm } from './sensor-configuration.js';
import { PreviewPanel } from './sensor-preview.js';
import { Run, sensorPath, SENSORS_PATH } from './sensors.js';

/** One sensor: how it went, what counts for it and who made it so, and what it would say now. */
export const sensorPage: Page = {
  path: `${SENSORS_PATH}/:id`,
  title: 'Sensor',
  role: 'viewer',
  view: (visit) => sensorView(visit, { kept: openedBy(visit.query) }),
  acts: sensorActs((visit, more) => sensorView(visit, more)),
};

export interface More {
  readonly kept?: Kept | undefined;
  readonly tried?: { readonly sent: URLSearchParams; readonly seen: Previewed };
}

async function sensorView({ reeve, caller, params, query, now, csrf }: Visit, { kept, tried }: More): Promise<View> {
  const id = SensorId.safeParse(params['id']).data;
  const said = kept?.sent.get('place') ?? tried?.sent.get('place') ?? query.get('place') ?? '';
  const place = Place.safeParse(said).data ?? '';
  // What is asked about a place that is not there is asked about the account: the refusal says so above.
  const at = kept?.refusal?.status === 404 ? '' : place;
  const of = id === undefined ? undefined : await reeve.sensing.sensor(caller, { id, place: at });
  if (!of)
    return {
      status: 404,
      title: 'There is no such sensor',
      body: <Missing says="There is no sensor of that name." href={SENSORS_PATH} back="All sensors" />,
    };
  const data = {
    ...{ of, now, csrf, ...(kept && { kept }), ...(tried && { tried }) },
    ...{ maySet: mayAct(caller.roles, 'admin'), mayTry: mayAct(caller.roles, 'operator') },
    history: await reeve.sensing.versions(caller, { sensor: of.id, limit: 10 }),
  };
  const { refusal } = kept ?? {};
  return {
    title: visible(of.title),
    ...(refusal && { status: refusal.status }),
    body: <SensorView data={data} />,
  };
}

export interface SensorData {
  readonly of: WholeSensor;
  readonly history: WholeSensor['set'];
  readonly kept?: Kept;
  readonly tried?: NonNullable<More['tried']>;
  readonly maySet: boolean;
  readonly mayTry: boolean;
  readonly now: number;
  readonly csrf: string;
}

export function SensorView({ data }: { readonly data: SensorData }) {
  const { of, history, kept, maySet, mayTry, now, csrf } = data;
  const settings = { csrf, page: sensorPath(of.id), ...(kept && { kept }) };
  const refusal = kept?.refusal;
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <p class="paging top">
        <a href={SENSORS_PATH}>All sensors</a>
        <a href={listPath(CONDITIONS_PATH, { sensor: of.id, all: 'yes' })}>Its open conditions</a>
      </p>
      <div class="columns">
        <div class="column">
          <Panel
            title="Configuration"
            id="configuration"
            note={of.place === '' ? 'as it counts for the account' : `as it counts at ${visible(of.place)}`}
          >
            <AtPlace of={of} />
            <ConfigurationView of={of} settings={settings} maySet={maySet} now={now} />
            {maySet && (
              <div class="acts part-acts">
                <SetForm of={of} settings={settings} />
              </div>
            )}
          </Panel>
          {mayTry && <PreviewPanel data={data} />}
          <History rows={history} now={now} />
        </div>
        <Panel title="In short" id="short">
          <Facts facts={factsOf(of, now)} />
        </Panel>
      </div>
    </>
  );
}

function factsOf(of: WholeSensor, now: number): readonly Fact[] {
  const { last } = of;
  return [
    { name: 'Watches', value: visible(sentence(of.watches)) },
    { name: 'Last run', value: <Run of={last} now={now} /> },
    ...(last
      ? [
          { name: 'At', value: <When at={last.at.getTime()} now={now} /> },
          { name: 'Took', value: `${count(last.tookMs)} ms` },
          { name: 'Looked at', value: `${count(last.looked)} rows` },
          { name: 'Raised', value: count(last.raised) },
        ]
      : []),
    { name: 'Open now', value: count(of.open) },
    { name: 'Ever', value: count(of.fired) },
    { name: 'Agent', value: visible(of.agent) },
    {
      name: 'Says',
      value: (
        <ul class="names">
          {of.kinds.map(({ kind }) => (
            <li>
              {visible(kindInWords(kind).title)} <code class="small">{visible(kind)}</code>
            </li>
          ))}
        </ul>
      ),
    },
  ];
}

/** What is set for a template or one thing counts there before what is set for the account. */
function AtPlace({ of: { id, place } }: { readonly of: WholeSensor }) {
  return (
    <form method="get" action={sensorPath(id)} class="answering at-place">
      <Field id="at-place" label="At">
        <input
          {...{ id: 'at-place', name: 'place', value: place, maxlength: 141, autocomplete: 'off' }}
          placeholder="the account, or template/web"
        />
      </Field>
      <button type="submit" class="plain">
        Show
      </button>
    </form>
  );
}

function History({ rows, now }: { readonly rows: SensorData['history']; readonly now: number }) {
  return (
    <Panel title="What people have set" id="history" note="the newest first">
      <Table<SensorData['history'][number]>
        caption="Versions of its configuration"
        empty="Nobody has set anything: all of it is as it comes."
        rows={rows}
        columns={[
          { head: 'Where', cell: ({ place }) => (place === '' ? 'the account' : <code>{visible(place)}</code>) },
          { head: 'Version', kind: 'number', cell: ({ version }) => count(version) },
          {
            head: 'Values',
            kind: 'wide',
            cell: ({ values }) =>
              Object.entries(values)
                .map(([name, value]) => `${name} = ${String(value)}`)
                .map(visible)
                .join(', ') || 'nothing is set any more',
          },
          {
            head: 'Written',
            kind: 'wide',
            cell: ({ author, reason, at }) => <Written by={author} reason={reason} at={at} now={now} />,
          },
        ]}
      />
    </Panel>
  );
}
