import { type ListedPrincipal, type ListedToken, mayAct, type TrustRow } from '../../reeve.js';
import { Panel, State, type Tone } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { count, plural, visible } from '../elements/text.js';
import type { Page } from '../page.js';
import { AddForm, addPrincipal, ChangeForm, changePrincipal } from './principals.js';
import { IssueForm, issueToken, revokeToken } from './tokens.js';
import { TokensView } from './tokens-view.js';

export const peoplePage: Page = {
  path: '/console/people',
  title: 'People and agents',
  role: 'viewer',
  nav: { group: 'Govern', word: 'People' },
  async view({ reeve: { access, leash }, caller, now, csrf }) {
    const isAdmin = mayAct(caller.roles, 'admin');
    const [people, agents, trust, tokens] = await Promise.all([
      access.list(caller, 'person'),
      access.list(caller, 'agent'),
      leash.trust(caller),
      isAdmin ? access.tokens(caller) : undefined,
    ]);
    const data = {
      people,
      agents,
      trust: new Map(trust.map((row) => [row.agent, row])),
      now,
      csrf,
      ...(tokens && { tokens }),
      ...(caller.tokenId && { ownToken: caller.tokenId }),
    };
    return { body: <PeopleView data={data} /> };
  },
  acts: [addPrincipal, changePrincipal, issueToken, revokeToken],
};

export interface PeopleData {
  readonly people: readonly ListedPrincipal[];
  readonly agents: readonly ListedPrincipal[];
  /** How agents stand, by id; who was never placed is not there. */
  readonly trust: ReadonlyMap<string, TrustRow>;
  /** Only for admins. */
  readonly tokens?: readonly ListedToken[];
  /** The token that this session stands on. */
  readonly ownToken?: string;
  readonly now: number;
  readonly csrf: string;
}

export function PeopleView({ data }: { readonly data: PeopleData }) {
  const { people, agents, trust, tokens, csrf } = data;
  const governed = tokens && { csrf };
  return (
    <>
      <Panel title="People" id="people" note={plural(people.length, 'person', 'people')}>
        <Principals
          of={people}
          caption="People with their roles and identities"
          empty="There is nobody yet."
          {...governed}
        />
      </Panel>
      <Panel title="Agents" id="agents" note={plural(agents.length, 'agent')}>
        <Principals
          of={agents}
          caption="Agents with their roles and identities"
          empty="There is no agent yet. An agent is a row of its own, so that everything it does is on its name."
          trust={trust}
          {...governed}
        />
      </Panel>
      {tokens ? (
        <>
          <Panel title="Add a person or an agent" id="add">
            <AddForm csrf={csrf} />
          </Panel>
          <Panel title="Tokens" id="tokens" note={plural(tokens.length, 'token')}>
            <TokensView data={{ ...data, tokens }} />
          </Panel>
          <Panel title="Issue a token" id="issue">
            <IssueForm principals={[...people, ...agents]} csrf={csrf} />
          </Panel>
        </>
      ) : (
        <p class="quiet">People and agents are added and changed, and tokens issued and revoked, by an admin.</p>
      )}
    </>
  );
}

const STATES: Readonly<Record<ListedPrincipal['state'], Tone>> = {
  active: 'good',
  paused: 'wait',
  suspended: 'bad',
  revoked: 'off',
};

function Principals(props: {
  readonly of: readonly ListedPrincipal[];
  readonly caption: string;
  readonly empty: string;
  /** Only for agents. */
  readonly trust?: PeopleData['trust'];
  /** The word for forms; absent for who may not change anybody. */
  readonly csrf?: string;
}) {
  const { csrf, trust } = props;
  return (
    <Table<ListedPrincipal>
      caption={props.caption}
      empty={props.empty}
      rows={props.of}
      columns={[
        {
          head: 'Name',
          cell: ({ name, id }) => (
            <>
              <strong>{visible(name)}</strong> <code class="quiet">{id}</code>
            </>
          ),
        },
        { head: 'State', cell: ({ state }) => <State tone={STATES[state]}>{state}</State> },
        { head: 'Roles', cell: ({ roles }) => roles.join(', ') || <span class="quiet">none</span> },
        ...(trust === undefined
          ? []
          : [{ head: 'Trust', cell: ({ id }: ListedPrincipal) => <Stands at={trust.get(id)} /> }]),
        { head: 'Tokens', kind: 'number', cell: ({ tokens }) => count(tokens) },
        { head: 'Identities', kind: 'wide', cell: ({ identities }) => <Identities identities={identities} /> },
        {
          head: 'Ledger',
          cell: ({ kind, id }) => (
            <a
              href={`/console/ledger?${new URLSearchParams({ actor: `${kind}/${id}` }).toString()}`}
              aria-label={`What ${id} did`}
            >
              acts
            </a>
          ),
        },
        ...(csrf === undefined
          ? []
          : [{ head: 'Change', cell: (of: ListedPrincipal) => <ChangeForm of={of} csrf={csrf} /> }]),
      ]}
    />
  );
}

function Stands({ at }: { readonly at: TrustRow | undefined }) {
  if (!at) return <span class="quiet">stands nowhere</span>;
  return <a href={`/console/agents/${at.agent}`}>{`${at.tier}, ${at.scoreNow.toFixed(2)} ${at.trust}`}</a>;
}

function Identities({ identities }: Pick<ListedPrincipal, 'identities'>) {
  if (identities.length === 0) return <span class="quiet">none</span>;
  return (
    <ul class="names">
      {identities.map(({ provider, subject }) => (
        <li>
          {provider} <code>{visible(subject)}</code>
        </li>
      ))}
    </ul>
  );
}
