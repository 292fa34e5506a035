import { randomUUID } from 'node:crypto';
import { CLOSED } from '../../../domain/breaker.js';
import type { Json } from '../../../domain/canonical-json.js';
import { actorOf } from '../../../domain/principal.js';
import { targetName } from '../../../domain/proposal.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

const SOURCES_MAX = 500;
const FLAGS_MAX = 5_000;

export interface PressureReport {
  /** Of several that one reporter speaks for. */
  readonly source?: string;
  readonly strength: number;
  readonly ttlMs: number;
  readonly decay: number;
}

/** What another system says of its load. It speaks under its own name, so that none can make another's pressure go away. */
export function reportPressure(book: Book, by: By, report: PressureReport): Promise<{ readonly source: string }> {
  const { strength, ttlMs, decay } = report;
  const source = report.source === undefined ? actorOf(by) : `${actorOf(by)}/${report.source}`;
  const entry = {
    key: `pressure/${randomUUID()}`,
    subject: `pressure/${source}`,
    data: { change: 'pressure', strength, ttlMs, decay },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const [row] = await tx.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM pressure WHERE account = $1 AND source <> $2',
      [by.account, source],
    );
    if ((row?.n ?? 0) >= SOURCES_MAX)
      throw new NotAccepted(
        'misfit',
        `${SOURCES_MAX} sources have reported pressure already: report under fewer names`,
      );
    await tx.query(
      `INSERT INTO pressure (account, source, strength, at, ttl_ms, decay) VALUES ($1, $2, $3, clock(), $4, $5)
       ON CONFLICT (account, source) DO UPDATE SET strength = excluded.strength, at = excluded.at, ttl_ms = excluded.ttl_ms,
         decay = excluded.decay`,
      [by.account, source, strength, ttlMs, decay],
    );
    return { source };
  });
}

/** A flag of Reeve's own. Who makes it has seen it, so that it can be changed from now on. */
export function createFlag(
  book: Book,
  by: By,
  { name, value }: { readonly name: string; readonly value: Json },
): Promise<void> {
  const target = targetName({ kind: 'flag', name });
  const entry = { key: `flag-created/${name}`, subject: target, data: { change: 'flag created', value } };
  return acceptSetting(book, by, entry, async (tx) => {
    const [row] = await tx.query<{ n: number }>('SELECT count(*)::int AS n FROM flag WHERE account = $1', [by.account]);
    if ((row?.n ?? 0) >= FLAGS_MAX)
      throw new NotAccepted('misfit', `this account has ${FLAGS_MAX} flags, which is the most`);
    const made = await tx.query(
      `INSERT INTO flag (account, name, value, changed_at) VALUES ($1, $2, $3, clock()) ON CONFLICT DO NOTHING RETURNING name`,
      [by.account, name, JSON.stringify(value)],
    );
    if (made.length === 0) throw new NotAccepted('exists', `there is a flag ${name} already: propose to change it`);
    await tx.query(
      `INSERT INTO target (account, name, seen_at, seen_by) VALUES ($1, $2, clock(), $3)
       ON CONFLICT (account, name) DO UPDATE SET seen_at = excluded.seen_at, seen_by = excluded.seen_by`,
      [by.account, target, actorOf(by)],
    );
  });
}

/** Lets work through again at once: whoever does it has looked at what was broken. */
export function resetBreaker(
  book: Book,
  by: By,
  { name, reason }: { readonly name: string; readonly reason: string },
): Promise<void> {
  const entry = {
    key: `breaker-reset/${randomUUID()}`,
    subject: `breaker/${name}`,
    data: { change: 'breaker reset', reason },
  };
  return acceptSetting(book, by, entry, async (tx) => {
    const reset = await tx.query('UPDATE breaker SET state = $3 WHERE account = $1 AND name = $2 RETURNING name', [
      ...[by.account, name, JSON.stringify(CLOSED)],
    ]);
    if (reset.length === 0) throw new NotAccepted('unknown', `there is no breaker ${name} in this account`);
  });
}
