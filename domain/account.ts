const ACCOUNT = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Accounts name rows, workflow ids and files: only what is safe in all three. */
export function isAccount(text: string): boolean {
  return ACCOUNT.test(text);
}
