import { type ListedPolicy, VERBS } from '../../reeve.js';
import { Panel, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import { PolicyForm, UnsetPolicyForm } from './leash-policy-forms.js';
import { WHAT_IF_PATH } from './what-if.js';

type Verb = (typeof VERBS)[number];

const HEADS: Readonly<Record<Verb, string>> = {
  auto_approve: 'by itself',
  notify_and_proceed: 'and tells',
  require_approval: 'asks first',
  blocked: 'never',
};

interface PoliciesData {
  readonly policies: readonly ListedPolicy[];
  readonly chains: readonly string[];
  readonly now: number;
  /** Where the caller may write. */
  readonly csrf?: string;
}

/** Category by verb, a table for each level. What people wrote comes first, and lies open. */
export function PoliciesView({ policies, chains, now, csrf }: PoliciesData) {
  const overrides = policies.filter(({ origin }) => origin === 'override');
  const levels = [...new Set(policies.map(({ level }) => level))].toSorted(accountFirst);
  return (
    <Panel
      title="Policy"
      id="policy"
      note={`${plural(policies.length, 'line')}, ${overrides.length} written by people`}
    >
      <p class="small quiet">
        ● counts; ○ is the default beneath what somebody wrote over it. By itself is <code>auto_approve</code>, and
        tells <code>notify_and_proceed</code>, asks first <code>require_approval</code>, never <code>blocked</code>. The
        level that says most about who asks goes first, and the strictest of two alike.
      </p>
      {overrides.length === 0 ? (
        <p>Nobody has written over a default.</p>
      ) : (
        <>
          <h3 class="part">Written by people</h3>
          <Matrix
            caption="Policy that people wrote"
            lines={overrides}
            now={now}
            isWritten
            {...(csrf !== undefined && { csrf })}
          />
        </>
      )}
      <div class="answering">
        <div class="acts">
          {csrf !== undefined && (
            <PolicyForm
              categories={[...new Set(policies.map(({ category }) => category))]
                .filter((one) => one !== '*')
                .toSorted()}
              chains={chains}
              csrf={csrf}
            />
          )}
          <a href={WHAT_IF_PATH}>What would the gate say now?</a>
        </div>
      </div>
      {levels.map((level) => {
        const lines = policies.filter((line) => line.level === level);
        return (
          <details class="fold" id={`level-${level.replaceAll(/[^\w-]/g, '-')}`}>
            <summary>
              {visible(level)}: {plural(lines.length, 'line')}
            </summary>
            <Matrix caption={`Policy of ${visible(level)}`} lines={lines} now={now} />
          </details>
        );
      })}
    </Panel>
  );
}

function Matrix(props: {
  readonly caption: string;
  readonly lines: readonly ListedPolicy[];
  readonly now: number;
  /** With who wrote it, when and why. */
  readonly isWritten?: true;
  /** Where the caller may take a row away. */
  readonly csrf?: string;
}) {
  const { caption, lines, now, isWritten, csrf } = props;
  return (
    <Table<ListedPolicy>
      caption={caption}
      empty="No line."
      rows={lines}
      rowClass={({ origin }) => (origin === 'override' ? 'override' : undefined)}
      columns={[
        {
          head: 'Category',
          cell: ({ category, origin, level }) => (
            <>
              <code>{visible(category)}</code>
              {isWritten ? (
                <span class="below small quiet">{visible(level)}</span>
              ) : (
                origin === 'override' && <span class="below small">override</span>
              )}
            </>
          ),
        },
        ...VERBS.map((verb) => ({ head: HEADS[verb], cell: (line: ListedPolicy) => <Cell line={line} verb={verb} /> })),
        { head: 'Least score', kind: 'number', cell: ({ scoreMin }) => scoreMin.toFixed(2) },
        { head: 'Asks from', cell: ({ asksFrom }) => asksFrom },
        { head: 'Risk', cell: ({ risk }) => risk },
        ...(isWritten
          ? [
              {
                head: 'Written',
                kind: 'wide' as const,
                cell: ({ author, reason, writtenAt, ...line }: ListedPolicy) => (
                  <>
                    {author !== undefined && visible(author)}
                    {reason !== undefined && `: ${visible(reason)}`}{' '}
                    {writtenAt && <When at={writtenAt.getTime()} now={now} />}
                    {csrf !== undefined && (
                      <span class="below">
                        <UnsetPolicyForm of={line} csrf={csrf} />
                      </span>
                    )}
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

function Cell({ line, verb }: { readonly line: ListedPolicy; readonly verb: Verb }) {
  if (line.verb === verb) return <Dot sign="●" says="counts" />;
  return line.beneath?.verb === verb ? <Dot sign="○" says="is the default beneath" /> : <></>;
}

function Dot({ sign, says }: { readonly sign: string; readonly says: string }) {
  return (
    <>
      <span aria-hidden="true">{sign}</span>
      <span class="unseen">{says}</span>
    </>
  );
}

function accountFirst(a: string, b: string): number {
  return Number(b === 'the account') - Number(a === 'the account') || a.localeCompare(b);
}
