import { type ListedScope, RISKS, STAGES } from '../../reeve.js';
import { NewScope, UnsetScope } from '../../http/routes/autonomy.js';
import { Panel, State, type Tone, Written } from '../elements/basics.js';
import { ChoiceField, choicesOf, TextField } from '../elements/fields.js';
import { Opener, Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, settingAct } from '../setting-act.js';
import { LEASH_PATH } from './leash-path.js';

const SET = 'scope-set';

export function scopeActs(again: DrawAgain): readonly Act[] {
  const admins = { role: 'admin', back: LEASH_PATH } as const;
  return [
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/scope`, takes: NewScope },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.setScope(caller, wish);
          return `${wish.pattern} stands at ${wish.stage}, for ${wish.riskMax} risk at most, from the next judgement on.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${LEASH_PATH}/scope-unset`, takes: UnsetScope },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.unsetScope(caller, wish);
          return `The scope ${wish.pattern} is gone: another that fits speaks, or nothing is done there.`;
        },
      },
      again,
    ),
  ];
}

const TONES: Readonly<Record<ListedScope['stage'], Tone>> = { observe: 'off', 'dry-run': 'wait', act: 'good' };

export function Stage({ of }: { readonly of: ListedScope['stage'] }) {
  return <State tone={TONES[of]}>{of}</State>;
}

export function ScopesView(props: {
  readonly scopes: readonly ListedScope[];
  readonly now: number;
  /** Only for who may set them. */
  readonly settings?: Settings;
}) {
  const { scopes, now, settings } = props;
  return (
    <Panel title="Scopes" id="scopes" note={plural(scopes.length, 'scope')}>
      <Table<ListedScope>
        caption="Scopes with their stages"
        empty="No scope is opened: everything is planned, judged and recorded, and nothing is done."
        rows={scopes}
        columns={[
          { head: 'Targets', kind: 'wide', cell: ({ pattern }) => <code>{visible(pattern)}</code> },
          { head: 'Stage', cell: ({ stage }) => <Stage of={stage} /> },
          { head: 'Risk up to', cell: ({ riskMax }) => riskMax },
          {
            head: 'Written',
            kind: 'wide',
            cell: ({ author, reason, writtenAt }) => <Written by={author} reason={reason} at={writtenAt} now={now} />,
          },
          ...(settings
            ? [{ head: 'Write', cell: (scope: ListedScope) => <ScopeActs scope={scope} settings={settings} /> }]
            : []),
        ]}
      />
      {settings && (
        <div class="acts part-acts">
          <SetScopeForm settings={settings} />
        </div>
      )}
    </Panel>
  );
}

const STAGE_WORDS: Readonly<Record<ListedScope['stage'], string>> = {
  observe: 'judge and record, do nothing',
  'dry-run': 'try it without doing it',
  act: 'do it, as far as policy lets it',
};

function SetScopeForm({ settings }: { readonly settings: Settings }) {
  return (
    <Setting
      {...{ id: SET, word: 'Set a scope…', label: 'Set a scope: new, or over the one of that pattern', look: 'plain' }}
      {...{ settings, act: 'scope', button: 'Set' }}
      means="How far work on these targets is opened. It counts from the next judgement on; what is lowered, before the next write of work that runs."
    >
      {(of) => (
        <>
          <TextField
            {...{ of, name: 'pattern', label: 'Targets', charsMax: 300, required: true }}
            hint="* stands for any part of a name, as in flag/*"
          />
          <ChoiceField
            {...{ of, name: 'stage', label: 'Stage', first: 'observe', required: true }}
            choices={STAGES.map((stage) => ({ value: stage, text: `${stage}: ${STAGE_WORDS[stage]}` }))}
          />
          <ChoiceField
            {...{ of, name: 'riskMax', label: 'Risk up to', first: 'low', choices: choicesOf(RISKS), required: true }}
          />
        </>
      )}
    </Setting>
  );
}

function ScopeActs({ scope, settings }: { readonly scope: ListedScope; readonly settings: Settings }) {
  const { pattern, stage, riskMax } = scope;
  return (
    <>
      <OpenScope word="Change…" label={`Change the scope ${visible(pattern)}`} fields={{ pattern, stage, riskMax }} />{' '}
      <Setting
        {...{ id: `scope-unset-${pattern}`, word: 'Unset…', label: `Unset the scope ${visible(pattern)}` }}
        {...{ tone: 'danger', settings, act: 'scope-unset', button: 'Unset', about: { pattern } }}
        means="Another scope that fits speaks for these targets, or nothing is done there. From the next judgement on."
      />
    </>
  );
}

export function OpenScope(props: {
  readonly word: string;
  readonly label: string;
  readonly fields: Readonly<Record<'pattern' | 'stage' | 'riskMax', string>>;
}) {
  return <Opener page={LEASH_PATH} asked={SET} {...props} />;
}
