import type { WholeInstance } from '../../reeve.js';
import { Panel, State, When } from '../elements/basics.js';
import { Table } from '../elements/table.js';
import { visible } from '../elements/text.js';

const SHOWN_CHARS = 12;

/** The kind of a digest and as much of it as tells two apart by eye; all of it to be pointed at. */
export function Digest({ of }: { readonly of: string }) {
  const colon = of.indexOf(':');
  const body = of.slice(colon + 1);
  return (
    <code title={visible(of)}>{visible(body.length > SHOWN_CHARS ? `${body.slice(0, SHOWN_CHARS)}…` : body)}</code>
  );
}

/** What should be beside what is. Where both are the same, it is said once. */
export function Same(props: { readonly wanted: string | null; readonly seen: string | null; readonly none: string }) {
  const { wanted, seen, none } = props;
  if (wanted === null && seen === null) return <span class="quiet">{none}</span>;
  if (wanted === seen && wanted !== null)
    return (
      <State tone="good">
        as it should be, <Digest of={wanted} />
      </State>
    );
  return (
    <State tone={wanted === null ? 'off' : 'wait'}>
      {wanted === null ? none : <Digest of={wanted} />} → {seen === null ? 'is not there' : <Digest of={seen} />}
    </State>
  );
}

/** Certificates, tunnels, sessions and storages: each only where there is one. */
export function InstanceParts({ of, now }: { readonly of: WholeInstance; readonly now: number }) {
  return (
    <>
      <Certificates of={of} now={now} />
      {of.endpoints.length > 0 && <Endpoints of={of} now={now} />}
      {of.peers.length > 0 && <Peers of={of} now={now} />}
      {of.bgp.length > 0 && <Sessions of={of} now={now} />}
      {of.storages.length > 0 && <Storages of={of} />}
    </>
  );
}

interface Props {
  readonly of: WholeInstance;
  readonly now: number;
}
type Certificate = WholeInstance['certificates'][number];

function Certificates({ of: { certificates }, now }: Props) {
  return (
    <Panel title="Certificates" id="certificates">
      <Table<Certificate>
        caption="Certificates, the one that ends last first"
        empty="It has no certificate."
        rows={certificates.slice(0, 10)}
        columns={[
          {
            head: 'Serial',
            kind: 'wide',
            cell: ({ id, subject, source }) => (
              <>
                <Digest of={id} />
                <span class="below quiet">
                  {visible(subject)}, {visible(source)}
                </span>
              </>
            ),
          },
          { head: 'State', cell: (one) => <Holds of={one} now={now} /> },
          { head: 'Ends', cell: ({ notAfter }) => <When at={notAfter.getTime()} now={now} /> },
        ]}
      />
    </Panel>
  );
}

const SOON_MS = 14 * 86_400_000;

function Holds({ of: { revokedAt, notAfter }, now }: { readonly of: Certificate; readonly now: number }) {
  if (revokedAt) return <State tone="off">revoked</State>;
  const left = notAfter.getTime() - now;
  if (left <= 0) return <State tone="bad">ended</State>;
  return left < SOON_MS ? <State tone="wait">ends soon</State> : <State tone="good">holds</State>;
}

type Endpoint = WholeInstance['endpoints'][number];

function Endpoints({ of: { endpoints }, now }: Props) {
  return (
    <Panel title="TLS endpoints" id="endpoints">
      <Table<Endpoint>
        caption="Places where it serves a certificate, as each was probed last"
        empty="It has none."
        rows={endpoints}
        columns={[
          {
            head: 'Endpoint',
            kind: 'wide',
            cell: ({ id, host, port, error }) => (
              <>
                <strong>{visible(id)}</strong>
                <span class="below quiet">
                  {visible(`${host}:${port}`)}
                  {error !== '' && `, ${visible(error)}`}
                </span>
              </>
            ),
          },
          { head: 'State', cell: (one) => <Probed of={one} /> },
          {
            head: 'Ends',
            cell: ({ notAfter }) => (notAfter ? <When at={notAfter.getTime()} now={now} /> : <span>not known</span>),
          },
        ]}
      />
    </Panel>
  );
}

