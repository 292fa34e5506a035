import type { Head, Seal, SealedHead, StoredEntry } from '../../domain/ledger.js';
import { type PublicKeys, sealHolds, sealHoldsSoon } from './seal.js';

/** So many are under way at once that no core rests, and so few that files and names are still served between them. */
const AT_ONCE = 64;

interface Verdict extends Head {
  readonly holds: boolean;
}

/** Checks the seals of a page beside the event loop, before the reading comes to them. */
export function sealsAhead(account: string, keys: PublicKeys) {
  const verdicts = new WeakMap<Seal, Verdict>();
  const holdsSoon = sealHoldsSoon(keys);
  const holdsNow = sealHolds(keys);
  return {
    /** `first` is the number that the first entry of the page should have. */
    async check(page: readonly StoredEntry[], first: number): Promise<void> {
      const heads = page.flatMap(({ hash, seal }, index) =>
        seal ? [{ account, seq: first + index, hash, seal }] : [],
      );
      for (let from = 0; from < heads.length; from += AT_ONCE) {
        await Promise.all(
          heads.slice(from, from + AT_ONCE).map(async (head) => {
            verdicts.set(head.seal, { seq: head.seq, hash: head.hash, holds: await holdsSoon(head) });
          }),
        );
      }
    },
    /** What was found ahead; a head that was not expected in its place is checked now. */
    holds(sealed: SealedHead): boolean {
      const verdict = verdicts.get(sealed.seal);
      return verdict?.seq === sealed.seq && verdict.hash === sealed.hash ? verdict.holds : holdsNow(sealed);
    },
  };
}
