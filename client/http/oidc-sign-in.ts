import { createHash, randomBytes } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { Refused } from './door.js';
import { ALGORITHMS, discover, ISSUER_MS_MAX, ISSUERS_FAULT, type OidcSettings } from './oidc.js';

/** What a browser keeps, sealed, while its user is at the issuer. */
export interface Errand {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The authorization code flow with PKCE: sends a person to the issuer and reads what they come back with. */
export interface OidcSignIn {
  readonly issuer: string;
  readonly begin: (redirectUri: string) => Promise<{ readonly url: string; readonly errand: Errand }>;
  /** Who they are there; throws `Refused` with a sentence where that can't be said. */
  readonly finish: (
    answer: URLSearchParams,
    errand: Errand,
    redirectUri: string,
  ) => Promise<{ readonly account: string; readonly subject: string }>;
}

interface Provider {
  readonly authorize: string;
  readonly token: string;
  /** The issuer takes the secret in the body only. */
  readonly secretInBody: boolean;
  readonly keys: JWTVerifyGetKey;
}

export function createOidcSignIn(settings: OidcSettings): OidcSignIn | undefined {
  const { issuer, clientId } = settings;
  if (!issuer || !clientId) return undefined;
  let provider: Promise<Provider> | undefined;
  const known = async () => {
    // A discovery that failed is asked again with the next person.
    provider ??= describe(issuer, settings.jwksUrl).catch((error: Error) => {
      provider = undefined;
      throw away(issuer, error);
    });
    return provider;
  };
  return {
    issuer,
    async begin(redirectUri) {
      const { authorize } = await known();
      const [state = '', nonce = '', verifier = ''] = Array.from({ length: 3 }, () =>
        randomBytes(32).toString('base64url'),
      );
      const url = new URL(authorize);
      const asked = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        nonce,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      return { url: url.toString(), errand: { state, nonce, verifier } };
    },
    async finish(answer, errand, redirectUri) {
      if (answer.get('state') !== errand.state) throw new Refused(403, 'this sign-in was not begun in this browser');
      // Says which issuer answered (RFC 9207), where it does: another one must not be taken for ours.
      if ((answer.get('iss') ?? issuer) !== issuer) throw new Refused(403, 'another issuer answered than was asked');
      const code = answer.get('code');
      if (!code) throw new Refused(403, `the issuer did not sign you in (${answer.get('error') ?? 'it gave no code'})`);
      const at = await known();
      const idToken = await redeem(at, { settings, code, verifier: errand.verifier, redirectUri });
      return whoIs(await claimsOf(idToken, at.keys, { issuer, clientId, nonce: errand.nonce }), settings);
    },
  };
}

async function describe(issuer: string, jwksUrl?: string): Promise<Provider> {
  const document = await discover(issuer);
  const { authorization_endpoint: authorize, token_endpoint: token, jwks_uri } = document;
  if (typeof authorize !== 'string' || typeof token !== 'string' || !URL.canParse(authorize))
    throw new Error(`the issuer ${issuer} does not say where people sign in`);
  const methods = document['token_endpoint_auth_methods_supported'];
  const secretInBody = Array.isArray(methods) && !methods.includes('client_secret_basic');
  const keys = createRemoteJWKSet(new URL(jwksUrl ?? jwks_uri), { timeoutDuration: ISSUER_MS_MAX });
  return { authorize, token, secretInBody, keys };
}

interface Redeemed {
  readonly settings: OidcSettings;
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

async function redeem(at: Provider, { settings, code, verifier, redirectUri }: Redeemed): Promise<string> {
  const { issuer = '', clientId = '', clientSecret } = settings;
  const inBody = clientSecret === undefined || at.secretInBody;
  const basic = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`;
  const answer = await fetch(at.token, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      ...(!inBody && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
    },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
      ...(inBody && { client_id: clientId }),
      ...(inBody && clientSecret !== undefined && { client_secret: clientSecret }),
    }),
    signal: AbortSignal.timeout(ISSUER_MS_MAX),
    redirect: 'error',
  }).catch((error: Error) => {
    throw away(issuer, error);
  });
  if (answer.status >= 500) throw away(issuer, new Error(`its token endpoint answered ${answer.status}`));
  const said = (await answer.json().catch(() => ({}))) as { id_token?: unknown; error?: unknown };
  if (typeof said.id_token === 'string') return said.id_token;
  throw new Refused(
    403,
    `the issuer did not sign you in (${typeof said.error === 'string' ? said.error : answer.status})`,
  );
}

async function claimsOf(
  idToken: string,
  keys: JWTVerifyGetKey,
  { issuer, clientId, nonce }: { readonly issuer: string; readonly clientId: string; readonly nonce: string },
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(idToken, keys, {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
    clockTolerance: 30,
  }).catch((error: Error) => {
    if (error instanceof errors.JOSEError && !ISSUERS_FAULT.has(error.code))
      throw new Refused(403, 'what the issuer says of you can not be believed', error);
    throw away(issuer, error);
  });
  const meantForUs = payload['azp'] === undefined || payload['azp'] === clientId;
  if (payload['nonce'] !== nonce || !meantForUs)
    throw new Refused(403, 'what the issuer says of you was said for another sign-in');
  return payload;
}

function whoIs(payload: JWTPayload, { account: fixed, accountClaim }: OidcSettings) {
  const account = fixed ?? payload[accountClaim];
  if (typeof account !== 'string' || !payload.sub)
    throw new Refused(403, `the issuer does not say which account is yours: it needs the claim ${accountClaim}`);
  return { account, subject: payload.sub };
}

function away(issuer: string, cause: Error): Refused {
  return new Refused(503, `the issuer ${issuer} does not answer as it should right now: try again in a moment`, cause);
}
