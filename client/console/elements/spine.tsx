import type { Approval, Json, WholeIntervention } from '../../reeve.js';
import { State, type Tone } from './basics.js';
import { Table } from './table.js';
import { count, visible } from './text.js';

type Effect = Approval['effects'][number];

const SEVERITY: Readonly<Record<string, Tone>> = { info: 'off', warning: 'wait', high: 'bad', critical: 'bad' };

export function Severity({ of }: { readonly of: string }) {
  return <State tone={SEVERITY[of] ?? 'bad'}>{visible(of)}</State>;
}

const OUTCOMES: Readonly<Record<string, Tone>> = {
  verified: 'good',
  ...{ undone: 'wait', stale: 'wait', expired: 'wait', refused: 'wait' },
  ...{ failed: 'bad', 'undo-failed': 'bad', 'needs-hands': 'bad', unknown: 'bad' },
};

export function outcomeTone(outcome: string): Tone {
  return OUTCOMES[outcome] ?? 'off';
}

/** How it ended, or where it stands while it has not. What people decided is no fault, so it has no colour of one. */
export function Standing({ of }: { readonly of: Pick<WholeIntervention, 'stage' | 'outcome'> }) {
  const { outcome, stage } = of;
  if (outcome === undefined) return <State tone="wait">{visible(stage)}</State>;
  return <State tone={outcomeTone(outcome)}>{visible(outcome)}</State>;
}

/** A value as it is in the world, so that a text and a number that look alike can be told apart. */
export function Value({ of }: { readonly of: Json }) {
  return <code class="value">{visible(JSON.stringify(of, null, 1) ?? 'nothing')}</code>;
}

/** A change in a line. */
export function Change({ before, after }: Pick<Effect, 'before' | 'after'>) {
  return (
    <>
      <Value of={before} /> <span aria-hidden="true">→</span>
      <span class="unseen"> becomes </span> <Value of={after} />
    </>
  );
}

/** What changes, field by field. A field that the world answers differently each time is no part of what is approved. */
export function Diff({ effects, empty }: { readonly effects: readonly Effect[]; readonly empty: string }) {
  return (
    <div class="diff">
      <Table<Effect>
        caption="Fields with their value before and after"
        empty={empty}
        rows={effects}
        columns={[
          {
            head: 'Field',
            cell: ({ path, volatile }) => (
              <>
                <code>{visible(path)}</code>
                {volatile === true && <span class="small quiet"> changes by itself, and is not part of the plan</span>}
              </>
            ),
          },
          {
            head: 'Before',
            kind: 'wide',
            cell: ({ before }) => (
              <del>
                <Value of={before} />
              </del>
            ),
          },
          {
            head: 'After',
            kind: 'wide',
            cell: ({ after }) => (
              <ins>
                <Value of={after} />
              </ins>
            ),
          },
        ]}
      />
    </div>
  );
}

export function blastWords(blast: Approval['blast']): string {
  if (!blast) return 'not known';
  const { count: touched, of } = blast;
  if (of === undefined || of <= 0) return touched === 1 ? '1 thing is touched' : `${count(touched)} things are touched`;
  return `${count(touched)} of ${count(of)} (${Math.round((touched / of) * 100)} %)`;
}

export interface Rule {
  readonly rule: string;
  readonly says?: string;
  readonly because: string;
  readonly remedy: string;
}

const SAYS: Readonly<Record<string, Tone>> = { refuse: 'bad', ask: 'wait', defer: 'wait', satisfied: 'good' };

/** Every rule that spoke: a verdict that nobody can explain would not be obeyed for long. */
export function Rules({ rules }: { readonly rules: readonly Rule[] }) {
  return (
    <ul class="rules">
      {rules.map(({ rule, says, because, remedy }) => (
        <li>
          <p>
            <code>{visible(rule)}</code>{' '}
            {says !== undefined && <State tone={SAYS[says] ?? 'off'}>{visible(says)}</State>}
          </p>
          <p>{visible(because)}</p>
          {remedy !== '' && <p class="small quiet">What would change it: {visible(remedy)}</p>}
        </li>
      ))}
    </ul>
  );
}

/** Who made a proposal, and in whose name. */
export function Proposer({ by, forUser }: { readonly by: string; readonly forUser?: string }) {
  return (
    <>
      {visible(by)}
      {forUser !== undefined && <span class="quiet"> for {visible(forUser)}</span>}
    </>
  );
}
