import { X509Certificate } from 'node:crypto';
import { type LookupFunction, isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { storable } from '../../domain/wording.js';
import { isPublic, NotPublic, publicLookup } from './addresses.js';
import { lateAfter } from './late.js';
import { sayWhy } from './read.js';
import { notPublic } from './stream.js';

export interface TlsPlace {
  readonly host: string;
  readonly port: number;
  /** The name that is asked for. Empty: the host, where it is a name. */
  readonly serverName: string;
  /** Whether it may lead to this host or into a private network. */
  readonly private: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export type Probed =
  | {
      readonly got: 'certificate';
      readonly fingerprint: string;
      readonly subject: string;
      readonly notBefore: number;
      readonly notAfter: number;
      /** Why a client of this machine would not trust it; empty where it would. */
      readonly distrust: string;
    }
  | { readonly got: 'nothing'; readonly because: string };

/** Shakes hands once and reads the certificate of whoever answers, also where nobody would trust it. Nothing is sent. */
export async function probeTls(of: TlsPlace): Promise<Probed> {
  let socket: TLSSocket | undefined;
  const late = lateAfter(of.timeoutMs);
  const over = AbortSignal.any([of.signal, late]);
  try {
    return await new Promise<Probed>((resolve, reject) => {
      over.throwIfAborted();
      socket = open(of);
      const made = socket;
      let shown: Probed | undefined;
      made.once('secureConnect', () => resolve(seen(made)));
      // Who wants a certificate of ours breaks off, and has shown its own by the time that keys are agreed on.
      made.on('keylog', () => {
        const early = shownBy(made);
        if (early) shown = seen(made, early);
      });
      made.on('error', (error) => (shown ? resolve(shown) : reject(error)));
      made.once('close', () => reject(new Error('it broke off')));
      over.addEventListener('abort', () => reject(over.reason as Error), { once: true });
    });
  } catch (error) {
    if (late.aborted) return { got: 'nothing', because: `no handshake within ${of.timeoutMs / 1000} s` };
    return { got: 'nothing', because: error instanceof NotPublic ? notPublic(of.host) : sayWhy(error) };
  } finally {
    // What is still to be said ends the handshake, so that nobody there has to wonder about it.
    if (socket?.writable === true && !over.aborted) socket.destroySoon();
    else socket?.destroy();
  }
}

const HOST = /^[A-Za-z0-9._:-]{1,253}$/;
const NAME = /^[A-Za-z0-9._-]{1,253}$/;

function open({ host, port, serverName, private: isPrivate }: TlsPlace): TLSSocket {
  if (!HOST.test(host)) throw new Error(`"${host.slice(0, 100)}" is no name of a host and no address`);
  if (serverName !== '' && !NAME.test(serverName))
    throw new Error(`"${serverName.slice(0, 100)}" is no name to ask for`);
  // A literal address is connected to without a lookup.
  if (!isPrivate && isIP(host) !== 0 && !isPublic(host)) throw new NotPublic('it', host);
  const name = serverName === '' && isIP(host) === 0 ? host : serverName;
  const lookup: { readonly lookup?: LookupFunction } = isPrivate ? {} : { lookup: publicLookup };
  // Untrusted is told and not refused: when it ends is what is asked.
  return connect({ host, port, ...(name !== '' && { servername: name }), rejectUnauthorized: false, ...lookup });
}

/** The object that Node makes of it is read anew from its bytes, as only that says all of it in one form. */
function shownBy(socket: TLSSocket): X509Certificate | undefined {
  // Node 20 answers with an empty object where there is none, and its types do not say so.
  const { raw } = socket.getPeerCertificate(false) as { readonly raw?: Buffer };
  return raw && new X509Certificate(raw);
}

function seen(socket: TLSSocket, shown = shownBy(socket)): Probed {
  if (!shown) return { got: 'nothing', because: 'it shows no certificate' };
  const [notBefore, notAfter] = [Date.parse(shown.validFrom), Date.parse(shown.validTo)];
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter))
    return { got: 'nothing', because: 'its certificate does not say until when it is good' };
  return {
    ...{ got: 'certificate', notBefore, notAfter },
    fingerprint: `sha256:${shown.fingerprint256.replaceAll(':', '').toLowerCase()}`,
    subject: storable((shown.subject || shown.subjectAltName || '').split('\n').join(', '), 300),
    distrust: socket.authorized
      ? ''
      : storable(String(socket.authorizationError ?? 'the handshake was not ended'), 300),
  };
}
