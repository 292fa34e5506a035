import type { ListedWindow, Windows } from '../../reeve.js';
import { minutesOf, NewWindow, onTheWall, UnsetWindow } from '../../http/routes/limits.js';
import { Panel, State, When, Written } from '../elements/basics.js';
import { FaultLine, type Filled, TextField } from '../elements/fields.js';
import { Opener, Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, settingAct, textsIn } from '../setting-act.js';
import { LIMITS_PATH } from './limits-path.js';

const SET = 'window-set';

/** By the number that a window has them under; read in the order of a week that begins on Monday. */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

export function windowActs(again: DrawAgain): readonly Act[] {
  const admins = { role: 'admin', back: LIMITS_PATH } as const;
  return [
    settingAct(
      {
        ...{ ...admins, path: `${LIMITS_PATH}/window`, takes: NewWindow },
        read: (form) => ({ ...textsIn(form), days: daysIn(form) }),
        async run({ reeve: { leash }, caller }, { from, to, ...window }) {
          await leash.setWindow(caller, { ...window, from: minutesOf(from), to: minutesOf(to) });
          return `The window ${window.id} is set, from the next judgement on. Outside of every window changes wait.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${LIMITS_PATH}/window-unset`, takes: UnsetWindow },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.unsetWindow(caller, wish);
          return `The window ${wish.id} is gone, from the next judgement on. Without any, every hour is open.`;
        },
      },
      again,
    ),
  ];
}

/** A link says the days in one word, a form each by itself. */
function daysIn(form: URLSearchParams): readonly (number | string)[] {
  return saidDays(form.getAll('days')).map((day) => (/^\d+$/.test(day) ? Number(day) : day));
}

function saidDays(said: readonly string[]): readonly string[] {
  return said.flatMap((one) => one.split(',')).filter((day) => day !== '');
}

export function WindowsView(props: {
  readonly of: Windows;
  readonly now: number;
  /** Only for who may set them. */
  readonly settings?: Settings;
}) {
  const { of, now, settings } = props;
  return (
    <Panel title="Maintenance windows" id="windows" note={plural(of.windows.length, 'window')}>
      <Table<ListedWindow>
        caption="Hours in which changes may be made"
        empty="There is no window: every hour is open."
        rows={of.windows}
        columns={[
          { head: 'Window', cell: ({ id }) => <strong>{visible(id)}</strong> },
          { head: 'Now', cell: ({ open }) => <State tone={open ? 'good' : 'off'}>{open ? 'open' : 'closed'}</State> },
          { head: 'Hours', cell: hoursOf },
          {
            head: 'Written',
            kind: 'wide',
            cell: ({ author, reason }) => <Written by={author} reason={reason} now={now} />,
          },
          ...(settings
            ? [{ head: 'Write', cell: (window: ListedWindow) => <WindowActs window={window} settings={settings} /> }]
            : []),
        ]}
      />
      {!of.open && (
        <p>
          {of.opensAt ? (
            <>
              Changes wait for the next window, which opens at <When at={of.opensAt.getTime()} now={now} />
            </>
          ) : (
            'No window opens within a day, so people are asked instead of waiting for it.'
          )}
        </p>
      )}
      {settings && (
        <div class="acts part-acts">
          <SetWindowForm settings={settings} isFirst={of.windows.length === 0} />
        </div>
      )}
    </Panel>
  );
}

function hoursOf({ from, to, timeZone, days }: ListedWindow) {
  return (
    <>
      {onTheWall(from)} to {onTheWall(to)}
      <span class="below">
        {WEEK.filter((day) => days.includes(day))
          .map((day) => DAYS[day])
          .join(', ')}
      </span>
      <span class="below small quiet">
        {visible(timeZone)}
        {from > to && ', over midnight'}
      </span>
    </>
  );
}

function SetWindowForm({ settings, isFirst }: { readonly settings: Settings; readonly isFirst: boolean }) {
  const outside = isFirst
    ? 'With the first window all other hours are closed.'
    : 'Outside of every window changes wait.';
  return (
    <Setting
      {...{ id: SET, word: 'Set a window…', label: 'Set a maintenance window: new, or over the one of that name' }}
      {...{ look: 'plain', settings, act: 'window', button: 'Set' }}
      means={`${outside} It counts from the next judgement on.`}
    >
      {(of) => (
        <>
          <TextField {...{ of, name: 'id', label: 'Name', charsMax: 63, required: true }} hint="such as nights" />
          <DaysField of={of} />
          <div class="pair">
            <TextField {...{ of, name: 'from', label: 'Opens at', charsMax: 5, required: true }} hint="such as 22:00" />
            <TextField
              {...{ of, name: 'to', label: 'Closes at', charsMax: 5, required: true }}
              hint="earlier: on the next day"
            />
          </div>
          <TextField
            {...{ of, name: 'timeZone', label: 'Time zone', first: 'UTC', charsMax: 60, required: true }}
            hint="such as Europe/Berlin"
          />
        </>
      )}
    </Setting>
  );
}

function DaysField({ of }: { readonly of: Filled }) {
  const sent = of.saidAll('days');
  const said = sent && saidDays(sent);
  return (
    <fieldset {...(of.fault('days') !== undefined && { 'aria-describedby': 'window-set-days-fault' })}>
      <legend>On days</legend>
      <div class="acts">
        {WEEK.map((day) => (
          <label class="check">
            <input type="checkbox" name="days" value={String(day)} checked={said?.includes(String(day)) ?? true} />
            <span>{DAYS[day]}</span>
          </label>
        ))}
      </div>
      <FaultLine id="window-set-days" fault={of.fault('days')} />
    </fieldset>
  );
}

function WindowActs({ window, settings }: { readonly window: ListedWindow; readonly settings: Settings }) {
  const { id, days, from, to, timeZone } = window;
  return (
    <>
      <Opener
        {...{ page: LIMITS_PATH, asked: SET, word: 'Change…', label: `Change the window ${visible(id)}` }}
        fields={{ id, days: days.join(','), from: onTheWall(from), to: onTheWall(to), timeZone }}
      />{' '}
      <Setting
        {...{ id: `window-unset-${id}`, word: 'Unset…', label: `Unset the window ${visible(id)}`, tone: 'danger' }}
        {...{ settings, act: 'window-unset', button: 'Unset', about: { id } }}
        means="Its hours are closed, as long as there is another window; without any, every hour is open."
      />
    </>
  );
}
