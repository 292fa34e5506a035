import type { Book } from '../../activities/store/accept/book.js';
import { freeze, type FreezeWish, setKillSwitch, thaw } from '../../activities/store/accept/stops.js';
import { readStops } from '../../activities/store/read/stops.js';
import type { Caller } from '../../domain/principal.js';

/** How far work may go: what people have set, and what stops it. Each setting counts at the next judgement and the next write. */
export function createLeash(book: Book) {
  const { db } = book;
  return {
    stops: (caller: Caller) => readStops(db, caller.account),
    freeze: (caller: Caller, wish: FreezeWish) => freeze(book, caller, wish),
    thaw: (caller: Caller, wish: { readonly id?: string; readonly reason: string }) => thaw(book, caller, wish),
    killSwitch: (caller: Caller, wish: { readonly on: boolean; readonly reason: string }) =>
      setKillSwitch(book, caller, wish),
  };
}
