import { ASSISTANT_LEVELS, type Autonomy, PATROL_LEVELS } from '../../reeve.js';
import { given } from '../../http/fields.js';
import { Levels, Lock, Unlock } from '../../http/routes/autonomy.js';
import { Panel, State, When } from '../elements/basics.js';
import { ChoiceField, choicesOf, NumberField } from '../elements/fields.js';
import { Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { isoTime } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, numbersIn, settingAct, textsIn } from '../setting-act.js';
import { LEASH_PATH } from './leash-path.js';

export function levelActs(again: DrawAgain): readonly Act[] {
  const admins = { role: 'admin', back: LEASH_PATH } as const;
  return [
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/levels`, takes: Levels, read: readLevels },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.setLevels(caller, given(wish));
          return `Saved: ${savedWords(wish)}. What counts now stands beside it.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/unlock`, takes: Unlock },
        read: (form) => ({ ...textsIn(form), ...numbersIn(form, ['hours']) }),
        async run({ reeve: { leash }, caller }, wish) {
          const until = await leash.unlock(caller, wish);
          return `The patrol level full counts until ${isoTime(until.getTime())}, where it is saved.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/lock`, takes: Lock },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.lock(caller, wish);
          return 'The patrol level full is locked: no write is made by it any more.';
        },
      },
      again,
    ),
  ];
}

const WAIVED: Readonly<Record<string, boolean>> = { waived: true, required: false };

function readLevels(form: URLSearchParams): Readonly<Record<string, unknown>> {
  const { fourEyesWaived: said, ...rest } = textsIn(form);
  return { ...rest, ...(said !== undefined && { fourEyesWaived: WAIVED[said] ?? said }) };
}

type Wished = Readonly<Partial<Record<'patrol' | 'assistant', string | undefined>>> & {
  readonly fourEyesWaived?: boolean | undefined;
};

function savedWords({ patrol, assistant, fourEyesWaived }: Wished): string {
  return [
    ...(patrol === undefined ? [] : [`patrol level ${patrol}`]),
    ...(assistant === undefined ? [] : [`assistant level ${assistant}`]),
    ...(fourEyesWaived === undefined ? [] : [`four eyes ${waivedWord(fourEyesWaived)}`]),
  ].join(', ');
}

function waivedWord(is: boolean): 'waived' | 'required' {
  return is ? 'waived' : 'required';
}

interface LevelsProps {
  readonly autonomy: Autonomy;
  readonly now: number;
  /** Only for who may set them. */
  readonly settings?: Settings;
}

interface Level {
  readonly name: string;
  readonly saved: string;
  readonly effective: string;
  readonly because: string;
}

export function LevelsView({ autonomy, now, settings }: LevelsProps) {
  const { fullUnlockedUntil, missingCapabilities: missing } = autonomy;
  return (
    <Panel title="Autonomy" id="autonomy">
      <Table<Level>
        caption="Levels as they are saved and as they count"
        empty="No level is known."
        rows={levelsOf(autonomy)}
        columns={[
          { head: 'Of', cell: ({ name }) => <strong>{name}</strong> },
          { head: 'Saved', cell: ({ saved }) => saved },
          {
            head: 'Counts',
            cell: ({ saved, effective }) => (saved === effective ? effective : <State tone="wait">{effective}</State>),
          },
          { head: 'Because', kind: 'wide', cell: ({ because }) => because },
        ]}
      />
      {missing.length > 0 && (
        <p>
          <State tone="wait">Missing here: {missing.join(', ')}</State>{' '}
          <span class="quiet">by configuration; what was saved counts again once it is back</span>
        </p>
      )}
      {fullUnlockedUntil && (
        <p>
          Patrol level <code>full</code> is unlocked until <When at={fullUnlockedUntil.getTime()} now={now} />
        </p>
      )}
      {settings && (
        <div class="acts part-acts">
          <SetLevelsForm autonomy={autonomy} settings={settings} />
          <UnlockForm settings={settings} />
          {fullUnlockedUntil && <LockForm settings={settings} />}
        </div>
      )}
    </Panel>
  );
}

function levelsOf({ patrol, assistant, fourEyesWaived: { saved, effective } }: Autonomy): readonly Level[] {
  return [
    { name: 'Patrol', ...patrol, because: patrol.because ?? '' },
    { name: 'Assistant', ...assistant, because: assistant.because ?? '' },
    {
      ...{ name: 'Four eyes', saved: waivedWord(saved), effective: waivedWord(effective) },
      because: saved === effective ? '' : 'with a second person in the account they are required all the same',
    },
  ];
}

type FormProps = { readonly settings: Settings };

/** What is left as it is is not sent, so that two who set different levels do not undo each other. */
function SetLevelsForm({ autonomy: { patrol, assistant, fourEyesWaived }, settings }: FormProps & LevelsOf) {
  const orAsItIs = (saved: string, words: readonly string[]) => [
    { value: '', text: `as it is: ${saved}` },
    ...choicesOf(words),
  ];
  return (
    <Setting
      {...{
        id: 'levels',
        word: 'Set levels…',
        label: 'Set levels of autonomy',
        look: 'plain',
        settings,
        act: 'levels',
      }}
      means="How far patrols and the assistant may go by themselves. A level that is lowered counts before the next write of work that runs."
      button="Set"
    >
      {(of) => (
        <>
          <ChoiceField
            {...{ of, name: 'patrol', label: 'Patrol', choices: orAsItIs(patrol.saved, PATROL_LEVELS) }}
            hint="full counts only while it is unlocked"
          />
          <ChoiceField
            {...{ of, name: 'assistant', label: 'Assistant', choices: orAsItIs(assistant.saved, ASSISTANT_LEVELS) }}
          />
          <ChoiceField
            {...{ of, name: 'fourEyesWaived', label: 'Four eyes' }}
            choices={orAsItIs(waivedWord(fourEyesWaived.saved), Object.keys(WAIVED))}
            hint="only a person alone in the account may waive them"
          />
        </>
      )}
    </Setting>
  );
}

type LevelsOf = Pick<LevelsProps, 'autonomy'>;

function UnlockForm({ settings }: FormProps) {
  return (
    <Setting
      {...{ id: 'unlock', word: 'Unlock full…', label: 'Unlock the patrol level full', look: 'plain', settings }}
      means="Where it is saved, the patrol level full counts for these hours, and assisted after them. Destructive work asks even then."
      {...{ act: 'unlock', button: 'Unlock' }}
    >
      {(of) => (
        <NumberField {...{ of, name: 'hours', label: 'Hours', first: '1', min: 1, max: 24, step: 1, required: true }} />
      )}
    </Setting>
  );
}

function LockForm({ settings }: FormProps) {
  return (
    <Setting
      {...{ id: 'lock', word: 'Lock full…', label: 'Lock the patrol level full', look: 'plain', settings, act: 'lock' }}
      means="The unlock ends at once, before the next write of work that runs."
      button="Lock"
    />
  );
}
