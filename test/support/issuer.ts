import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export interface Issuer {
  readonly url: string;
  /** How it answers from now on. */
  readonly be: (state: 'well' | 'failing' | 'silly' | 'another') => void;
  readonly publicPem: string;
  /** A token signed by it; `key` signs with a stranger's key under the same key id. */
  readonly sign: (claims: JWTPayload, how?: { readonly stranger?: boolean; readonly kid?: string }) => Promise<string>;
  /**
   * What its sign-in page does once the user agreed: takes what the console asked for, and gives the address to come back to.
   * The claims are said in the ID token, over those that the console's wish gives.
   */
  readonly agree: (asked: URL, claims: JWTPayload, how?: { readonly stranger?: boolean }) => URL;
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
  const codes = new Map<string, Granted>();
  const sign: Issuer['sign'] = (claims, { stranger = false, kid = 'k1' } = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(stranger ? strange.privateKey : own.privateKey);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    asked += 1;
    if (state === 'failing') return void response.writeHead(500).end('no');
    const document = {
      issuer: state === 'another' ? 'http://elsewhere' : url(),
      jwks_uri: `${url()}/jwks`,
      authorization_endpoint: `${url()}/authorize?tenant=1`,
      token_endpoint: `${url()}/token`,
    };
    const token = request.url === '/token' ? await redeemed(request, codes) : undefined;
    if (request.url === '/token' && !token) return void response.writeHead(400).end('{"error":"invalid_grant"}');
    const idToken = token && (await sign(token.claims, { stranger: token.stranger }));
    const keys = request.url === '/jwks' ? { keys: [jwk] } : document;
    const body = idToken === undefined ? keys : { id_token: idToken, access_token: 'x', token_type: 'Bearer' };
    return void response
      .setHeader('content-type', 'application/json')
      .end(state === 'silly' ? '{"keys": "none"' : JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = () => `http://127.0.0.1:${port}`;
  return {
    url: url(),
    be: (next) => void (state = next),
    publicPem: await exportSPKI(own.publicKey),
    sign,
    agree(wish, claims, { stranger = false } = {}) {
      const { searchParams: said } = wish;
      const now = Math.floor(Date.now() / 1000);
      const code = randomUUID();
      const usual = {
        iss: url(),
        aud: said.get('client_id') ?? '',
        nonce: said.get('nonce') ?? '',
        iat: now,
        exp: now + 60,
      };
      codes.set(code, { wish: said, claims: { ...usual, ...claims }, stranger });
      const back = new URL(said.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', said.get('state') ?? '');
      return back;
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Granted {
  readonly wish: URLSearchParams;
  readonly claims: JWTPayload;
  readonly stranger: boolean;
}

/** A code is taken once, from the client that it was given to, with the verifier of its challenge. */
async function redeemed(request: IncomingMessage, codes: Map<string, Granted>): Promise<Granted | undefined> {
  let text = '';
  for await (const part of request) text += String(part);
  const form = new URLSearchParams(text);
  const code = form.get('code') ?? '';
  const granted = codes.get(code);
  codes.delete(code);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const client = Buffer.from(`${granted?.wish.get('client_id') ?? ''}:s%20cret%2F`).toString('base64');
  const isGood =
    form.get('grant_type') === 'authorization_code' &&
    granted?.wish.get('code_challenge_method') === 'S256' &&
    granted.wish.get('code_challenge') === challenge &&
    granted.wish.get('redirect_uri') === form.get('redirect_uri') &&
    request.headers.authorization === `Basic ${client}`;
  return isGood ? granted : undefined;
}
