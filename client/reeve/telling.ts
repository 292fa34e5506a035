import type { Book } from '../../activities/store/accept/book.js';
import { retryPosts, type RouteWish, setRoute, tryRoute, unsetRoute } from '../../activities/store/accept/routes.js';
import { listNotices, type NoticeFilter } from '../../activities/store/read/notices.js';
import { listRoutes } from '../../activities/store/read/routes.js';
import type { Caller } from '../../domain/principal.js';

interface Why {
  readonly reason: string;
}

/** What people are told, and where. */
export function createTelling(book: Book) {
  const { db } = book;
  return {
    notices: (caller: Caller, filter: NoticeFilter) => listNotices(db, caller.account, filter),
    routes: (caller: Caller) => listRoutes(db, caller.account),
    setRoute: (caller: Caller, wish: RouteWish) => setRoute(book, caller, wish),
    unsetRoute: (caller: Caller, which: Why & { readonly id: string }) => unsetRoute(book, caller, which),
    tryRoute: (caller: Caller, which: { readonly id: string }) => tryRoute(book, caller, which),
    retry: (caller: Caller, why: Why) => retryPosts(book, caller, why),
  };
}
