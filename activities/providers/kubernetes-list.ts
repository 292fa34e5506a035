import { listAt, textAt } from '../../domain/facts/reading.js';

const PAGE = 500;
/** A server may give fewer than it is asked for, and still its list has an end. */
const PAGES_MAX = 200;

export interface Listing<T> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** What such a list calls itself; whatever calls itself otherwise says nothing, least that there is none. */
  readonly kind: 'NodeList' | 'PodList';
  readonly most: number;
  readonly tooMany: string;
  /** What is kept of one of them: a page is let go before the next one. */
  readonly keep: (item: unknown) => T;
}

/** All of a list, page by page, or none of it: rejects with a sentence. */
export async function listAll<T>(
  ask: (path: string) => Promise<string>,
  { path, query, kind, most, tooMany, keep }: Listing<T>,
): Promise<readonly T[]> {
  const kept: T[] = [];
  let next = '';
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const asked = new URLSearchParams({ ...query, limit: String(PAGE), ...(next !== '' && { continue: next }) });
    const page = parsed(await ask(`${path}?${asked.toString()}`), kind);
    for (const item of listAt(page, 'items')) kept.push(keep(item));
    if (kept.length > most) throw new Error(tooMany);
    next = textAt(page, 'metadata', 'continue');
    if (next === '') return kept;
  }
  throw new Error(
    `it gives its ${kind} in more than ${PAGES_MAX} pages: look whether the address is an API server, and nothing before it repeats them`,
  );
}

function parsed(text: string, kind: string): unknown {
  const look = 'look whether the address is an API server';
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch (error) {
    throw new Error(`it did not answer with JSON: ${look}`, { cause: error });
  }
  if (textAt(page, 'kind') !== kind) throw new Error(`it did not answer with a ${kind}: ${look}`);
  return page;
}
