import { isAccount } from './account.js';

/** A token says whose it is, so that finding its row needs no look across accounts. */
export interface TokenParts {
  readonly account: string;
  readonly id: string;
  readonly secret: string;
}

const TOKEN = /^rv1\.([a-z0-9-]{1,63})\.([a-z0-9]{12})\.([A-Za-z0-9_-]{43})$/;

export function parseToken(text: string): TokenParts | undefined {
  const [, account, id, secret] = TOKEN.exec(text) ?? [];
  return account && id && secret && isAccount(account) ? { account, id, secret } : undefined;
}

export function formatToken({ account, id, secret }: TokenParts): string {
  return `rv1.${account}.${id}.${secret}`;
}
