import type { Book } from '../../activities/store/accept/book.js';
import { importEstate, type Imported, type ImportWish } from '../../activities/store/accept/fleet-import.js';
import { exportEstate, type ExportWish } from '../../activities/store/read/fleet-export.js';
import { type BreakWish, breakSimulated, enrolSimulated } from '../../activities/store/accept/simulated.js';
import type { Caller } from '../../domain/principal.js';
import { Busy } from './diagnoses.js';

/** What a fleet should be and is, as one document. */
export function createFleet(book: Book) {
  const { db } = book;
  let importing = false;
  return {
    /** A document is held whole before it is written, so there is one at a time. */
    async takeIn<T>(read: () => Promise<T>): Promise<T> {
      if (importing) throw new Busy('another document of a fleet is being imported: try again in a moment');
      importing = true;
      try {
        return await read();
      } finally {
        importing = false;
      }
    },
    import: (caller: Caller, wish: ImportWish): Promise<Imported> => importEstate(book, caller, wish),
    enrolSimulated: (caller: Caller, instances: readonly string[]) => enrolSimulated(book, caller, instances),
    breakSimulated: ({ account }: Caller, wish: BreakWish) => breakSimulated(db, account, wish),
    export: ({ account }: Caller, wish: ExportWish) => exportEstate(db, account, wish),
  };
}
