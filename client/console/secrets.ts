import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What the console keeps in browsers: sealed so that nobody reads it, bound to its purpose so that nobody moves it. */
export interface Secrets {
  readonly seal: (purpose: string, value: unknown) => string;
  /** The value that was sealed for this very purpose, or nothing. */
  readonly open: (purpose: string, text: string) => unknown;
  readonly sign: (purpose: string, text: string) => string;
  readonly signed: (purpose: string, text: string, signature: string) => boolean;
}

export function openSecrets(sessionKey: string): Secrets {
  const key = (use: string) => Buffer.from(hkdfSync('sha256', sessionKey, '', `reeve/console/${use}`, 32));
  const sealKey = key('seal');
  const signKey = key('sign');
  const sign = (purpose: string, text: string) =>
    createHmac('sha256', signKey).update(`${purpose}\n${text}`).digest('base64url');
  return {
    seal(purpose, value) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(purpose),
      );
      const hidden = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, hidden, cipher.getAuthTag()]).toString('base64url');
    },
    open(purpose, text) {
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const shown = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
        return JSON.parse(shown.toString('utf8')) as unknown;
      } catch {
        // Whoever changed it, or sealed it with another key, learns nothing but that it does not open.
        return undefined;
      }
    },
    sign,
    signed(purpose, text, signature) {
      const expected = Buffer.from(sign(purpose, text));
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