function Probed({ of: { enabled, triedAt, error, distrust } }: { readonly of: Endpoint }) {
  if (!enabled) return <State tone="off">switched off</State>;
  if (!triedAt) return <State tone="off">not probed yet</State>;
  if (error !== '') return <State tone="bad">can not be probed</State>;
  return distrust === '' ? <State tone="good">trusted</State> : <State tone="wait">not trusted</State>;
}

function Peers({ of: { peers }, now }: Props) {
  return (
    <Panel title="SD-WAN peers" id="peers">
      <Table<WholeInstance['peers'][number]>
        caption="Its peers with the addresses they should and do allow"
        empty="It has none."
        rows={peers}
        columns={[
          {
            head: 'Peer',
            cell: ({ id, network, isHub }) => (
              <>
                <strong>{visible(id)}</strong>
                {isHub && ' (hub)'}
                <span class="below quiet">{visible(network)}</span>
              </>
            ),
          },
          {
            head: 'Tunnel',
            cell: ({ up }) =>
              up === null ? (
                <State tone="off">not reported</State>
              ) : (
                <State tone={up ? 'good' : 'bad'}>{up ? 'up' : 'down'}</State>
              ),
          },
          {
            head: 'Addresses',
            kind: 'wide',
            cell: ({ desiredIps, observedIps }) => <Lists wanted={desiredIps} seen={observedIps} />,
          },
          {
            head: 'Handshake',
            cell: ({ handshakeAt }) => (handshakeAt ? <When at={handshakeAt.getTime()} now={now} /> : 'never'),
          },
        ]}
      />
    </Panel>
  );
}

function Lists({ wanted, seen }: { readonly wanted: readonly string[]; readonly seen: readonly string[] | null }) {
  const text = (of: readonly string[]) => of.toSorted(inOrder).join(', ') || 'none';
  const isSame = seen !== null && text(wanted) === text(seen);
  return (
    <>
      <code>{visible(text(wanted))}</code>
      {!isSame && <State tone="wait"> {seen === null ? 'not reported' : <code>{visible(text(seen))}</code>}</State>}
    </>
  );
}

function inOrder(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function Sessions({ of: { bgp }, now }: Props) {
  return (
    <Panel title="BGP sessions" id="bgp">
      <Table<WholeInstance['bgp'][number]>
        caption="Its sessions"
        empty="It has none."
        rows={bgp}
        columns={[
          { head: 'Neighbour', cell: ({ neighbor }) => <code>{visible(neighbor)}</code> },
          {
            head: 'State',
            cell: ({ state }) => <State tone={state === 'established' ? 'good' : 'bad'}>{visible(state)}</State>,
          },
          { head: 'Since', cell: ({ since }) => <When at={since.getTime()} now={now} /> },
          { head: 'Last error', kind: 'wide', cell: ({ error }) => visible(error) },
        ]}
      />
    </Panel>
  );
}

function Storages({ of: { storages } }: Pick<Props, 'of'>) {
  return (
    <Panel title="Storages" id="storages">
      <Table<WholeInstance['storages'][number]>
        caption="Its storages"
        empty="It has none."
        rows={storages}
        columns={[
          {
            head: 'Storage',
            cell: ({ storage, readOnly, enabled }) => (
              <>
                {visible(storage)}
                {readOnly && ' (read only)'}
                {!enabled && ' (should not be there)'}
              </>
            ),
          },
          { head: 'At', cell: ({ mountPath }) => <code>{visible(mountPath)}</code> },
          {
            head: 'State',
            cell: ({ status }) => <State tone={STORAGE_TONES[status] ?? 'wait'}>{visible(status)}</State>,
          },
          { head: 'Error', kind: 'wide', cell: ({ error }) => visible(error) },
        ]}
      />
    </Panel>
  );
}

const STORAGE_TONES: Readonly<Record<string, 'good' | 'bad' | 'off'>> = {
  ...{ mounted: 'good', failed: 'bad', degraded: 'bad', disabled: 'off' },
};
