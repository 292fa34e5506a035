import { type Autonomy, type ListedScope, type NextStep } from '../../reeve.js';
import { State, type Tone, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';
import { UnsetScopeForm } from './leash-autonomy-forms.js';

interface Level {
  readonly name: string;
  readonly saved: string;
  readonly effective: string;
  readonly because: string;
}

export function Levels({ autonomy, now }: { readonly autonomy: Autonomy; readonly now: number }) {
  const { patrol, assistant, fourEyesWaived, fullUnlockedUntil, missingCapabilities: missing } = autonomy;
  const waived = (is: boolean) => (is ? 'waived' : 'required');
  const levels: readonly Level[] = [
    { name: 'Patrol', ...patrol, because: patrol.because ?? '' },
    { name: 'Assistant', ...assistant, because: assistant.because ?? '' },
    {
      ...{ name: 'Four eyes', saved: waived(fourEyesWaived.saved), effective: waived(fourEyesWaived.effective) },
      because:
        fourEyesWaived.saved === fourEyesWaived.effective
          ? ''
          : 'with a second person in the account they are required all the same',
    },
  ];
  return (
    <>
      <Table<Level>
        caption="Levels as they are saved and as they count"
        empty="No level is known."
        rows={levels}
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
    </>
  );
}

const STAGES: Readonly<Record<ListedScope['stage'], Tone>> = { observe: 'off', 'dry-run': 'wait', act: 'good' };

interface ScopesData {
  readonly scopes: readonly ListedScope[];
  readonly now: number;
  /** Where the caller may change them. */
  readonly csrf?: string;
}

export function Scopes({ scopes, now, csrf }: ScopesData) {
  return (
    <Table<ListedScope>
      caption="Scopes with their stages"
      empty="No scope is opened: everything is planned, judged and recorded, and nothing is done."
      rows={scopes}
      columns={[
        { head: 'Targets', cell: ({ pattern }) => <code>{visible(pattern)}</code> },
        { head: 'Stage', cell: ({ stage }) => <State tone={STAGES[stage]}>{stage}</State> },
        { head: 'Risk up to', cell: ({ riskMax }) => riskMax },
        { head: 'Reason', kind: 'wide', cell: ({ reason }) => visible(reason) },
        { head: 'By', cell: ({ author }) => visible(author) },
        { head: 'Set', cell: ({ writtenAt }) => <When at={writtenAt.getTime()} now={now} /> },
        ...(csrf === undefined
          ? []
          : [{ head: 'Unset', cell: ({ pattern }: ListedScope) => <UnsetScopeForm pattern={pattern} csrf={csrf} /> }]),
      ]}
    />
  );
}

/** What the last weeks would justify. It raises nothing by itself. */
export function Next({ steps }: { readonly steps: readonly NextStep[] }) {
  return (
    <Table<NextStep>
      caption="What the evidence of the last weeks would justify, by scope and action"
      empty="Nothing was proposed in the last weeks that could justify more."
      rows={steps}
      columns={[
        { head: 'Targets', cell: ({ scope }) => <code>{visible(scope)}</code> },
        { head: 'Action', cell: ({ action, risk }) => `${visible(action)} (${risk} risk)` },
        { head: 'Now', cell: ({ now }) => (now ? `${now.stage}, up to ${now.riskMax}` : 'observe') },
        {
          head: 'Could be',
          cell: ({ to }) => (to ? <State tone="good">{`${to.stage}, up to ${to.riskMax}`}</State> : 'as it is'),
        },
        { head: 'Because', kind: 'wide', cell: ({ because }) => visible(because) },
      ]}
    />
  );
}
