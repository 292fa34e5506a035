import type { ListedToken } from '../../reeve.js';
import { State, When } from '../elements/basics.js';
import { ActForm } from '../elements/forms.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import type { PeopleData } from './people.js';
import { revokeToken } from './tokens.js';

/** Those that open a door first; the rest is folded away. */
export function TokensView({ data }: { readonly data: PeopleData & { readonly tokens: readonly ListedToken[] } }) {
  const { tokens, now } = data;
  const good = tokens.filter((token) => isGood(token, now));
  const spent = tokens.filter((token) => !isGood(token, now));
  return (
    <>
      <Tokens tokens={good} data={data} caption="Tokens that are good" />
      {spent.length > 0 && (
        <details class="fold">
          <summary>{plural(spent.length, 'token')} revoked or expired</summary>
          <Tokens tokens={spent} data={data} caption="Tokens that were revoked or have expired" />
        </details>
      )}
    </>
  );
}

function Tokens(props: {
  readonly tokens: readonly ListedToken[];
  readonly data: PeopleData;
  readonly caption: string;
}) {
  const { data, tokens, caption } = props;
  const { now } = data;
  return (
    <Table<ListedToken>
      caption={caption}
      empty="No token is good right now."
      rows={tokens}
      columns={[
        {
          head: 'Token',
          cell: ({ name, id }) => (
            <>
              <strong>{visible(name)}</strong> <code class="quiet">{id}</code>
            </>
          ),
        },
        { head: 'Of', cell: ({ principal }) => principal },
        { head: 'Roles', cell: ({ roles }) => roles.join(', ') },
        { head: 'Issued', cell: ({ createdAt }) => <When at={Date.parse(createdAt)} now={now} /> },
        {
          head: 'Expires',
          kind: 'wide',
          cell: ({ expiresAt }) => (expiresAt ? <When at={Date.parse(expiresAt)} now={now} /> : 'never'),
        },
        { head: 'State', cell: (token) => <TokenState token={token} data={data} /> },
      ]}
    />
  );
}

function TokenState({
  token,
  data: { now, csrf, ownToken },
}: {
  readonly token: ListedToken;
  readonly data: PeopleData;
}) {
  if (token.revokedAt) return <State tone="off">revoked</State>;
  if (!isGood(token, now)) return <State tone="off">expired</State>;
  const isOwn = token.id === ownToken;
  return (
    <details class="sure">
      <summary aria-label={`Revoke ${token.name}`}>Revoke…</summary>
      <ActForm action={revokeToken.path} csrf={csrf}>
        <input type="hidden" name="id" value={token.id} />
        <p>
          {isOwn
            ? 'You are signed in with this token: revoking it signs you out.'
            : 'Whoever uses it is refused at once.'}
        </p>
        <button type="submit" class="danger">
          Revoke it
        </button>
      </ActForm>
    </details>
  );
}

function isGood({ revokedAt, expiresAt }: ListedToken, now: number): boolean {
  return !revokedAt && (!expiresAt || Date.parse(expiresAt) > now);
}
