import type { ListedToken } from '../../reeve.js';
import { State, When } from '../elements/basics.js';
import { ActForm, Asked } from '../elements/forms.js';
import { Table } from '../elements/table.js';
import { plural, visible } from '../elements/text.js';
import { revokeToken } from './tokens.js';

export interface TokensData {
  readonly tokens: readonly ListedToken[];
  /** The token that this session stands on. */
  readonly ownToken?: string;
  readonly now: number;
  readonly csrf: string;
}

/** Those that open a door first; the rest is folded away. */
export function TokensView({ data }: { readonly data: TokensData }) {
  const { tokens, now } = data;
  const good = tokens.filter((token) => stateOf(token, now) === 'good');
  const spent = tokens.filter((token) => stateOf(token, now) !== 'good');
  return (
    <>
      <Tokens tokens={good} data={data} caption="Tokens that are good" revocable />
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
  readonly data: TokensData;
  readonly caption: string;
  readonly revocable?: boolean;
}) {
  const { data, tokens, caption, revocable = false } = props;
  const { now } = data;
  return (
    <Table<ListedToken>
      caption={caption}
      empty="No token is good right now."
      rows={tokens}
      columns={[
        {
          head: 'Token',
          kind: 'wide',
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
          cell: ({ expiresAt }) => (expiresAt ? <When at={Date.parse(expiresAt)} now={now} /> : 'never'),
        },
        {
          head: 'State',
          cell: (token) => <State tone={stateOf(token, now) === 'good' ? 'good' : 'off'}>{stateOf(token, now)}</State>,
        },
        ...(revocable ? [{ head: 'Revoke', cell: (token: ListedToken) => <Revoke token={token} data={data} /> }] : []),
      ]}
    />
  );
}

function Revoke({ token, data: { csrf, ownToken } }: { readonly token: ListedToken; readonly data: TokensData }) {
  return (
    <Asked id={`revoke-${token.id}`} word="Revoke…" label={`Revoke ${visible(token.name)}`} tone="danger">
      <ActForm action={revokeToken.path} csrf={csrf}>
        <input type="hidden" name="id" value={token.id} />
        <p>
          {token.id === ownToken
            ? 'You are signed in with this token: revoking it signs you out.'
            : 'Whoever uses it is refused at once.'}
        </p>
        <button type="submit" class="danger">
          Revoke it
        </button>
      </ActForm>
    </Asked>
  );
}

function stateOf({ revokedAt, expiresAt }: ListedToken, now: number): 'good' | 'revoked' | 'expired' {
  if (revokedAt) return 'revoked';
  return expiresAt && Date.parse(expiresAt) <= now ? 'expired' : 'good';
}
