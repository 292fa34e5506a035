import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { Refused } from './door.js';

export interface OidcSettings {
  readonly issuer?: string;
  readonly audience?: string;
  readonly jwksUrl?: string;
  readonly accountClaim: string;
  readonly account?: string;
  /** As whom the console asks the issuer to sign somebody in. */
  readonly clientId?: string;
  readonly clientSecret?: string;
}

export const ISSUER_MS_MAX = 5_000;
export const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** No answer, an answer that is no success, and one that holds no key set. */
export const ISSUERS_FAULT = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID']);

/** Verifies tokens of one issuer. Which person a subject is, and what that person may do, stays with our own rows. */
export function createOidc({ issuer, audience, jwksUrl, accountClaim, account: fixed }: OidcSettings) {
  if (!issuer || !audience) return undefined;
  let keys: Promise<JWTVerifyGetKey> | undefined;

  return async (jwt: string): Promise<{ readonly account: string; readonly subject: string } | undefined> => {
    if (jwt.split('.').length !== 3) return undefined;
    // A discovery that failed is asked again with the next token.
    keys ??= keySet(issuer, jwksUrl).catch((error: Error) => {
      keys = undefined;
      throw error;
    });
    try {
      const { payload } = await jwtVerify(jwt, await keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 30,
      });
      const account = fixed ?? payload[accountClaim];
      return typeof account === 'string' && payload.sub ? { account, subject: payload.sub } : undefined;
    } catch (error) {
      // What is wrong with a token is the token's fault; what is wrong with the issuer is an outage and no "no".
      if (error instanceof errors.JOSEError && !ISSUERS_FAULT.has(error.code)) return undefined;
      throw new Refused(
        503,
        `the issuer ${issuer} can't be asked for its keys right now: try again in a moment`,
        error,
      );
    }
  };
}

async function keySet(issuer: string, jwksUrl?: string): Promise<JWTVerifyGetKey> {
  return createRemoteJWKSet(new URL(jwksUrl ?? (await discover(issuer)).jwks_uri), { timeoutDuration: ISSUER_MS_MAX });
}

/** What the issuer says of itself, as far as every use of it needs; the rest is there too. */
export async function discover(
  issuer: string,
): Promise<Readonly<Record<string, unknown>> & { readonly jwks_uri: string }> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(ISSUER_MS_MAX), redirect: 'error' });
  const document = (await answer.json()) as Record<string, unknown>;
  const { jwks_uri } = document;
  if (document['issuer'] !== issuer || typeof jwks_uri !== 'string') {
    throw new Error(`the issuer ${issuer} describes itself as another: check oidc.issuer`);
  }
  return { ...document, jwks_uri };
}
