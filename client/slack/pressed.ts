import { z } from '@hono/zod-openapi';
import type { Button } from '../../activities/notify/render/card.js';
import { InterventionKey, RequestId, text } from '../http/fields.js';

/** What comes back from Slack is taken for ids and words, and for nothing else: the rows decide. */

const planHash = z.string().regex(/^[0-9a-f]{64}$/);
const request = RequestId;

const Pressed = z.discriminatedUnion('does', [
  z.strictObject({ does: z.enum(['approve', 'reject', 'request-changes']), request, planHash }),
  z.strictObject({ does: z.literal('details'), request }),
  z.strictObject({ does: z.literal('undo'), intervention: InterventionKey }),
]);

export function buttonPressed(value: unknown): Button | undefined {
  return Pressed.safeParse(fromJson(value)).data;
}

const AboutAnswer = z.strictObject({ says: z.enum(['approve', 'reject', 'request-changes']), request, planHash });
const AboutUndo = z.strictObject({ intervention: InterventionKey });
const AboutThaw = z.strictObject({ freezes: z.array(z.string().min(1).max(60)).max(60) });

/** What the window was about, as it was put there when it was opened. */
export const aboutAnswer = (metadata: unknown) => AboutAnswer.safeParse(fromJson(metadata)).data;
export const aboutUndo = (metadata: unknown) => AboutUndo.safeParse(fromJson(metadata)).data;
export const aboutThaw = (metadata: unknown) => AboutThaw.safeParse(fromJson(metadata)).data;

export type Reason = { readonly given: string | undefined } | { readonly fault: string };

/** What was typed; empty is nothing. */
export function reasonTyped(value: unknown, { charsMax, required }: { charsMax: number; required: boolean }): Reason {
  const typed = typeof value === 'string' ? value.trim() : '';
  if (typed === '') return required ? { fault: 'Give a reason.' } : { given: undefined };
  const { data, error } = text(charsMax).safeParse(typed);
  return data === undefined
    ? { fault: `The reason ${error?.issues[0]?.message ?? 'can not be read'}.` }
    : { given: data };
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > 4000) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
