import { type CatalogueAction, type ListedPolicy, VERBS } from '../../reeve.js';
import { Panel, Words, Written } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import { type PolicyFormData, SetPolicyForm, UnsetPolicyForm, WriteOver } from './leash-policy-forms.js';
import { whatIfPath } from './what-if-path.js';

type Verb = (typeof VERBS)[number];

const HEADS: Readonly<Record<Verb, string>> = {
  auto_approve: 'by itself',
  notify_and_proceed: 'and tells',
  require_approval: 'asks first',
  blocked: 'never',
};

export interface PoliciesData {
  readonly policies: readonly ListedPolicy[];
  readonly actions: readonly CatalogueAction[];
  readonly now: number;
  /** Only for who may write. */
  readonly forms?: PolicyFormData;
}

/** Category by verb, a table for each level. What people wrote comes first, and lies open. */
export function PoliciesView({ data }: { readonly data: PoliciesData }) {
  const { policies, forms } = data;
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
      {forms && (
        <div class="acts part-acts">
          <SetPolicyForm data={forms} />
        </div>
      )}
      {overrides.length === 0 ? (
        <p>Nobody has written over a default.</p>
      ) : (
        <>
          <h3 class="part">Written by people</h3>
          <Matrix caption="Policy that people wrote" lines={overrides} data={data} isWritten />
        </>
      )}
      {levels.map((level) => {
        const lines = policies.filter((line) => line.level === level);
        return (
          <details class="fold" id={`level-${level.replaceAll(/[^\w-]/g, '-')}`}>
            <summary>
              {visible(level)}: {plural(lines.length, 'line')}
            </summary>
            <Matrix caption={`Policy of ${visible(level)}`} lines={lines} data={data} />
          </details>
        );
      })}
    </Panel>
  );
}

function Matrix(props: {
  readonly caption: string;
  readonly lines: readonly ListedPolicy[];
  readonly data: PoliciesData;
  /** With who wrote it, when and why. */
  readonly isWritten?: true;
}) {
  const { caption, lines, isWritten } = props;
  const { now, actions, forms } = props.data;
  return (
    <Table<ListedPolicy>
      caption={caption}
      empty="No line."
      rows={lines}
      rowClass={({ origin }) => (origin === 'override' ? 'override' : undefined)}
      columns={[
        {
          head: 'Category',
          cell: (line) => (
            <>
              <Words of={line.category} />
              {isWritten ? (
                <span class="below small quiet">{visible(line.level)}</span>
              ) : (
                line.origin === 'override' && <span class="below small">override</span>
              )}
              <WhatIfLink line={line} actions={actions} />
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
                cell: ({ author = '', reason = '', writtenAt, chain }: ListedPolicy) => (
                  <>
                    <Written by={author} reason={reason} at={writtenAt} now={now} />
                    <span class="below small quiet">asks by the chain {visible(chain)}</span>
                  </>
                ),
              },
            ]
          : []),
        ...(forms
          ? [
              {
                head: 'Write',
                cell: (line: ListedPolicy) => (
                  <>
                    <WriteOver line={line} /> {isWritten && <UnsetPolicyForm line={line} settings={forms.settings} />}
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** Only an action can be proposed; a category that none is of yet has a row all the same. */
function WhatIfLink({ line, actions }: { readonly line: ListedPolicy } & Pick<PoliciesData, 'actions'>) {
  const { category, agent, user, level } = line;
  const action = actions.find((one) => one.category === category);
  if (!action) return <></>;
  return (
    <a
      class="below small"
      href={whatIfPath({ action: action.id, agent, user })}
      aria-label={`What if: ${visible(category)} for ${visible(level)}`}
    >
      what if
    </a>
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
