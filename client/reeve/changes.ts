import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Book } from '../../activities/store/accept/book.js';
import { recordChanges, renewHook } from '../../activities/store/accept/changes.js';
import { type ChangeFilter, listChanges, readHookVersion } from '../../activities/store/read/changes.js';
import type { Change, HookProvider } from '../../domain/change.js';
import { type HookPlace, readHook } from '../../domain/hooks/read-hook.js';
import { actorOf, type Caller } from '../../domain/principal.js';
import { Unfit } from './unfit.js';

export interface ChangesDeps extends Book {
  /** The secret of a hook; it is never stored. */
  readonly hookSecret: (account: string, provider: HookProvider, version: number) => string;
  readonly onChanges?: (told: ToldOf) => void;
}

/** What came of telling: recorded, known already or no change at all, or not proven who tells. */
export interface ToldOf {
  readonly by: HookProvider | 'api';
  readonly result: 'recorded' | 'nothing new' | 'refused';
  readonly count: number;
}

/** A message of a hook as it came, and what is said to prove who sent it. */
export interface HookMessage {
  readonly account: string;
  readonly provider: HookProvider;
  readonly bytes: Uint8Array;
  /** A signature of the bytes (GitHub), or the secret itself (GitLab, TeamCity). */
  readonly proof: string;
  readonly place: HookPlace;
}

/** Clocks disagree a little; what lies further ahead was not done. */
const AHEAD_MS_MAX = 5 * 60_000;
const LENGTHS = { namespace: 253, name: 253, revision: 200, status: 60 } as const;

/** What was changed where, as it is told to Reeve. */
export function createChanges({ hookSecret, onChanges = () => undefined, ...book }: ChangesDeps) {
  const { db } = book;
  const counted = (by: ToldOf['by'], told: number, { recorded }: { readonly recorded: number }) => {
    if (recorded > 0) onChanges({ by, result: 'recorded', count: recorded });
    if (told > recorded) onChanges({ by, result: 'nothing new', count: told - recorded });
    return { recorded };
  };
  const secretOf = async (account: string, provider: HookProvider) => {
    const version = await readHookVersion(db, account, provider);
    return version === undefined ? undefined : hookSecret(account, provider, version);
  };
  return {
    list: (caller: Caller, filter: ChangeFilter) => listChanges(db, caller.account, filter),
    async record(caller: Caller, changes: readonly (Change & { readonly id?: string })[]) {
      const ahead = changes.find(({ at }) => at.getTime() > Date.now() + AHEAD_MS_MAX);
      if (ahead)
        throw new Unfit(
          `the change of ${ahead.name} lies ahead (${ahead.at.toISOString()}): tell of it when it is done`,
        );
      const told = changes.map((one) => ({ ...one, id: one.id ?? randomUUID(), source: actorOf(caller) }));
      return counted('api', told.length, await recordChanges(db, caller.account, told));
    },
    hookSecret: (caller: Caller, provider: HookProvider) => secretOf(caller.account, provider),
    renewHook: (caller: Caller, which: { readonly provider: HookProvider; readonly reason: string }) =>
      renewHook(book, caller, which),
    /** Nothing where it is not proven who sent it. */
    async hear(message: HookMessage): Promise<{ readonly recorded: number } | undefined> {
      const { account, provider, bytes, place } = message;
      const secret = await secretOf(account, provider);
      if (secret === undefined || !isProven(message, secret)) {
        onChanges({ by: provider, result: 'refused', count: 1 });
        return undefined;
      }
      const change = readHook(provider, jsonOf(bytes), place, new Date());
      if (!change) return counted(provider, 1, { recorded: 0 });
      if (change.name === '')
        throw new Unfit('nothing in it says what was deployed: add ?name=… to the address of the hook');
      // Sent again it has the same bytes, and is the same change.
      const id = `${provider}/${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}`;
      return counted(provider, 1, await recordChanges(db, account, [{ ...bounded(change), id, source: provider }]));
    },
  };
}

function isProven({ provider, bytes, proof }: HookMessage, secret: string): boolean {
  const expected =
    provider === 'github' ? `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}` : secret;
  const [given, wanted] = [proof, expected].map((text) => createHash('sha256').update(text).digest());
  return given !== undefined && wanted !== undefined && timingSafeEqual(given, wanted);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    throw new Unfit('what was sent is no JSON: choose application/json as the content type of the hook');
  }
}

/** Names of others may be of any length, and hold what no text of the database may. */
function bounded(change: Change): Change {
  const cut = (key: keyof typeof LENGTHS) =>
    change[key]
      .replaceAll(/\p{Cc}/gu, ' ')
      .slice(0, LENGTHS[key])
      .toWellFormed();
  return {
    ...change,
    namespace: cut('namespace'),
    name: cut('name'),
    revision: cut('revision'),
    status: cut('status'),
  };
}
