import type { AddressInfo } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { CERTIFICATE_MS, openAuthorities } from '../../activities/pki/authority.js';
import { makeRequest } from '../../workers/node/identity.js';

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
  readonly notAfter: number;
}

/** Certificates of an account's own authority that end in so long, or ended so long ago. */
export function openIssuer(dir: string, account: string) {
  const authorities = openAuthorities(dir);
  return async (instance: string, leftMs: number): Promise<TestCertificate> => {
    const { keyPem, request } = makeRequest({ account, instance });
    const issued = (await authorities(account)).issue(instance, request, Date.now() + leftMs - CERTIFICATE_MS);
    if (!issued) throw new Error('the authority refused the request');
    return { key: keyPem, cert: issued.certificate, ca: issued.ca, notAfter: issued.notAfter };
  };
}

export interface TlsServer {
  readonly port: number;
  /** The names that were asked for. */
  readonly asked: readonly string[];
  /** What is shown from now on. */
  readonly show: (certificate: TestCertificate) => void;
  readonly close: () => void;
}

export async function openTlsServer(
  shown: TestCertificate,
  { port = 0, ...options }: TlsOptions & { readonly port?: number } = {},
): Promise<TlsServer> {
  const asked: string[] = [];
  const server = createServer({ key: shown.key, cert: shown.cert, ...options }, (socket) => {
    const { servername } = socket as typeof socket & { readonly servername?: string | false };
    asked.push(servername === undefined || servername === false ? '' : servername);
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    ...{ port: (server.address() as AddressInfo).port, asked },
    show: ({ key, cert }) => server.setSecureContext({ key, cert }),
    close: () => server.close(),
  };
}
