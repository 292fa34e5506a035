import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** How far the clock of Discord and ours may be apart, and how long a signed request is good for. */
export const WINDOW_MS = 300_000;

export interface Signed {
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  /** As it came, byte by byte. */
  readonly body: Uint8Array;
}

export function publicKeyOf(hex: string): KeyObject {
  const x = Buffer.from(hex, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** Whether Discord said this, and said it now. */
export function isGenuine(key: KeyObject, { signature = '', timestamp = '', body }: Signed, now: number): boolean {
  if (!/^[0-9a-f]{128}$/i.test(signature) || !/^\d{1,12}$/.test(timestamp)) return false;
  const signed = Buffer.concat([Buffer.from(timestamp), body]);
  const isSigned = verify(null, signed, key, Buffer.from(signature, 'hex'));
  return isSigned && Math.abs(now - Number(timestamp) * 1000) <= WINDOW_MS;
}
