import { addSource, type NewSource, removeSource, syncSource } from '../../activities/store/accept/gitops.js';
import type { Book } from '../../activities/store/accept/book.js';
import { listSources, readSourceShown } from '../../activities/store/read/gitops.js';
import type { Caller } from '../../domain/principal.js';

export interface GitopsDeps extends Book {
  /** Folders of this machine below which repositories may be read. */
  readonly gitRoots?: readonly string[];
}

/** Repositories that declare what a fleet should be. */
export function createGitops({ gitRoots = [], ...book }: GitopsDeps) {
  return {
    list: ({ account }: Caller) => listSources(book.db, account),
    one: ({ account }: Caller, id: string) => readSourceShown(book.db, account, id),
    add: (caller: Caller, source: NewSource) => addSource(book, caller, { ...source, localRoots: gitRoots }),
    remove: (caller: Caller, wish: { readonly id: string; readonly reason: string }) =>
      removeSource(book, caller, wish),
    sync: (caller: Caller, wish: { readonly id: string; readonly trace: Readonly<Record<string, string>> }) =>
      syncSource(book, caller, wish),
  };
}
