/** What stands where a secret stood. */
export const redacted = '[redacted]';

// A key is secret by its last word: `sessionToken` is one, `tokenCount`, `maxTokens` and `secretName` are not.
const secretWords =
  /(?:password|passwd|passphrase|(?:(?<![a-z])|db|user|mail|smtp|root|admin|require)pass|pwd|secret|token|cookie|credentials?|authorization|jwt|(?<![a-z])salt|(?:api|access|private|signing|encryption|secret|master|account|storage|shared|client|ssh|hmac|session|auth|app|license|stripe)[-_]?key|key[-_](?:base|data)|password[-_]?hash)(?:[-_]?\d+)?$/i;
const workingFolder = /^(?:OLD)?PWD$/;

/** Whether what is kept under this name is a secret, however the name is spelled: `X-Api-Key`, `clientSecret`, `PGPASSWORD`. */
export function isSecretKey(key: string): boolean {
  return secretWords.test(key) && !workingFolder.test(key);
}

/** What is kept under such a name and says nothing. */
export const harmless = /^(?:null|undefined|none|true|false|~|\*+)$/i;
