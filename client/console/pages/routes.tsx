import { REASON_CHARS_MAX } from '../../http/fields.js';
import { CHATS, type ListedRoute, mayAct, plural, SEVERITIES, TELLS } from '../../reeve.js';
import type { Trouble } from '../../http/problems.js';
import { Panel, State, When } from '../elements/basics.js';
import { ActForm, Asked, Field, ReasonField, Select } from '../elements/forms.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import type { Page, View, Visit } from '../page.js';
import { RefusalBanner } from '../refusal.js';
import { ROUTES_PATH as PATH, routeActs } from './route-acts.js';

/** Which channels hear of what. The pages of the console are somewhere else. */
export const routesPage: Page = {
  path: PATH,
  title: 'Chat',
  role: 'viewer',
  nav: { group: 'Govern', word: 'Chat' },
  view: (visit) => routesView(visit),
  acts: routeActs((visit, { refusal }) => routesView(visit, refusal)),
};

async function routesView({ reeve: { telling }, caller, now, csrf }: Visit, refusal?: Trouble): Promise<View> {
  const rows = await telling.routes(caller);
  const may = { set: mayAct(caller.roles, 'admin'), send: mayAct(caller.roles, 'operator') };
  const data = { rows, may, now, csrf, ...(refusal && { refusal }) };
  return { ...(refusal && { status: refusal.status }), body: <RoutesView data={data} /> };
}

export interface RoutesData {
  readonly rows: readonly ListedRoute[];
  readonly may: { readonly set: boolean; readonly send: boolean };
  readonly refusal?: Trouble;
  readonly now: number;
  readonly csrf: string;
}

export function RoutesView({ data }: { readonly data: RoutesData }) {
  const { rows, may, refusal, csrf } = data;
  const givenUp = rows.reduce((sum, row) => sum + row.givenUp, 0);
  return (
    <>
      {refusal && <RefusalBanner refusal={refusal} />}
      <Panel title="Routes" id="routes" note={plural(rows.length, 'route')}>
        <p>
          Requests wait for an answer, notices say what was done, trouble wants a person&apos;s hands. A channel hears
          of each once, however many routes lead there.
        </p>
        <RoutesTable data={data} />
        {may.send && (
          <div class="answering">
            <div class="acts">
              {may.set && <SetForm csrf={csrf} />}
              {givenUp > 0 && <RetryForm csrf={csrf} givenUp={givenUp} />}
            </div>
          </div>
        )}
      </Panel>
    </>
  );
}

function RoutesTable({ data: { rows, may, now, csrf } }: { readonly data: RoutesData }) {
  return (
    <Table<ListedRoute>
      caption="Which channels hear of what"
      empty="Nobody is told in a chat yet. Requests wait in the inbox of this console all the same."
      rows={rows}
      columns={[
        {
          head: 'Channel',
          cell: ({ id, provider, channel }) => (
            <>
              <span class="strong">{visible(id)}</span>
              <span class="below quiet">
                {provider} <code>{visible(channel)}</code>
              </span>
            </>
          ),
        },
        { head: 'Hears of', cell: ({ tells }) => tells.join(', ') },
        { head: 'Where', kind: 'wide', cell: (row) => visible(whereOf(row)) },
        {
          head: 'Gets there',
          kind: 'wide',
          cell: ({ waiting, givenUp, trouble, lastSaidAt }) => (
            <>
              <State tone={givenUp > 0 ? 'bad' : waiting > 0 ? 'wait' : 'good'}>
                {givenUp > 0 ? `${givenUp} given up` : waiting > 0 ? `${waiting} waiting` : 'yes'}
              </State>
              {trouble !== undefined && waiting + givenUp > 0 && <span class="below quiet">{visible(trouble)}</span>}
              {lastSaidAt && (
                <span class="below quiet">
                  last <When at={lastSaidAt.getTime()} now={now} />
                </span>
              )}
            </>
          ),
        },
        ...(may.send ? [{ head: 'Try', cell: ({ id }: ListedRoute) => <TryForm id={id} csrf={csrf} /> }] : []),
        ...(may.set ? [{ head: 'Unset', cell: ({ id }: ListedRoute) => <UnsetForm id={id} csrf={csrf} /> }] : []),
      ]}
    />
  );
}

