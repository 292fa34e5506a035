import { z } from 'zod';
import { postgresUrl, text } from './kinds.js';

/** Where a setting comes from and how it is treated; the key's description stands beside it in the schema. */
export interface Mark {
  /** The first one that is set wins. Each variable of a secret also exists as `…_FILE`. */
  readonly variables: readonly string[];
  readonly flag?: string;
  /** Never shown, and may be read from a file. */
  readonly secret?: true;
  /** A path: `~` is expanded, and what is relative is taken from the file that says it or the current folder. */
  readonly path?: true;
  /** An address that may hold a password: shown without it. */
  readonly masked?: true;
  /** What any text in the variable stands for, as with NO_COLOR. */
  readonly whenSet?: boolean;
}

export const marks = z.registry<Mark>();

export function setting<T extends z.ZodType>(
  value: T,
  about: string,
  variables: readonly string[],
  more: Omit<Mark, 'variables'> = {},
): T {
  const described = value.describe(about);
  marks.add(described, { variables, ...more });
  return described;
}

export function optional(about: string, variables: readonly string[]) {
  return setting(text().exactOptional(), about, variables);
}

export function secret(about: string, variables: readonly string[]) {
  return setting(text().exactOptional(), about, variables, { secret: true });
}

export function databaseUrl(about: string, variables: readonly string[]) {
  return setting(postgresUrl().exactOptional(), about, variables, { secret: true, masked: true });
}

export function file(about: string, variables: readonly string[]) {
  return setting(text().exactOptional(), about, variables, { path: true });
}

/** A path whose default depends on other settings, so that `load.ts` fills it. */
export function path(about: string, variables: readonly string[]) {
  return setting(text(), about, variables, { path: true });
}

export function section<S extends z.ZodRawShape>(about: string, shape: S) {
  return z
    .strictObject(shape)
    .describe(about)
    .prefault({} as never);
}

/** Runs even when single values are wrong, so that all mistakes appear at once. */
export function withChecks<S extends z.ZodRawShape>(
  object: z.ZodObject<S, z.core.$strict>,
  check: (value: z.output<z.ZodObject<S, z.core.$strict>>) => readonly [key: string, problem: string] | undefined,
): z.ZodObject<S, z.core.$strict> {
  return object.superRefine(
    (value, context) => {
      const found = check(value);
      if (found) context.addIssue({ code: 'custom', path: [found[0]], message: found[1] });
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
}
