import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export interface Issuer {
  readonly url: string;
  /** How it answers from now on. */
  readonly be: (state: 'well' | 'failing' | 'silly' | 'another') => void;
  readonly publicPem: string;
  /** A token signed by it; `key` signs with a stranger's key under the same key id. */
  readonly sign: (claims: JWTPayload, how?: { readonly stranger?: boolean; readonly kid?: string }) => Promise<string>;
  /** How often it was asked for anything. */
  readonly asked: () => number;
  readonly close: () => Promise<void>;
}

/** An OpenID issuer on loopback: discovery, a key set, and tokens. */
export async function openIssuer(): Promise<Issuer> {
  const [own, strange] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  let state: Parameters<Issuer['be']>[0] = 'well';
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (state === 'failing') return void response.writeHead(500).end('no');
    const document = { issuer: state === 'another' ? 'http://elsewhere' : url(), jwks_uri: `${url()}/jwks` };
    const body = request.url === '/jwks' ? { keys: [jwk] } : document;
    return void response
      .setHeader('content-type', 'application/json')
      .end(state === 'silly' ? '{"keys": "none"' : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = () => `http://127.0.0.1:${port}`;
  return {
    url: url(),
    be: (next) => void (state = next),
    publicPem: await exportSPKI(own.publicKey),
    sign: (claims, { stranger = false, kid = 'k1' } = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(stranger ? strange.privateKey : own.privateKey),
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
