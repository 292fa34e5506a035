import type { Book } from '../../activities/store/accept/book.js';
import { type CvesTaken, heedCve, takeAdvisories, takeSbom } from '../../activities/store/accept/cves.js';
import { type CveFilter, listCves, readCve } from '../../activities/store/read/cves.js';
import { openIntake } from '../../domain/cve/intake.js';
import { readSbom } from '../../domain/cve/sbom.js';
import type { Caller } from '../../domain/principal.js';
import { Busy } from './diagnoses.js';
import { Unfit } from './unfit.js';

export interface SbomUpload {
  readonly module: string;
  readonly version: number;
  readonly text: string;
}

/** Vulnerabilities that were published, and where the fleet is exposed to them. */
export function createCves(book: Book) {
  const { db } = book;
  let taking = false;
  return {
    list: ({ account }: Caller, filter: CveFilter) => listCves(db, account, filter),
    one: ({ account }: Caller, id: string) => readCve(db, account, id),
    /** What is read is held until all of it was read, so there is one at a time. */
    async take(caller: Caller, chunks: AsyncIterable<string>): Promise<CvesTaken> {
      if (taking) throw new Busy('another file of advisories is being taken: try again in a moment');
      taking = true;
      try {
        const intake = openIntake();
        for await (const chunk of chunks) intake.push(chunk);
        const read = intake.end();
        if ('wrong' in read) throw new Unfit(`nothing was taken, since the file can not be read: ${read.wrong}`);
        return await takeAdvisories(book, caller, { ...read, from: 'file' });
      } finally {
        taking = false;
      }
    },
    heed: (caller: Caller, wish: { readonly id: string; readonly ignored: boolean; readonly reason: string }) =>
      heedCve(book, caller, wish),
    async takeSbom(caller: Caller, { module, version, text }: SbomUpload) {
      const sbom = readSbom(parsed(text));
      if ('because' in sbom) throw new Unfit(`the bill of materials can not be read: ${sbom.because}`);
      const { format, unnamed } = sbom;
      const packages = sbom.packages.filter(isStorable);
      if (JSON.stringify(packages).length > PACKAGES_CHARS_MAX)
        throw new Unfit('the bill of materials names more packages than can be kept of one module');
      await takeSbom(book, caller, { module, version, format, packages, unnamed });
      return { format, packages: packages.length, unnamed: unnamed + sbom.packages.length - packages.length };
    },
  };
}

/** As it is kept, with blanks between. */
const PACKAGES_CHARS_MAX = 800_000;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unfit('the bill of materials is no JSON: make it as CycloneDX or SPDX in JSON');
  }
}

/** Names and versions that the database can hold. */
function isStorable(one: { readonly name: string; readonly version: string }): boolean {
  const texts = [one.name, one.version];
  return texts.every((text) => text.length > 0 && text.length <= 200 && text.isWellFormed() && !text.includes('\0'));
}
