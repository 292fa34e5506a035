import { Hash, Mark, Panel, State } from '../elements/basics.js';
import { visible } from '../elements/text.js';
import { BEFORE_ALL, type Checked, type Proof } from './proof.js';

/** The proof, drawn: three entries, each hashed anew while the page was made, and the two links between them. */
export function ChainView({ proof, headSeq }: { readonly proof: Proof; readonly headSeq: number }) {
  const { previous, current, next, follows, isFollowed } = proof;
  const { seq } = current.entry;
  return (
    <Panel title="The chain" id="chain" note="every hash was computed anew for this page">
      <ol class="chain">
        {seq === 1 ? <Beginning /> : <Link of={previous} seq={seq - 1} />}
        <Join holds={follows} later={seq} earlier={seq - 1} />
        <Link of={current} seq={seq} isHere />
        {seq < headSeq || next ? (
          <>
            <Join holds={isFollowed === true} later={seq + 1} earlier={seq} />
            <Link of={next} seq={seq + 1} />
          </>
        ) : (
          <li class="link end quiet">This is the newest entry. Nothing follows yet.</li>
        )}
      </ol>
    </Panel>
  );
}

function Link({
  of,
  seq,
  isHere = false,
}: {
  readonly of: Checked | undefined;
  readonly seq: number;
  readonly isHere?: boolean;
}) {
  if (!of) {
    return (
      <li class="link gone">
        <State tone="bad">Entry {seq} is missing</State>
      </li>
    );
  }
  const { line, computed, holds, entry } = of;
  return (
    <li class={isHere ? 'link here' : 'link'}>
      <p class="link-name">
        {isHere ? <strong aria-current="true">Entry {seq}</strong> : <a href={`/console/ledger/${seq}`}>Entry {seq}</a>}
        {line && <span class="tag">{visible(line.kind)}</span>}
      </p>
      <dl>
        <dt>prev</dt>
        <dd>{line ? line.prev === BEFORE_ALL ? 'zeros: nothing before' : <Hash of={line.prev} /> : '–'}</dd>
        <dt>stored hash</dt>
        <dd>
          <Hash of={entry.hash} />
        </dd>
        <dt>sha256(text)</dt>
        <dd>
          <Hash of={computed} />
        </dd>
      </dl>
      <State tone={holds ? 'good' : 'bad'}>
        {holds ? 'its text gives its hash' : 'its text does not give its hash'}
      </State>
    </li>
  );
}

function Beginning() {
  return <li class="link end quiet">The book begins here: the first entry names 64 zeros.</li>;
}

function Join({
  holds,
  later,
  earlier,
}: {
  readonly holds: boolean;
  readonly later: number;
  readonly earlier: number;
}) {
  const past = earlier === 0 ? 'zeros' : `hash of ${earlier}`;
  return (
    <li class={`join ${holds ? 'good' : 'bad'}`}>
      <Mark tone={holds ? 'good' : 'bad'} />
      <span>{holds ? `prev of ${later} = ${past}` : `prev of ${later} ≠ ${past}`}</span>
    </li>
  );
}
