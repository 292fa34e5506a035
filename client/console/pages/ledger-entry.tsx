import { Banner, type Fact, Facts, Hash, Panel, State, When } from '../elements/basics.js';
import { visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { ChainView } from './ledger-chain.js';
import { ledgerPath } from './ledger-query.js';
import type { Line } from './line.js';
import { isProven, type Proof, prove, type Seal } from './proof.js';

export const ledgerEntryPage: Page = {
  path: '/console/ledger/:seq{[0-9]{1,15}}',
  title: 'Ledger entry',
  role: 'viewer',
  async view({ reeve, caller, now, params }) {
    const seq = Number(params['seq']);
    const { books } = reeve;
    const [previous, entry, next, head, keys] = await Promise.all([
      seq > 1 ? books.entry(caller, seq - 1) : undefined,
      books.entry(caller, seq),
      books.entry(caller, seq + 1),
      books.head(caller),
      books.publicKeys(),
    ]);
    const headSeq = head?.seq ?? 0;
    if (!entry)
      return { status: 404, title: `Entry ${seq} is not there`, body: <NoEntry seq={seq} headSeq={headSeq} /> };
    const proof = prove({ entry, headSeq, keys, ...(previous && { previous }), ...(next && { next }) });
    return { title: `Entry ${seq}`, body: <EntryView proof={proof} headSeq={headSeq} now={now} /> };
  },
};

export interface EntryProps {
  readonly proof: Proof;
  readonly headSeq: number;
  readonly now: number;
}

export function EntryView({ proof, headSeq, now }: EntryProps) {
  const { current } = proof;
  const { entry, line } = current;
  return (
    <>
      <Steps seq={entry.seq} headSeq={headSeq} />
      {!isProven(proof) && (
        <Banner tone="bad">
          <p class="lead">The chain does not hold here. Verify the whole book to learn where it first breaks.</p>
        </Banner>
      )}
      <div class="columns">
        <Panel title="What it says" id="fields">
          {line ? <Facts facts={factsOf(line, now)} /> : <p class="empty">Its text is not a ledger entry any more.</p>}
        </Panel>
        <Panel title="Data" id="data">
          <pre class="text" tabindex={0}>
            {line ? visible(JSON.stringify(line.data, null, 2)) : '–'}
          </pre>
        </Panel>
      </div>
      <ChainView proof={proof} headSeq={headSeq} />
      <Sealed proof={proof} />
      <Panel title="Exact text" id="text" note="what was hashed, byte for byte">
        <pre class="text wrapped" tabindex={0}>
          {visible(entry.body)}
        </pre>
        {visible(entry.body) !== entry.body && (
          <p class="small">
            Characters that hide or reorder text are shown as escapes here; the hash is over the characters themselves.
          </p>
        )}
        <p class="small quiet">
          Compute it yourself:{' '}
          <code>{`curl -H "Authorization: Bearer $REEVE_TOKEN" …/api/v1/ledger/entries/${entry.seq} | jq -rj .body | sha256sum`}</code>
        </p>
      </Panel>
    </>
  );
}

function factsOf(line: Line, now: number): readonly Fact[] {
  const { at, kind, actor, subject, key, correlation, agent, action, outcome } = line;
  const narrow = (name: 'actor' | 'subject' | 'correlation', value: string) => (
    <a href={ledgerPath({ filter: { [name]: value }, trail: [] })}>{visible(value)}</a>
  );
  const optional = { Agent: agent, Action: action, Outcome: outcome };
  return [
    { name: 'Kind', value: <span class="tag">{visible(kind)}</span> },
    { name: 'Written', value: <When at={at} now={now} /> },
    { name: 'Actor', value: narrow('actor', actor) },
    { name: 'Subject', value: narrow('subject', subject) },
    ...Object.entries(optional).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, value: visible(value) }],
    ),
    ...(correlation === undefined ? [] : [{ name: 'Correlation', value: narrow('correlation', correlation) }]),
    { name: 'Key', value: <code>{visible(key)}</code> },
  ];
}

const SEALS: Readonly<Record<Seal, { readonly tone: 'good' | 'bad' | 'wait' | 'off'; readonly text: string }>> = {
  holds: { tone: 'good', text: 'holds: made with the ledger’s key, checked just now' },
  broken: { tone: 'bad', text: 'broken: not made with the ledger’s key' },
  'unknown-key': { tone: 'wait', text: 'can’t be checked here: its key is not among the public keys' },
  none: { tone: 'off', text: 'none of its own: the next seal in the book vouches for it too' },
};

function Sealed({ proof }: { readonly proof: Proof }) {
  const { seal } = proof.current.entry;
  const { tone, text } = SEALS[proof.seal];
  return (
    <Panel title="Seal" id="seal">
      <Facts
        facts={[
          { name: 'Ed25519', value: <State tone={tone}>{text}</State> },
          ...(seal
            ? [
                { name: 'Key', value: <code>{seal.keyId}</code> },
                { name: 'Signature', value: <Hash of={seal.signature} /> },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function Steps({ seq, headSeq }: { readonly seq: number; readonly headSeq: number }) {
  return (
    <nav class="paging top" aria-label="Entries">
      <a href="/console/ledger">All entries</a>
      {seq > 1 ? (
        <a href={`/console/ledger/${seq - 1}`} rel="prev">
          ‹ Entry {seq - 1}
        </a>
      ) : (
        <span class="quiet">‹ The first</span>
      )}
      {seq < headSeq ? (
        <a href={`/console/ledger/${seq + 1}`} rel="next">
          Entry {seq + 1} ›
        </a>
      ) : (
        <span class="quiet">The newest ›</span>
      )}
    </nav>
  );
}

function NoEntry({ seq, headSeq }: { readonly seq: number; readonly headSeq: number }) {
  const isGap = seq >= 1 && seq <= headSeq;
  return (
    <>
      <Banner tone={isGap ? 'bad' : 'off'}>
        <p class="lead">
          {isGap
            ? `Entry ${seq} is missing, although the book reaches entry ${headSeq}. Verify the whole book.`
            : `There is no entry ${seq}: the book reaches entry ${headSeq}.`}
        </p>
      </Banner>
      <p>
        <a href="/console/ledger">All entries</a>
      </p>
    </>
  );
}
