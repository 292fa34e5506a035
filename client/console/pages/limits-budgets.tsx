import type { Budgets, ListedBudget, SpentBucket } from '../../reeve.js';
import { NewBudget, UnsetBudget } from '../../http/routes/limits.js';
import { Panel, State, When, Words, Written } from '../elements/basics.js';
import { NumberField, TextField } from '../elements/fields.js';
import { Opener, Setting, type Settings } from '../elements/setting.js';
import { Table } from '../elements/table.js';
import { count, plural, visible } from '../elements/text.js';
import type { Act } from '../page.js';
import { type DrawAgain, numbersIn, settingAct, textsIn } from '../setting-act.js';
import { LIMITS_PATH } from './limits-path.js';

const SET = 'budget-set';

export function budgetActs(again: DrawAgain): readonly Act[] {
  const admins = { role: 'admin', back: LIMITS_PATH } as const;
  return [
    settingAct(
      {
        ...{ ...admins, path: `${LIMITS_PATH}/budget`, takes: NewBudget },
        read: (form) => ({ ...textsIn(form), ...numbersIn(form, ['most']) }),
        async run({ reeve: { leash }, caller }, wish) {
          await leash.setBudget(caller, wish);
          return `The budget ${wish.name} is ${count(wish.most)}, from the next judgement on.`;
        },
      },
      again,
    ),
    settingAct(
      {
        ...{ ...admins, path: `${LIMITS_PATH}/budget-unset`, takes: UnsetBudget },
        async run({ reeve: { leash }, caller }, wish) {
          await leash.unsetBudget(caller, wish);
          return `The default of the budget ${wish.name} counts again, from the next judgement on.`;
        },
      },
      again,
    ),
  ];
}

const MEANS: Readonly<Record<string, string>> = {
  'act/target': 'acts an hour at one target',
  'act/group': 'acts an hour in one namespace, or on one kind of target',
  'act/account': 'acts an hour in all',
  fix: 'fixes a day that an agent makes by itself, of one action at one target',
};

function meansOf(name: string): string {
  return MEANS[name] ?? 'acts a day of agents that touch this module';
}

export function BudgetsView(props: {
  readonly of: Budgets;
  readonly now: number;
  /** Only for who may set them. */
  readonly settings?: Settings;
}) {
  const { of, now, settings } = props;
  return (
    <>
      <Panel title="Budgets" id="budgets" note={plural(of.budgets.length, 'budget')}>
        <Table<ListedBudget>
          caption="How much may be done"
          empty="There is no budget."
          rows={of.budgets}
          rowClass={({ author }) => (author === undefined ? undefined : 'override')}
          columns={[
            {
              head: 'Budget',
              cell: ({ name }) => (
                <>
                  <Words of={name} />
                  <span class="below small quiet">{meansOf(name)}</span>
                </>
              ),
            },
            { head: 'Most', kind: 'number', cell: ({ most }) => count(most) },
            {
              head: 'By default',
              kind: 'number',
              cell: ({ byDefault }) => (byDefault === undefined ? 'any' : count(byDefault)),
            },
            {
              head: 'Written',
              kind: 'wide',
              cell: ({ author, reason = '' }) =>
                author !== undefined && <Written by={author} reason={reason} now={now} />,
            },
            ...(settings
              ? [{ head: 'Write', cell: (budget: ListedBudget) => <BudgetActs budget={budget} settings={settings} /> }]
              : []),
          ]}
        />
        {settings && (
          <div class="acts part-acts">
            <SetBudgetForm settings={settings} names={of.budgets.map(({ name }) => name)} />
          </div>
        )}
      </Panel>
      <SpentView spent={of.spent} now={now} />
    </>
  );
}

function SpentView({ spent, now }: { readonly spent: readonly SpentBucket[]; readonly now: number }) {
  return (
    <Panel title="Spent now" id="spent" note="in the last hour, or day">
      <Table<SpentBucket>
        caption="What is counted, the fullest first"
        empty="Nothing is spent."
        rows={spent}
        columns={[
          {
            head: 'Counted for',
            kind: 'wide',
            cell: ({ bucket, budget }) => (
              <>
                <CountedFor bucket={bucket} budget={budget} />
                <span class="below small quiet">
                  <code>{visible(budget)}</code>
                </span>
              </>
            ),
          },
          { head: 'Spent', cell: SpentOf },
          { head: 'Next is free', cell: ({ freesAt }) => <When at={freesAt.getTime()} now={now} /> },
        ]}
      />
    </Panel>
  );
}

/** What a bucket counts together, without the name of its budget. */
function CountedFor({ bucket, budget }: Pick<SpentBucket, 'bucket' | 'budget'>) {
  if (bucket === budget) return <Words of={bucket.replace(/^consent\//, 'module ')} />;
  const rest = bucket.slice(budget.length + 1);
  return rest === '' ? <>the whole account</> : <Words of={rest} />;
}

function SpentOf({ spent, most }: SpentBucket) {
  if (most === undefined) return <>{count(spent)}</>;
  const words = `${count(spent)} of ${count(most)}`;
  return spent >= most ? <State tone="wait">{words}</State> : <>{words}</>;
}

function SetBudgetForm({ settings, names }: { readonly settings: Settings; readonly names: readonly string[] }) {
  return (
    <Setting
      {...{ id: SET, word: 'Set a budget…', label: 'Set a budget: over its default, or for a module', look: 'plain' }}
      {...{ settings, act: 'budget', button: 'Set' }}
      means="Once it is spent, work waits until some of it is free again, or people are asked. It counts from the next judgement on."
    >
      {(of) => (
        <>
          <TextField
            {...{ of, name: 'name', label: 'Budget', charsMax: 200, required: true, known: names }}
            hint="one of the list, or consent/ and the name of a module"
          />
          <NumberField
            {...{ of, name: 'most', label: 'Most', min: 0, max: 100_000, step: 1, required: true }}
            hint="0: none at all"
          />
        </>
      )}
    </Setting>
  );
}

function BudgetActs({ budget, settings }: { readonly budget: ListedBudget; readonly settings: Settings }) {
  const { name, most, byDefault, author } = budget;
  return (
    <>
      <Opener
        {...{ page: LIMITS_PATH, asked: SET, word: 'Change…', label: `Change the budget ${visible(name)}` }}
        fields={{ name, most: String(most) }}
      />{' '}
      {author !== undefined && (
        <Setting
          {...{ id: `budget-unset-${name}`, word: 'Unset…', label: `Unset the budget ${visible(name)}` }}
          {...{ tone: 'danger', settings, act: 'budget-unset', button: 'Unset', about: { name } }}
          means={
            byDefault === undefined
              ? 'Nothing limits it any more, from the next judgement on.'
              : `The default counts again: ${count(byDefault)}, from the next judgement on.`
          }
        />
      )}
    </>
  );
}
