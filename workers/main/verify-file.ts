import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { type PublicKeys, publicKeys } from '../../activities/ledger/seal.js';
import { verifyBook } from '../../activities/ledger/verify.js';
import type { BookReport } from '../../domain/ledger-check.js';
import type { StoredEntry } from '../../domain/ledger.js';

const PAGE = 1_000;

/** What was given as the public key is none: the caller chose the wrong file. */
export class NoPublicKey extends Error {
  override name = 'NoPublicKey';
}

/** Verifies an export with nothing but the public key: no server, no database. */
export async function verifyFile(file: string, keyFile: string): Promise<BookReport> {
  const keys = keysIn(await readFile(keyFile, 'utf8'), keyFile);
  const account = await accountOf(file);
  return verifyBook({ account, keys, entries: pages(file) });
}

function keysIn(pem: string, keyFile: string): PublicKeys {
  try {
    return publicKeys(pem);
  } catch (error) {
    throw new NoPublicKey(`${keyFile} is no public key of a ledger: ${(error as Error).message}`, { cause: error });
  }
}

/** The book is the one that its first readable line names; a line of another book in it is then a forgery. */
async function accountOf(file: string): Promise<string> {
  for await (const [first] of pages(file)) {
    const { account } = asObject(first?.body ?? '');
    return typeof account === 'string' ? account : 'unknown';
  }
  throw new Error(`${file} holds no ledger entry: an export has one JSON line an entry`);
}

async function* pages(file: string): AsyncIterable<readonly StoredEntry[]> {
  const input = createReadStream(file);
  let page: StoredEntry[] = [];
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    page.push(asEntry(line));
    if (page.length === PAGE) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

// A line that can't be read is an entry whose text does not give its hash: the check names it in its place.
function asEntry(line: string): StoredEntry {
  const { body, hash, seal } = asObject(line);
  const { keyId, signature } = asObject(JSON.stringify(seal ?? {}));
  return {
    body: typeof body === 'string' ? body : '',
    hash: typeof hash === 'string' ? hash : '',
    ...(typeof keyId === 'string' && typeof signature === 'string' && { seal: { keyId, signature } }),
  };
}

function asObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
