import { type Board, type BoardWish, readBoard } from '../../activities/store/read/fleet-board.js';
import { type InstanceSearch, searchInstances } from '../../activities/store/read/fleet-instances.js';
import type { Database } from '../../activities/store/database.js';
import type { Caller } from '../../domain/principal.js';

/** The fleet as people look at it: how it stands, and what became of each part of it. */
export function createBoard({ db }: { readonly db: Database }) {
  return {
    board: ({ account }: Caller, wish: BoardWish): Promise<Board> => readBoard(db, account, wish),
    search: ({ account }: Caller, search: InstanceSearch) => searchInstances(db, account, search),
  };
}
