import type { Effective, WholeSensor } from '../../reeve.js';
import { Words, Written } from '../elements/basics.js';
import { ChoiceField, type Filled, NumberField, TextField } from '../elements/fields.js';
import { Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';

const SET = 'sensor-set';

interface Props {
  readonly of: WholeSensor;
  readonly settings: Settings;
}

/** Each parameter as it counts here, its bounds, and who made it so. */
export function ConfigurationView(props: Props & { readonly maySet: boolean; readonly now: number }) {
  const { of, settings, maySet, now } = props;
  return (
    <Table<Effective>
      caption="Parameters with what counts, their bounds, and who set them"
      empty="It has nothing to set."
      rows={of.configuration}
      rowClass={({ from }) => (from === 'default' ? undefined : 'override')}
      columns={[
        {
          head: 'Parameter',
          kind: 'wide',
          cell: ({ name, note }) => (
            <>
              <Words of={name} />
              <span class="below small quiet">{visible(note)}</span>
            </>
          ),
        },
        {
          head: 'Counts',
          kind: 'wide',
          cell: (one) => (
            <>
              <strong>{worded(one.value)}</strong> {typeof one.value === 'number' && visible(one.unit)}
              <Setter of={one} now={now} /> {maySet && <UnsetForm {...{ of, one, settings }} />}
            </>
          ),
        },
        { head: 'May be', cell: boundsOf },
      ]}
    />
  );
}

function Setter({ of: { from, author, reason, at }, now }: { readonly of: Effective; readonly now: number }) {
  if (author === undefined || reason === undefined) return <span class="below quiet">as it comes</span>;
  return (
    <span class="below small">
      {from === 'account' ? 'for the account' : `at ${visible(from)}`}, by{' '}
      <Written by={author} reason={reason} at={at} now={now} />
    </span>
  );
}

function worded(value: Effective['value']): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

export function boundsOf(one: Effective): string {
  const range = one.is === 'flag' ? 'yes or no' : `${one.min} to ${one.max}`;
  return `${range}, default ${worded(one.default)}`;
}

/** Only what is set at this very place can be taken away here. */
function UnsetForm({ of: { place }, one: { name, from }, settings }: Props & { readonly one: Effective }) {
  if (from !== (place === '' ? 'account' : place)) return <></>;
  return (
    <Setting
      {...{ id: `unset-${name}`, word: 'Unset…', label: `Take ${visible(name)} away again`, tone: 'danger' }}
      {...{ settings, act: 'unset', button: 'Unset', about: { place, name } }}
      means="What lies around this place counts again, or how it comes."
    />
  );
}

export function SetForm({ of, settings }: Props) {
  return (
    <Setting
      {...{ id: SET, word: 'Set values…', label: `Set values of ${visible(of.title)}`, look: 'plain' }}
      {...{ settings, act: 'set', button: 'Set' }}
      means="What is left empty stays as it is. It counts from the next round on."
    >
      {(form) => (
        <>
          <TextField
            {...{ of: form, name: 'place', label: 'Where', first: of.place, charsMax: 141 }}
            hint="nothing for the account, or such as template/web"
          />
          <ValueFields of={form} parameters={of.configuration} />
        </>
      )}
    </Setting>
  );
}

/** One field a parameter; empty where nothing is said of it. */
export function ValueFields({ of, parameters }: { readonly of: Filled; readonly parameters: readonly Effective[] }) {
  return (
    <>
      {parameters.map((one) => {
        const { name, unit, value } = one;
        if (one.is === 'flag')
          return (
            <ChoiceField
              {...{ of, name, label: visible(name), hint: `now ${worded(value)}`, first: '' }}
              choices={[
                { value: '', text: 'as it is' },
                { value: 'true', text: 'yes' },
                { value: 'false', text: 'no' },
              ]}
            />
          );
        const { min, max, whole } = one;
        return (
          <NumberField
            {...{ of, name, label: visible(name), min, max, step: 1 }}
            {...(!whole && { step: 'any' as const })}
            hint={`now ${worded(value)} ${visible(unit)}; ${min} to ${max}`}
          />
        );
      })}
    </>
  );
}
