import { z } from '@hono/zod-openapi';
import type { Json } from '../reeve.js';

/** What several routes take or give, so that the same thing is bounded the same way at each. */

/** Text that can be kept: PostgreSQL holds no NUL, and what is signed must be well formed. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((said) => isStorable(said), 'holds the character NUL or half of a character, which can not be kept');

export const REASON_CHARS_MAX = 500;
export const Reason = text(REASON_CHARS_MAX);
/** A namespace, or what is in one. */
export const ResourceName = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'takes letters, digits, dots, dashes and underscores');
export const PrincipalName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$/, 'must be the id of a person or an agent');
export const Team = z.string().regex(/^(?:[a-z0-9][a-z0-9-]{0,62})?$/, 'takes lower case letters, digits and dashes');
export const InterventionKey = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,119}$/,
    'takes up to 120 letters, digits, dots, colons, dashes and underscores',
  );
export const RequestId = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,129}$/, 'must be the id of a request');
export const TaskId = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,129}$/, 'must be the id of a task');
export const NOTE_CHARS_MAX = 1000;

/** A part of a target's name: a slash would let one target pass for another. */
const Part = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:@+-]*$/, 'takes letters, digits, and . _ : @ + - after the first');
export const Target = z
  .strictObject({
    kind: Part(60),
    name: Part(253),
    namespace: Part(100).optional(),
    cluster: Part(100).optional(),
  })
  .openapi('Target');

const PARAMETERS_CHARS_MAX = 16_000;
const DEPTH_MAX = 12;

export const Parameters = z
  .record(z.string().max(100), z.unknown())
  .refine(
    (given) => isShallow(given, DEPTH_MAX),
    `may be nested ${DEPTH_MAX} deep, and hold no NUL and no half of a character`,
  )
  .refine(
    (given) => !isShallow(given, DEPTH_MAX) || JSON.stringify(given).length <= PARAMETERS_CHARS_MAX,
    `takes at most ${PARAMETERS_CHARS_MAX} characters`,
  );

export const AcceptedProposal = z.object({ key: z.string(), again: z.boolean() }).openapi('AcceptedProposal');

/** What zod leaves undefined is left out, as the rest of Reeve means it. */
type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };
export function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}

export function targetOf(target: z.infer<typeof Target>) {
  return given(target) as { kind: string; name: string; namespace?: string; cluster?: string };
}

export function parametersOf(parameters: z.infer<typeof Parameters>) {
  return parameters as { readonly [name: string]: Json };
}

export const json = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
export const body = <S extends z.ZodType>(schema: S) => ({
  body: { content: { 'application/json': { schema } }, required: true },
});

function isStorable(said: string): boolean {
  return said.isWellFormed() && !said.includes('\0');
}

function isShallow(value: unknown, left: number): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (value === null || typeof value !== 'object') return true;
  return left > 0 && Object.entries(value).every(([name, member]) => isStorable(name) && isShallow(member, left - 1));
}

/** An id of a condition, a decision or a story, whole or as much of it as only one has. */
export const RowId = z.string().regex(/^[\w.:@/+=-]{1,130}$/, 'must be an id, or as much of it as only one has');
/** Where a setting lies: nothing for the account, else what it is about, as `template/web`. */
export const Place = z
  .string()
  .regex(/^(?:[a-z]{1,20}\/[\w.:@+=-]{1,120})?$/, 'must be a place such as template/web, or nothing for the account');
