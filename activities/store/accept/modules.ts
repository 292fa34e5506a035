import { randomUUID } from 'node:crypto';
import type { Json } from '../../../domain/canonical-json.js';
import { acceptSetting, type Book, type By, NotAccepted } from './book.js';

export interface Canary {
  readonly module: string;
  readonly lure: string;
  readonly files: readonly string[];
  readonly ports: readonly number[];
  readonly reason: string;
}

/** From now on every touch of it is seen: nobody has a reason to. Said anew, it takes the place of what was said before. */
export function markCanary(book: Book, by: By, { module, lure, files, ports, reason }: Canary): Promise<void> {
  return acceptSetting(
    book,
    by,
    entryOf(module, { change: 'marked as a lure', lure, files, ports, reason }),
    async (tx) => {
      const [known] = await tx.query('SELECT 1 FROM module WHERE account = $1 AND id = $2', [by.account, module]);
      if (!known) throw unknown(module);
      await tx.query(
        `INSERT INTO honeypot (account, module, lure, marked_at, active, files, ports) VALUES ($1, $2, $3, clock(), true, $4, $5)
       ON CONFLICT (account, module) DO UPDATE SET lure = excluded.lure, marked_at = excluded.marked_at, active = true,
         files = excluded.files, ports = excluded.ports`,
        [by.account, module, lure, files, ports],
      );
    },
  );
}

/** It is touched like any other from now on; what was seen so far stays. */
export function unmarkCanary(
  book: Book,
  by: By,
  { module, reason }: { readonly module: string; readonly reason: string },
): Promise<void> {
  return acceptSetting(book, by, entryOf(module, { change: 'no lure any more', reason }), async (tx) => {
    const gone = await tx.query(
      'UPDATE honeypot SET active = false WHERE account = $1 AND module = $2 AND active RETURNING module',
      [by.account, module],
    );
    if (gone.length === 0)
      throw new NotAccepted('unknown', `the module ${module} is no lure: "reeve modules list" shows which are`);
  });
}

function unknown(module: string): NotAccepted {
  return new NotAccepted('unknown', `there is no module ${module} in this account: "reeve modules list" shows them`);
}

function entryOf(module: string, data: Readonly<Record<string, Json>>) {
  return { key: `module/${randomUUID()}`, subject: `module/${module}`, data };
}
