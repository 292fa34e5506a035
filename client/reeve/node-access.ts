import { parseNodeSecret } from '../../domain/fleet/credential.js';
import type { Database } from '../../activities/store/database.js';
import { hashOf, type NodeCaller, retireOlder } from '../../activities/store/accept/nodes.js';
import { openClaims } from '../../activities/store/read/nodes.js';

const REMEMBERED_MS = 30_000;
const REMEMBERED_MAX = 200_000;

/** Knows nodes by what they bring. One that was proven is believed for half a minute, or until it is heard that it changed. */
export function openNodeAccess(db: Database) {
  const claims = openClaims(db);
  /** By instance, hash to when it has to be looked up again. */
  const proven = new Map<string, Map<string, number>>();
  const keyOf = (account: string, instance: string) => `${account} ${instance}`;

  function remember({ account, instance, hash }: NodeCaller): void {
    const key = keyOf(account, instance);
    const hashes = proven.get(key) ?? new Map<string, number>();
    hashes.set(hash, performance.now() + REMEMBERED_MS);
    // Set anew, so that the one that was used least lately stands first.
    proven.delete(key);
    proven.set(key, hashes);
    const [oldest] = proven.keys();
    if (proven.size > REMEMBERED_MAX && oldest !== undefined) proven.delete(oldest);
  }

  return {
    /** Nothing where it is not good. Why is nobody's business. */
    async of(text: string): Promise<NodeCaller | undefined> {
      const parts = parseNodeSecret('credential', text);
      if (!parts) return undefined;
      const { account, instance, secret } = parts;
      const caller = { account, instance, hash: hashOf(secret) };
      const until = proven.get(keyOf(account, instance))?.get(caller.hash);
      if (until !== undefined && until > performance.now()) return caller;
      const found = await claims(account, caller);
      if (!found) {
        proven.get(keyOf(account, instance))?.delete(caller.hash);
        return undefined;
      }
      if (found.replaces) {
        await retireOlder(db, caller);
        proven.delete(keyOf(account, instance));
      }
      remember(caller);
      return caller;
    },
    forget: (account: string, instance: string) => void proven.delete(keyOf(account, instance)),
    forgetAll: () => proven.clear(),
  };
}
