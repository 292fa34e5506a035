import type { Book } from '../../activities/store/accept/book.js';
import { type Canary, markCanary, unmarkCanary } from '../../activities/store/accept/modules.js';
import { listModules, showModule } from '../../activities/store/read/modules.js';
import type { Caller } from '../../domain/principal.js';

/** What machines run, version by version. How a version moves is wished like every other change. */
export function createModules(book: Book) {
  return {
    list: ({ account }: Caller, wish: { readonly after?: string; readonly limit: number }) =>
      listModules(book.db, account, wish),
    one: ({ account }: Caller, id: string) => showModule(book.db, account, id),
    markCanary: (caller: Caller, canary: Canary) => markCanary(book, caller, canary),
    unmarkCanary: (caller: Caller, wish: { readonly module: string; readonly reason: string }) =>
      unmarkCanary(book, caller, wish),
  };
}
