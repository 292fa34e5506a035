import { kindInWords, type ListedDecision } from '../../reeve.js';
import { State, type Tone, When, Words } from './basics.js';
import { conditionPath } from './fleet.js';
import { outcomeTone, Severity } from './spine.js';
import { Table } from './table.js';
import { sentence, visible } from './text.js';

const TONES: Readonly<Record<string, Tone>> = { proposed: 'good', waiting: 'wait', refused: 'bad' };
const VERDICTS: Readonly<Record<string, Tone>> = { proceed: 'good', ask: 'wait', defer: 'wait', refuse: 'bad' };

/** What was decided, with every reason, what the gate said, and what came of it. */
export function Decided(props: {
  readonly rows: readonly ListedDecision[];
  readonly now: number;
  readonly empty: string;
  /** Where the rows are of many conditions. */
  readonly isMixed?: boolean;
}) {
  const { rows, now, empty, isMixed = false } = props;
  return (
    <Table<ListedDecision>
      caption="Decisions, newest first"
      empty={empty}
      rows={rows}
      columns={[
        ...(isMixed ? [{ head: 'About', kind: 'wide' as const, cell: About }] : []),
        {
          head: 'Decided',
          cell: ({ outcome, category, at }) => (
            <>
              <State tone={TONES[outcome] ?? 'off'}>{outcome}</State>
              <span class="below">
                <Words of={category} />
              </span>
              <span class="below small">
                <When at={at.getTime()} now={now} />
              </span>
            </>
          ),
        },
        { head: 'Because', kind: 'wide', cell: ({ reasons }) => <Reasons of={reasons} /> },
        { head: 'Gate', cell: Verdict },
      ]}
    />
  );
}

function About({ condition, kind, severity, target }: ListedDecision) {
  return (
    <>
      <a class="strong" href={conditionPath(condition)}>
        {visible(kindInWords(kind).title)}
      </a>
      <span class="below">
        <code>{visible(target)}</code>
      </span>
      <Severity of={severity} />
    </>
  );
}

function Reasons({ of }: { readonly of: readonly string[] }) {
  return (
    <ul class="names">
      {of.map((reason) => (
        <li>{visible(sentence(reason))}</li>
      ))}
    </ul>
  );
}

/** The gate's last word about the intervention, and where that stands. */
function Verdict({ intervention, verdict, verdictBecause, stands }: ListedDecision) {
  if (intervention === undefined) return <span class="quiet">nothing was proposed</span>;
  return (
    <>
      <State tone={VERDICTS[verdict ?? ''] ?? 'off'}>{visible(verdict ?? 'not judged yet')}</State>
      {verdictBecause !== undefined && <span class="below small quiet">{visible(verdictBecause)}</span>}
      <a class="below" href={`/console/interventions/${intervention}`}>
        {stands === undefined ? 'The intervention' : <State tone={outcomeTone(stands)}>{visible(stands)}</State>}
      </a>
    </>
  );
}
