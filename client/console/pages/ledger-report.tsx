import type { BookReport } from '../../reeve.js';
import { Banner, Facts, Hash, Panel } from '../elements/basics.js';
import { ActForm } from '../elements/forms.js';
import { count, plural, visible } from '../elements/text.js';

type FaultKind = NonNullable<BookReport['fault']>['kind'];

const MEANINGS: Readonly<Record<FaultKind, string>> = {
  changed: 'was changed after it was written',
  removed: 'was removed',
  reordered: 'stands in another place than it was written',
  forged: 'was not written by this ledger',
  'unreadable-witness': 'can’t be compared, because the witness outside the database is damaged',
  unwitnessed: 'is a checkpoint that the witness outside the database should know, and does not',
};

/** What a reading of the whole book found, and what to do about it. */
export function ReportView({ report, csrf }: { readonly report: BookReport; readonly csrf: string }) {
  const { entries, from, head, seals, checkpoints, witnessedSeq, witnessed, fault } = report;
  return (
    <>
      {fault ? (
        <Banner tone="bad">
          <p class="lead" role="status">
            {`The book is broken: entry ${fault.seq} ${MEANINGS[fault.kind]}.`}
          </p>
          <p>
            The first fault is <strong>{fault.kind}</strong>: {visible(fault.because)}.{' '}
            {head.seq > 0 && 'Entries before it hold; from there on nothing is vouched for.'}
          </p>
        </Banner>
      ) : (
        <Banner tone={witnessed ? 'good' : 'wait'}>
          <p class="lead" role="status">
            {`The book is whole: ${plural(entries, 'entry', 'entries')} read, every one follows from the one before.`}
          </p>
          {!witnessed && (
            <p>Nothing outside the database says how far it should reach, so a missing end would not be seen.</p>
          )}
        </Banner>
      )}
      {fault && <WhatToDo fault={fault} />}
      <Panel title="What was read" id="report">
        <Facts
          facts={[
            { name: 'Entries read', value: `${count(entries)}, from entry ${count(from)}` },
            { name: fault ? 'Holds up to' : 'Head', value: <>entry {count(head.seq)}</> },
            { name: 'Hash there', value: <Hash of={head.hash} /> },
            { name: 'Seals', value: count(seals) },
            { name: 'Checkpoints', value: count(checkpoints) },
            {
              name: 'Witness saw',
              value: !witnessed ? 'nothing yet' : `entry ${count(witnessedSeq)}, outside the database`,
            },
          ]}
        />
      </Panel>
      <div class="acts">
        <ActForm action="/console/ledger/verify" csrf={csrf}>
          <button type="submit" class="plain">
            Verify again
          </button>
        </ActForm>
        <a href="/console/ledger">Back to the ledger</a>
      </div>
    </>
  );
}

function WhatToDo({ fault }: { readonly fault: NonNullable<BookReport['fault']> }) {
  return (
    <Panel title="What to do" id="what-to-do">
      <ol class="steps">
        <li>
          Leave it as it is. Reeve refuses to act and writes nothing while its book is broken, so the evidence stays.
        </li>
        <li>
          Keep a copy: <code>reeve ledger export</code>, and a backup of the database and of the witness folder.
        </li>
        <li>
          {fault.kind === 'removed' || fault.kind === 'unreadable-witness' || fault.kind === 'unwitnessed' ? (
            <>Compare with an older export: what is missing is there.</>
          ) : (
            <>
              Look at <a href={`/console/ledger/${fault.seq}`}>entry {fault.seq}</a> and its neighbours, and compare
              them with an older export.
            </>
          )}
        </li>
        <li>
          Find who could write to the database as its owner. Then restore the last whole backup: runbook “ledger broken”
          tells how.
        </li>
      </ol>
    </Panel>
  );
}