function whereOf({ agent, team, target, severityMin }: ListedRoute): string {
  const parts = [
    agent && `proposed by agent ${agent}`,
    team && `proposed by team ${team}`,
    target !== '*' && `at ${target}`,
    severityMin !== 'info' && `from ${severityMin} on`,
  ].filter(Boolean);
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

function TryForm({ id, csrf }: { readonly id: string; readonly csrf: string }) {
  return (
    <ActForm action={`${PATH}/try`} csrf={csrf} class="inline">
      <input type="hidden" name="id" value={id} />
      <button type="submit" class="ask calm" aria-label={`Say hello by ${visible(id)}`}>
        Say hello
      </button>
    </ActForm>
  );
}

function UnsetForm({ id, csrf }: { readonly id: string; readonly csrf: string }) {
  return (
    <Asked id={`unset-${id}`} word="Unset…" label={`Unset the route ${visible(id)}`} tone="danger">
      <ActForm action={`${PATH}/unset`} csrf={csrf}>
        <input type="hidden" name="id" value={id} />
        <p>Its channel hears of nothing new by this route. Messages that stand there are still kept up to date.</p>
        <ReasonField id={`unset-${id}-reason`} charsMax={REASON_CHARS_MAX} />
        <button type="submit">Unset</button>
      </ActForm>
    </Asked>
  );
}

function RetryForm({ csrf, givenUp }: { readonly csrf: string; readonly givenUp: number }) {
  return (
    <Asked id="retry" word="Send again…" label={`Send ${plural(givenUp, 'message')} again`} look="plain">
      <ActForm action={`${PATH}/retry`} csrf={csrf}>
        <p>What was given up gets another day, each as it stands now.</p>
        <ReasonField id="retry-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit">Send again</button>
      </ActForm>
    </Asked>
  );
}

const choices = (words: readonly string[]) => words.map((word) => ({ value: word, text: word }));

function SetForm({ csrf }: { readonly csrf: string }) {
  return (
    <Asked id="set" word="Set a route…" label="Set a route: new, or over the one of that name" look="plain">
      <ActForm action={`${PATH}/set`} csrf={csrf}>
        <Field id="set-id" label="Name" hint="such as ops">
          <input id="set-id" name="id" required maxlength={63} autocomplete="off" aria-describedby="set-id-hint" />
        </Field>
        <Field id="set-provider" label="Chat">
          <Select id="set-provider" name="provider" choices={choices(CHATS)} required />
        </Field>
        <Field id="set-channel" label="Channel" hint="its id, such as C0123456789, and not its name">
          <input
            id="set-channel"
            name="channel"
            required
            maxlength={40}
            autocomplete="off"
            aria-describedby="set-channel-hint"
          />
        </Field>
        <fieldset>
          <legend>Hears of</legend>
          {TELLS.map((word) => (
            <label>
              <input type="checkbox" name="tells" value={word} checked /> {word}
            </label>
          ))}
        </fieldset>
        <Field id="set-agent" label="Only what this agent proposed" hint="empty: everybody">
          <input id="set-agent" name="agent" maxlength={63} autocomplete="off" aria-describedby="set-agent-hint" />
        </Field>
        <Field id="set-team" label="Only what this team proposed" hint="empty: every team">
          <input id="set-team" name="team" maxlength={63} autocomplete="off" aria-describedby="set-team-hint" />
        </Field>
        <Field id="set-target" label="Only at targets" hint="* stands for anything, as in flag/*">
          <input
            id="set-target"
            name="target"
            value="*"
            required
            maxlength={300}
            autocomplete="off"
            aria-describedby="set-target-hint"
          />
        </Field>
        <Field id="set-from" label="From this severity on">
          <Select id="set-from" name="severityMin" choices={choices(SEVERITIES)} chosen="info" required />
        </Field>
        <ReasonField id="set-reason" charsMax={REASON_CHARS_MAX} />
        <button type="submit">Set</button>
      </ActForm>
    </Asked>
  );
}
