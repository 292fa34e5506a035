import { z } from '@hono/zod-openapi';
import { ENTRY_KINDS } from '../../reeve.js';

export const PAGE_ENTRIES = 50;
const TRAIL_MAX = 20;

const Seq = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const words = (charsMax: number) => z.string().trim().min(1).max(charsMax).optional().catch(undefined);
const Query = z.object({
  kind: z.enum(ENTRY_KINDS).optional().catch(undefined),
  actor: words(200),
  subject: words(400),
  correlation: words(200),
  before: Seq.optional().catch(undefined),
});

/** What a reader of the ledger asked for; whatever does not fit is left out. */
export interface LedgerQuery {
  readonly filter: Readonly<Partial<Record<'kind' | 'actor' | 'subject' | 'correlation', string>>>;
  readonly before?: number;
  /** The pages that the reader came through, newest first: the way back, since the book is only read downwards. */
  readonly trail: readonly number[];
}

export function ledgerQuery(query: URLSearchParams): LedgerQuery {
  const { before, ...filter } = Query.parse(Object.fromEntries(query));
  const trail = (query.get('trail') ?? '').split('.').flatMap((text) => Seq.safeParse(text).data ?? []);
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return { filter: given, trail: trail.slice(-TRAIL_MAX), ...(before !== undefined && { before }) };
}

export function ledgerPath({ filter, before, trail }: LedgerQuery): string {
  const query = new URLSearchParams({
    ...filter,
    ...(before !== undefined && { before: String(before) }),
    ...(trail.length > 0 && { trail: trail.join('.') }),
  }).toString();
  return query === '' ? '/console/ledger' : `/console/ledger?${query}`;
}

export function older(query: LedgerQuery, lastSeq: number): string {
  const trail = query.before === undefined ? query.trail : [...query.trail, query.before].slice(-TRAIL_MAX);
  return ledgerPath({ ...query, before: lastSeq, trail });
}

/** The page before this one, or the newest where the way back is not known. */
export function newer({ filter, trail }: LedgerQuery): string {
  const before = trail.at(-1);
  return ledgerPath({ filter, trail: trail.slice(0, -1), ...(before !== undefined && { before }) });
}
