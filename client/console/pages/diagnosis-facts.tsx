import type { DiagnosisReport } from '../../reeve.js';
import { Panel, State, type Tone } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';

type Fact = DiagnosisReport['facts'][number];

const TONES: Readonly<Record<Fact['verdict'], Tone>> = { found: 'bad', absent: 'good', unknown: 'wait' };

/** That something was changed is no trouble by itself; only where the answer rests on it. */
function toneOf({ id, verdict, source }: Fact, because: readonly string[]): Tone {
  return verdict === 'found' && source === 'changes' && !because.includes(id) ? 'off' : TONES[verdict];
}
const QUOTES_MAX = 6;

/** What the cause rests on, word by word. */
export function Quotes({ report: { cause, facts } }: { readonly report: DiagnosisReport }) {
  const because = facts.filter(({ id }) => cause?.because.includes(id)).toSorted((a, b) => b.confidence - a.confidence);
  // Several objects may say the same words.
  const shown = [...new Map(because.toReversed().map((fact) => [fact.evidence.quote, fact])).values()]
    .toReversed()
    .slice(0, QUOTES_MAX);
  if (shown.length === 0) return <></>;
  return (
    <Panel title="What shows it" id="evidence" note={plural(shown.length, 'fact')}>
      <ul class="quotes">
        {shown.map(({ evidence, source, subject, at }) => (
          <li>
            <blockquote>{visible(evidence.quote)}</blockquote>
            <p class="small quiet">
              {source} of {visible(`${subject.kind} ${subject.name}`)}
              {timeOf(at)}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** All that was looked for: found, absent where it was read and is not there, unknown where it could not be read. */
export function FactsPanel({ report: { cause, facts, factsLeftOut } }: { readonly report: DiagnosisReport }) {
  const count = (verdict: Fact['verdict']) => facts.filter((fact) => fact.verdict === verdict).length;
  const found = facts.filter(({ verdict }) => verdict === 'found');
  const others = facts.filter(({ verdict }) => verdict !== 'found');
  return (
    <Panel
      title="Facts"
      id="facts"
      note={`${count('found')} found, ${count('absent')} absent, ${count('unknown')} unknown`}
    >
      <FactTable
        facts={found}
        because={cause?.because ?? []}
        caption="What was found"
        empty="Nothing was found that points to a fault."
      />
      {factsLeftOut > 0 && <p class="quiet">{plural(factsLeftOut, 'fact')} that nothing rests on are left out.</p>}
      {others.length > 0 && (
        <details class="more">
          <summary>What was looked for and is absent, or could not be known</summary>
          <FactTable facts={others} because={[]} caption="What is absent or unknown" empty="" />
        </details>
      )}
    </Panel>
  );
}

function FactTable(props: {
  readonly facts: readonly Fact[];
  readonly because: readonly string[];
  readonly caption: string;
  readonly empty: string;
}) {
  return (
    <Table<Fact>
      caption={props.caption}
      empty={props.empty}
      rows={props.facts}
      columns={[
        { head: 'Is', cell: (fact) => <State tone={toneOf(fact, props.because)}>{fact.verdict}</State> },
        {
          head: 'Fact',
          cell: ({ id, kind }) => (
            <>
              <code>{visible(kind)}</code> <span class="quiet small">{id}</span>
            </>
          ),
        },
        { head: 'About', cell: ({ subject }) => visible([subject.kind, subject.name].filter(Boolean).join(' ')) },
        { head: 'Words', kind: 'wide', cell: ({ evidence }) => visible(evidence.quote) },
        {
          head: 'Source',
          cell: ({ source, at }) => (
            <>
              {source}
              <span class="below small quiet">{timeOf(at).slice(2)}</span>
            </>
          ),
        },
        { head: 'Weight', kind: 'number', cell: ({ confidence }) => confidence.toFixed(2) },
      ]}
    />
  );
}

function timeOf(at: string): string {
  return at.startsWith('1970-01-01') ? '' : `, ${at.replace(/\.\d{3}Z$/, 'Z')}`;
}
