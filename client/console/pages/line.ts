import { z } from '@hono/zod-openapi';
import type { LedgerEntry } from '../../reeve.js';

const MS_MAX = 8.64e15;

const Line = z.object({
  account: z.string(),
  seq: z.number(),
  at: z.number().min(-MS_MAX).max(MS_MAX),
  prev: z.string(),
  kind: z.string(),
  key: z.string(),
  actor: z.string(),
  subject: z.string(),
  correlation: z.string().optional(),
  agent: z.string().optional(),
  action: z.string().optional(),
  outcome: z.string().optional(),
  data: z.record(z.string(), z.unknown()),
});

/** What the text of an entry says. */
export type Line = z.infer<typeof Line>;

/** Reads an entry's text. A text that somebody has tampered with may not be an entry any more, and must still be shown. */
export function lineOf({ body }: Pick<LedgerEntry, 'body'>): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
